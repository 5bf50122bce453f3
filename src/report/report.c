// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/report.h"

#include "base/memory.h"
#include "decide/margin.h"
#include "real/number.h"

#include <string.h>

#define CONSTANT_DIGITS 10 // of an enclosure
#define FRACTION_LENGTH 20 // of a fraction that is shown as such
#define STATED_DIGITS 30   // of a number that is written out in full
#define ONE_SIDED_DIGITS 6 // of a number that is a bound on one side only
#define NO_ROW SIZE_MAX    // of a constant that holds for all rows

bool report_includes(const report_t *report, size_t claim)
{
    return !report->selected || report->selected[claim];
}

bool report_counts(const report_t *report, size_t claim)
{
    return report_includes(report, claim) && report->spec->claims[claim].role == PART_NONE;
}

bool report_as_expected(const report_t *report, size_t claim)
{
    return report->results[claim].verdict == report->spec->claims[claim].expected;
}

report_counts_t report_count(const report_t *report)
{
    report_counts_t counts = {0, 0, 0, 0, 0};
    for (size_t i = 0; i < report->spec->claim_count; i++) {
        if (!report_counts(report, i))
            continue;
        verdict_t verdict = report->results[i].verdict;
        counts.proved += verdict == VERDICT_PROVED;
        counts.refuted += verdict == VERDICT_REFUTED;
        counts.undecided += verdict == VERDICT_UNDECIDED;
        counts.as_expected += report_as_expected(report, i);
        counts.unexpected += !report_as_expected(report, i);
    }
    return counts;
}

exit_code_t report_exit_code(const report_t *report)
{
    exit_code_t code = EXIT_CODE_EXPECTED;
    for (size_t i = 0; i < report->spec->claim_count; i++)
        if (report_counts(report, i) && !report_as_expected(report, i))
            code = exit_code_worse(code, report->results[i].verdict == VERDICT_UNDECIDED ? EXIT_CODE_UNDECIDED
                                                                                         : EXIT_CODE_OPPOSITE);
    return code;
}

// ---- constants ----

static void write_ends(report_constant_t *constant, const fmpq_t lo, const fmpq_t hi, slong digits)
{
    number_decimal_fmpq(&constant->lo, lo, digits, NUMBER_DOWN);
    number_decimal_fmpq(&constant->hi, hi, digits, NUMBER_UP);
}

static void write_fraction(report_constant_t *constant, const fmpq_t lo, const fmpq_t hi)
{
    if (!fmpq_equal(lo, hi))
        return;
    number_write_fmpq(&constant->fraction, lo);
    if (constant->fraction.length > FRACTION_LENGTH)
        strbuf_reset(&constant->fraction);
}

// "mu", or "mu (rate = 1/2)" for a claim with several rows; without a value yet.
static report_constant_t *new_constant(report_constant_t **constants, size_t *count, const report_t *report,
                                       size_t claim, const char *name, size_t row)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, name);
    if (row != NO_ROW && claim_row_count(report->spec, claim) > 1) {
        strbuf_append(&text, " (");
        claim_row_text(&text, report->spec, claim, row);
        strbuf_append(&text, ")");
    }
    *constants = mem_resize(*constants, *count + 1, sizeof **constants);
    report_constant_t *constant = *constants + (*count)++;
    constant->stated = false;
    constant->name = strbuf_detach(&text);
    constant->quantity = strlen(name);
    strbuf_init(&constant->lo);
    strbuf_init(&constant->hi);
    strbuf_init(&constant->fraction);
    strbuf_clear(&text);
    return constant;
}

static void set_constant(report_constant_t *constant, const fmpq_t lo, const fmpq_t hi)
{
    write_ends(constant, lo, hi, STATED_DIGITS);
    if (strcmp(constant->lo.text, constant->hi.text) != 0) {
        write_fraction(constant, lo, hi);
        strbuf_reset(&constant->lo);
        strbuf_reset(&constant->hi);
        write_ends(constant, lo, hi, CONSTANT_DIGITS);
    }
}

// The two instances of a row with `?`: between their constants lies the best one.
static void add_best(report_constant_t **constants, size_t *count, const report_t *report, size_t claim,
                     const instance_result_t *proved, const instance_result_t *refuted)
{
    const claim_result_t *result = report->results + claim;
    bool ascending = fmpq_cmp(proved->constant, refuted->constant) < 0;
    const fmpq *lo = ascending ? proved->constant : refuted->constant;
    const fmpq *hi = ascending ? refuted->constant : proved->constant;
    set_constant(new_constant(constants, count, report, claim, claim_unknown_name(report->spec, claim), proved->row),
                 result->has_best ? result->best_lo : lo, result->has_best ? result->best_hi : hi);
}

