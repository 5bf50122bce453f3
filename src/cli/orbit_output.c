// SPDX-License-Identifier: LGPL-3.0-or-later
// The two reports of the verb orbit.
#include "cli/orbit.h"

#include "real/number.h"
#include "report/json.h"

#include <math.h>

#define FLOAT_DIGITS 17

static const char *coordinate_name(const orbit_report_t *report, size_t i)
{
    return expr_variable_name(report->spec->dag, report->spec->state[i]);
}

static void append_float(strbuf_t *out, double value, float_format_t format)
{
    if (isfinite(value))
        strbuf_printf(out, "%.*g", format == FLOAT_32 ? 9 : FLOAT_DIGITS, value);
    else
        strbuf_append(out, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
}

// ---- the table ----

static void append_balls(strbuf_t *out, const orbit_report_t *report, arb_srcptr balls)
{
    for (size_t i = 0; i < report->comparison->dimension; i++) {
        strbuf_printf(out, "%s%s = [", i ? ", " : "", coordinate_name(report, i));
        number_decimal_arb(out, balls + i, report->digits + 1, NUMBER_DOWN);
        strbuf_append(out, ", ");
        number_decimal_arb(out, balls + i, report->digits + 1, NUMBER_UP);
        strbuf_append(out, "]");
    }
}

static void append_orbit(strbuf_t *out, const orbit_report_t *report)
{
    const comparison_t *c = report->comparison;
    const orbit_result_t *orbit = &c->orbit;
    strbuf_append(out, "  certified\n");
    if (orbit->has_end) {
        strbuf_append(out, "    end      ");
        append_balls(out, report, orbit->end);
        strbuf_append_char(out, '\n');
    }
    if (!orbit->settled)
        strbuf_printf(out, "    not known to %ld digits: %s\n", (long)report->digits, orbit->reason);
    else if (orbit->exact_states > c->steps)
        strbuf_append(out, "    method   exact arithmetic\n");
    else if (orbit->exact_states > 1)
        strbuf_printf(out, "    method   %zu exact steps, then %ld bits\n", orbit->exact_states - 1,
                      (long)orbit->precision);
    else
        strbuf_printf(out, "    method   %ld bits\n", (long)orbit->precision);
}

static void append_facts(strbuf_t *out, const orbit_report_t *report, const float_trajectory_t *f,
                         float_format_t format)
{
    const comparison_t *c = report->comparison;
    if (f->finite_steps < c->steps)
        strbuf_printf(out, "    no finite number from step %zu on\n", f->finite_steps + 1);
    if (f->lost == KNOWN_TRUE)
        strbuf_printf(out, "    all digits are lost at step %zu\n", f->lost_at);
    else
        strbuf_append(out, f->lost == KNOWN_FALSE ? "    a digit is right to the end\n"
                                                  : "    the step at which all digits are lost is not known\n");
    if (f->stuck_from != NO_STEP && f->finite_steps >= c->steps)
        strbuf_printf(out, "    stuck from step %zu on%s\n", f->stuck_from,
                      c->moves ? ": a false convergence, the orbit moves" : "");
    if (f->point)
        strbuf_printf(out, "    ends exactly at %s, as %s has it\n", f->point, float_format_text(format));
    if (f->same_case != NOT_KNOWN)
        strbuf_printf(out, "    ends in %s case of the landscape\n",
                      f->same_case == KNOWN_TRUE ? "the same" : "another");
}

static void append_trajectory(strbuf_t *out, const orbit_report_t *report, float_format_t format)
{
    const float_trajectory_t *f = report->comparison->floats + format;
    strbuf_printf(out, "  %s\n", float_format_text(format));
    if (!f->has_program) {
        strbuf_append(out, "    the map is not one that is computed in floating point\n");
        return;
    }
    strbuf_append(out, "    end      ");
    for (size_t i = 0; i < report->comparison->dimension; i++) {
        strbuf_printf(out, "%s%s = ", i ? ", " : "", coordinate_name(report, i));
        append_float(out, f->end[i], format);
    }
    strbuf_append_char(out, '\n');
    append_facts(out, report, f, format);
}

void orbit_write_table(strbuf_t *out, const orbit_report_t *report)
{
    strbuf_printf(out, "%s: %s, ", report->spec->path, report->spec->landscape_name);
    if (report->momentum)
        strbuf_printf(out, "heavy_ball(rate = %s, momentum = %s)", report->rate, report->momentum);
    else
        strbuf_printf(out, "gd(rate = %s)", report->rate);
    strbuf_printf(out, ", %zu steps from %s\n", report->comparison->steps, report->from);
    append_orbit(out, report);
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++)
        append_trajectory(out, report, (float_format_t)f);
}

