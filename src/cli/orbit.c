// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/orbit.h"

#include "base/memory.h"
#include "cli/command_worker.h"
#include "cli/output.h"
#include "interval/rounding.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const options_t *options;
    job_t job;
    expr_t *start; // per coordinate
    expr_t rate, momentum;
    size_t steps;
    slong digits;
} orbit_run_t;

static const option_value_t *value_of(const orbit_run_t *run, command_option_t option)
{
    return run->options->values + option;
}

// ---- reading ----

// A constant expression, of the bytes given.
static bool read_constant(expr_t *result, orbit_run_t *run, const char *option, const char *text, size_t length)
{
    char *copy = mem_copy_text(text, length);
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    size_t count = 0;
    expr_t *variables = NULL;
    bool good =
        spec_read_expression(result, &count, &variables, run->job.spec.dag, &diagnostics, copy, length) == STATUS_OK;
    if (!good) {
        output_diagnostics(&diagnostics, option, copy);
    } else if (count > 0) {
        output_error("%s %s: a number expected, and %s is none", option, copy,
                     expr_variable_name(run->job.spec.dag, variables[0]));
        good = false;
    } else if (expr_is_formula(run->job.spec.dag, *result)) {
        output_error("%s %s: a number expected", option, copy);
        good = false;
    }
    mem_free(variables);
    mem_free(copy);
    diagnostics_clear(&diagnostics);
    return good;
}

static const spec_point_t *find_point(const spec_t *spec, const char *name)
{
    for (size_t k = 0; k < spec->point_count; k++)
        if (strcmp(spec->points[k]->name, name) == 0)
            return spec->points[k];
    return NULL;
}

// The length of the text up to a comma outside parentheses.
static size_t coordinate_length(const char *text, size_t length)
{
    size_t depth = 0, i = 0;
    for (; i < length && (depth > 0 || text[i] != ','); i++)
        depth += text[i] == '(' ? 1u : text[i] == ')' && depth > 0 ? (size_t)-1 : 0u;
    return i;
}

static bool has_outer_parentheses(const char *text, size_t length)
{
    if (length < 2 || text[0] != '(' || text[length - 1] != ')')
        return false;
    size_t depth = 0;
    for (size_t i = 0; i + 1 < length; i++) {
        depth += text[i] == '(' ? 1u : text[i] == ')' ? (size_t)-1 : 0u;
        if (depth == 0)
            return false;
    }
    return true;
}

static bool read_coordinates(orbit_run_t *run, const char *text)
{
    size_t length = strlen(text), count = 0, n = run->job.spec.dimension;
    if (n > 1 && has_outer_parentheses(text, length)) {
        text++;
        length -= 2;
    }
    for (bool more = true; more; count++) {
        size_t part = coordinate_length(text, length);
        expr_t value;
        if (!read_constant(&value, run, "--from", text, part))
            return false;
        if (count < n)
            run->start[count] = value;
        more = part < length;
        text += part + more;
        length -= part + more;
    }
    if (count != n)
        output_error("--from: %zu coordinate%s expected, not %zu", n, n == 1 ? "" : "s", count);
    return count == n;
}

static bool read_start(orbit_run_t *run)
{
    const char *text = value_of(run, COMMAND_FROM)->text;
    const spec_point_t *point = find_point(&run->job.spec, text);
    run->start = mem_alloc(run->job.spec.dimension, sizeof *run->start);
    if (!point)
        return read_coordinates(run, text);
    if (point->implicit) {
        output_error("--from %s: this point is known by an enclosure only; give numbers", text);
        return false;
    }
    memcpy(run->start, point->coordinates, run->job.spec.dimension * sizeof *run->start);
    return true;
}

static bool read_number(expr_t *result, orbit_run_t *run, command_option_t option, const char *name)
{
    const char *text = value_of(run, option)->text;
    if (!read_constant(result, run, name, text, strlen(text)))
        return false;
    arb_t value;
    arb_init(value);
    tape_t *tape = tape_compile(run->job.spec.dag, 1, result, 0, NULL);
    tape_evaluate_arb(value, NULL, NULL, tape, NULL, 128);
    tape_free(tape);
    bool good = arb_is_nonnegative(value);
    arb_clear(value);
    if (!good)
        output_error("%s %s: a number that is not negative expected", name, text);
    return good;
}