// Every constant will do: the best one is infinite.
static void add_infinite(report_constant_t **constants, size_t *count, const report_t *report, size_t claim, size_t row)
{
    bool largest = claim_unknown_direction(report->spec, claim) == UNKNOWN_LARGEST;
    report_constant_t *constant =
        new_constant(constants, count, report, claim, claim_unknown_name(report->spec, claim), row);
    strbuf_append(&constant->lo, largest ? "inf" : "-inf");
    strbuf_append(&constant->hi, largest ? "inf" : "-inf");
}

static void set_bound(report_constant_t *constant, const tactic_bound_t *bound)
{
    if (bound->has_lo && bound->has_hi) {
        set_constant(constant, bound->lo, bound->hi);
        return;
    }
    if (bound->has_lo)
        number_decimal_fmpq(&constant->lo, bound->lo, ONE_SIDED_DIGITS, NUMBER_DOWN);
    else
        strbuf_append(&constant->lo, "-inf");
    if (bound->has_hi)
        number_decimal_fmpq(&constant->hi, bound->hi, ONE_SIDED_DIGITS, NUMBER_UP);
    else
        strbuf_append(&constant->hi, "inf");
}

// What the tactic's numbers say.
static void add_bounds(report_constant_t **constants, size_t *count, const report_t *report, size_t claim,
                       const instance_result_t *instance)
{
    tactic_bound_t *bounds;
    size_t bound_count = claim_tactic_bounds(&bounds, report->spec, claim, &instance->tactic);
    for (size_t i = 0; i < bound_count; i++)
        set_bound(new_constant(constants, count, report, claim, bounds[i].name, instance->row), bounds + i);
    tactic_bounds_free(bounds, bound_count);
}

size_t report_constants(report_constant_t **constants, const report_t *report, size_t claim)
{
    const claim_result_t *result = report->results + claim;
    size_t count = 0;
    const char *name;
    *constants = NULL;
    if (result->has_stated && claim_constant(&name, report->spec, claim)) {
        set_constant(new_constant(constants, &count, report, claim, name, NO_ROW), result->stated_lo,
                     result->stated_hi);
        (*constants)->stated = true;
    }
    for (size_t i = 0; i + 1 < result->instance_count; i++) {
        const instance_result_t *proved = result->instances + i, *refuted = proved + 1;
        if (proved->has_constant && refuted->has_constant && proved->row == refuted->row &&
            proved->verdict == VERDICT_PROVED && refuted->verdict == VERDICT_REFUTED)
            add_best(constants, &count, report, claim, proved, refuted);
    }
    for (size_t i = 0; i < result->instance_count; i++)
        if (result->instances[i].every && result->instances[i].verdict == VERDICT_PROVED)
            add_infinite(constants, &count, report, claim, result->instances[i].row);
    for (size_t i = 0; i < result->instance_count; i++)
        if (result->instances[i].has_tactic && result->instances[i].verdict == VERDICT_PROVED &&
            !result->instances[i].has_constant)
            add_bounds(constants, &count, report, claim, result->instances + i);
    return count;
}

void report_append_constant(strbuf_t *out, const report_constant_t *constant)
{
    if (constant->fraction.length)
        strbuf_printf(out, "= %s", constant->fraction.text);
    else if (strcmp(constant->lo.text, constant->hi.text) == 0)
        strbuf_printf(out, "= %s", constant->lo.text);
    else if (strcmp(constant->lo.text, "-inf") == 0)
        strbuf_printf(out, "<= %s", constant->hi.text);
    else if (strcmp(constant->hi.text, "inf") == 0)
        strbuf_printf(out, ">= %s", constant->lo.text);
    else
        strbuf_printf(out, "in [%s, %s]", constant->lo.text, constant->hi.text);
}

bool report_locates_cycle(const report_t *report, size_t claim)
{
    const instance_result_t *first = report->results[claim].instances;
    return report->spec->claims[claim].predicate == PREDICATE_CYCLE && report->results[claim].instance_count > 0 &&
           first->has_tactic && first->verdict == VERDICT_PROVED && strcmp(first->tactic.name, "located") == 0;
}

size_t report_notes(char ***notes, const report_t *report, size_t claim)
{
    const claim_result_t *result = report->results + claim;
    size_t count = 0;
    *notes = NULL;
    for (size_t i = 0; i < result->instance_count; i++) {
        const instance_result_t *instance = result->instances + i;
        if (!instance->has_tactic || instance->verdict == VERDICT_UNDECIDED || instance->has_constant)
            continue;
        strbuf_t note;
        strbuf_init(&note);
        if (claim_tactic_note(&note, report->spec, claim, &instance->tactic) ||
            claim_tactic_witness(&note, report->spec, claim, &instance->tactic)) {
            *notes = mem_resize(*notes, count + 1, sizeof **notes);
            (*notes)[count++] = strbuf_detach(&note);
        }
        strbuf_clear(&note);
    }
    return count;
}

void report_constants_clear(report_constant_t *constants, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mem_free(constants[i].name);
        strbuf_clear(&constants[i].lo);
        strbuf_clear(&constants[i].hi);
        strbuf_clear(&constants[i].fraction);
    }
    mem_free(constants);
}