// ---- JSON ----

static json_t *decimal(const arb_t ball, slong digits, number_direction_t direction)
{
    strbuf_t text;
    strbuf_init(&text);
    number_decimal_arb(&text, ball, digits, direction);
    json_t *result = json_string(text.text);
    strbuf_clear(&text);
    return result;
}

static json_t *enclosures(const orbit_report_t *report, arb_srcptr balls)
{
    json_t *object = json_object();
    for (size_t i = 0; i < report->comparison->dimension; i++)
        json_object_set_new(object, coordinate_name(report, i),
                            json_pack("{s:o, s:o}", "lo", decimal(balls + i, report->digits + 1, NUMBER_DOWN), "hi",
                                      decimal(balls + i, report->digits + 1, NUMBER_UP)));
    return object;
}

static json_t *step_or_null(bool known, size_t step)
{
    return known ? json_integer((json_int_t)step) : json_null();
}

static json_t *known(known_t fact)
{
    return fact == NOT_KNOWN ? json_null() : json_boolean(fact == KNOWN_TRUE);
}

static json_t *certified(const orbit_report_t *report)
{
    const comparison_t *c = report->comparison;
    const orbit_result_t *orbit = &c->orbit;
    bool exact = orbit->settled && orbit->exact_states > c->steps;
    json_t *object = json_object();
    json_object_set_new(object, "settled", json_boolean(orbit->settled));
    json_object_set_new(object, "start", enclosures(report, c->start));
    json_object_set_new(object, "end", orbit->has_end ? enclosures(report, orbit->end) : json_null());
    json_object_set_new(object, "precision", json_integer(exact ? 0 : orbit->precision));
    json_object_set_new(object, "exact_steps",
                        json_integer(orbit->exact_states ? (json_int_t)orbit->exact_states - 1 : 0));
    json_object_set_new(object, "moves", json_boolean(c->moves));
    json_object_set_new(object, "reason", orbit->reason ? json_string(orbit->reason) : json_null());
    return object;
}

static json_t *trajectory(const orbit_report_t *report, float_format_t format)
{
    const comparison_t *c = report->comparison;
    const float_trajectory_t *f = c->floats + format;
    json_t *object = json_object(), *end = json_object();
    for (size_t i = 0; i < c->dimension; i++) {
        strbuf_t text;
        strbuf_init(&text);
        append_float(&text, f->end[i], format);
        json_object_set_new(end, coordinate_name(report, i), json_string(text.text));
        strbuf_clear(&text);
    }
    bool stuck = f->stuck_from != NO_STEP && f->finite_steps >= c->steps;
    json_object_set_new(object, "type", json_string(float_format_text(format)));
    json_object_set_new(object, "end", end);
    json_object_set_new(object, "not_finite_from", step_or_null(f->finite_steps < c->steps, f->finite_steps + 1));
    json_object_set_new(object, "lost", known(f->lost));
    json_object_set_new(object, "lost_at", step_or_null(f->lost == KNOWN_TRUE, f->lost_at));
    json_object_set_new(object, "stuck_from", step_or_null(stuck, f->stuck_from));
    json_object_set_new(object, "false_convergence", json_boolean(stuck && c->moves));
    json_object_set_new(object, "at_point", f->point ? json_string(f->point) : json_null());
    json_object_set_new(object, "same_case", known(f->same_case));
    return object;
}

void orbit_write_json(strbuf_t *out, const orbit_report_t *report)
{
    json_t *object = json_object(), *floats = json_array();
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++)
        if (report->comparison->floats[f].has_program)
            json_array_append_new(floats, trajectory(report, (float_format_t)f));
    json_object_set_new(object, "certify", json_string(CERTIFY_VERSION));
    json_object_set_new(object, "spec", json_string(report->spec->path));
    json_object_set_new(object, "from", json_string(report->from));
    json_object_set_new(object, "rate", json_string(report->rate));
    json_object_set_new(object, "momentum", report->momentum ? json_string(report->momentum) : json_null());
    json_object_set_new(object, "steps", json_integer((json_int_t)report->comparison->steps));
    json_object_set_new(object, "certified", certified(report));
    json_object_set_new(object, "floats", floats);
    report_json_write(out, object, 2);
    strbuf_append_char(out, '\n');
    json_decref(object);
}