static bool read_all(orbit_run_t *run)
{
    static const struct {
        command_option_t option;
        const char *name;
    } required[] = {{COMMAND_FROM, "--from"}, {COMMAND_RATE, "--rate"}, {COMMAND_STEPS, "--steps"}};
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        if (!value_of(run, required[i].option)->is_set) {
            output_error("%s is missing; `certify orbit --help` tells more", required[i].name);
            return false;
        }
    run->steps = (size_t)value_of(run, COMMAND_STEPS)->number;
    run->digits =
        value_of(run, COMMAND_DIGITS)->is_set ? (slong)value_of(run, COMMAND_DIGITS)->number : COMMAND_ORBIT_DIGITS;
    run->momentum = EXPR_NONE;
    return read_start(run) && read_number(&run->rate, run, COMMAND_RATE, "--rate") &&
           (!value_of(run, COMMAND_MOMENTUM)->is_set ||
            read_number(&run->momentum, run, COMMAND_MOMENTUM, "--momentum"));
}

// ---- following ----

static void set_system(system_t *system, orbit_run_t *run)
{
    static char gd[] = "gd", heavy_ball[] = "heavy_ball", rate[] = "rate", momentum[] = "momentum";
    bool heavy = run->momentum != EXPR_NONE;
    argument_t arguments[] = {{.name = rate, .kind = VALUE_NUMBER, .number = run->rate},
                              {.name = momentum, .kind = VALUE_NUMBER, .number = run->momentum}};
    dynamics_t dynamics = {.name = heavy ? heavy_ball : gd, .argument_count = heavy ? 2 : 1, .arguments = arguments};
    system_init(system, &run->job.spec, &dynamics, EXPR_NONE);
}

static void follow(worker_output_t *output, void *context)
{
    orbit_run_t *run = context;
    prove_limits_t limits = job_default_settings().limits;
    prover_t prover;
    system_t system;
    comparison_t comparison;
    strbuf_t text;
    strbuf_init(&text);
    prover_init(&prover, run->job.spec.dag, &limits);
    set_system(&system, run);
    comparison_init(&comparison, &prover, &run->job.spec, &system, run->start, run->steps, run->digits);
    orbit_report_t report = {&run->job.spec,
                             value_of(run, COMMAND_FROM)->text,
                             value_of(run, COMMAND_RATE)->text,
                             value_of(run, COMMAND_MOMENTUM)->text,
                             run->digits,
                             &comparison};
    if (value_of(run, COMMAND_JSON)->is_set)
        orbit_write_json(&text, &report);
    else
        orbit_write_table(&text, &report);
    command_answer(output, comparison.orbit.settled ? EXIT_CODE_EXPECTED : EXIT_CODE_UNDECIDED, ANSWER_OUTPUT, &text);
    comparison_clear(&comparison);
    system_clear(&system);
    prover_clear(&prover);
    strbuf_clear(&text);
}

exit_code_t orbit_main(const options_t *options)
{
    if (options->operand_count != 1) {
        output_error("one spec expected; `certify orbit --help` tells more");
        return EXIT_CODE_USAGE;
    }
    if (interval_self_test() != STATUS_OK) {
        output_error("directed rounding does not work on this machine");
        return EXIT_CODE_INTERNAL;
    }
    orbit_run_t run = {.options = options};
    job_init(&run.job);
    run.job.errors_only = true;
    exit_code_t code = job_load(&run.job, options->operands[0]);
    fputs(run.job.messages.text, stderr);
    if (code == EXIT_CODE_EXPECTED)
        code = read_all(&run) ? EXIT_CODE_EXPECTED : EXIT_CODE_USAGE;
    if (code == EXIT_CODE_EXPECTED)
        code = command_run(options, follow, &run);
    mem_free(run.start);
    job_clear(&run.job);
    return code;
}
