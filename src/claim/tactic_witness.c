// SPDX-License-Identifier: LGPL-3.0-or-later
// What the values of a tactic against a claim say of where it fails.
#include "claim/claim.h"
#include "claim/system.h"
#include "real/number.h"

#include <string.h>

#define DIGITS 17
#define SHORT 10 // digits, of ends that may be moved outwards

// How the starts are found among a tactic's values, after those of the parameters (docs/dynamics.md): POINT_OR_BOX, in
// one variable, with a single value after it. Or a minimiser, or two points between which there is one.
typedef enum { POINT, BOX, ALMOST_BOX, DECLARED, POINT_OR_BOX, MINIMISER, MINIMISER_BETWEEN } shape_t;

static const struct {
    predicate_t predicate;
    const char *name;
    shape_t shape;
    size_t offset; // of the parameters, after a radius
    size_t skip;   // values between the parameters and the starts
} witnesses[] = {
    {PREDICATE_CONVERGES, "avoid", BOX, 1, 0},
    {PREDICATE_CONVERGES, "cycle", POINT, 1, 0},
    {PREDICATE_CONVERGES, "fixed", DECLARED, 1, 0},
    {PREDICATE_CONVERGES, "repelled", ALMOST_BOX, 0, 1},
    {PREDICATE_CONVERGES, "trapped", BOX, 0, 0},
    {PREDICATE_CONVERGES, "blocked", POINT_OR_BOX, 0, 0},
    {PREDICATE_CONVERGES, "away", POINT, 0, 0},
    {PREDICATE_CONVERGES, "not-fixed", POINT, 0, 0},
    {PREDICATE_REACHES, "avoid", BOX, 0, 0},
    {PREDICATE_REACHES, "cycle", POINT, 0, 0},
    {PREDICATE_REACHES, "fixed", DECLARED, 0, 0},
    {PREDICATE_REACHES, "trapped", BOX, 0, 0},
    {PREDICATE_REACHES, "away", POINT, 0, 0},
    {PREDICATE_REACHES, "late", POINT, 0, 0},
    {PREDICATE_ESCAPES, "avoid", BOX, 0, 0},
    {PREDICATE_ESCAPES, "cycle", POINT, 0, 0},
    {PREDICATE_ESCAPES, "fixed", DECLARED, 0, 0},
    {PREDICATE_ESCAPES, "stays", POINT, 0, 0},
    {PREDICATE_ESCAPES, "trapped", BOX, 0, 0},
    {PREDICATE_ESCAPES, "away", POINT, 0, 0},
    {PREDICATE_ESCAPES, "late", POINT, 0, 0},
    {PREDICATE_AVOIDS, "hit", POINT, 0, 0},
    {PREDICATE_STAYS, "leaves", POINT, 0, 0},
    {PREDICATE_NO_MINIMUM_STABLE, "stable", MINIMISER, 0, 1},
    {PREDICATE_NO_MINIMUM_STABLE, "crossing", MINIMISER_BETWEEN, 0, 0},
};

// The number, with `...` where digits are left out.
static void append_number(strbuf_t *out, const fmpq *value)
{
    strbuf_t above;
    strbuf_init(&above);
    size_t start = out->length;
    number_decimal_fmpq(out, value, DIGITS, NUMBER_DOWN);
    number_decimal_fmpq(&above, value, DIGITS, NUMBER_UP);
    if (strcmp(out->text + start, above.text) != 0)
        strbuf_append(out, "...");
    strbuf_clear(&above);
}

// The interval, or one inside it that is shorter to write.
static void append_interval(strbuf_t *out, const fmpq *ends)
{
    strbuf_append_char(out, '[');
    number_decimal_fmpq(out, ends, DIGITS, NUMBER_UP);
    strbuf_append(out, ", ");
    number_decimal_fmpq(out, ends + 1, DIGITS, NUMBER_DOWN);
    strbuf_append_char(out, ']');
}

// Between the numbers, or two around them that are shorter to write: "1 <= x <= 2".
static void append_between(strbuf_t *out, const char *name, const fmpq *a, const fmpq *b)
{
    bool up = fmpq_cmp(a, b) <= 0;
    number_decimal_fmpq(out, up ? a : b, SHORT, NUMBER_DOWN);
    strbuf_printf(out, " <= %s <= ", name);
    number_decimal_fmpq(out, up ? b : a, SHORT, NUMBER_UP);
}

static void append_place(strbuf_t *out, const char *name, shape_t shape, size_t dimension, const fmpq *values,
                         size_t i)
{
    bool single = shape == POINT || shape == MINIMISER;
    if (shape == MINIMISER_BETWEEN) {
        append_between(out, name, values + i, values + dimension + i);
        return;
    }
    strbuf_printf(out, "%s %s ", name, single ? "=" : "in");
    if (single)
        append_number(out, values + i);
    else
        append_interval(out, values + 2 * i);
}

static void append_places(strbuf_t *out, const spec_t *spec, shape_t shape, const fmpq *values)
{
    static const char *const words[] = {[POINT] = "from the start ",
                                        [BOX] = "from all starts ",
                                        [ALMOST_BOX] = "from almost all starts ",
                                        [MINIMISER] = "at the minimiser ",
                                        [MINIMISER_BETWEEN] = "at a minimiser: "};
    strbuf_append(out, words[shape]);
    for (size_t i = 0; i < spec->dimension; i++) {
        strbuf_append(out, i ? ", " : "");
        append_place(out, expr_variable_name(spec->dag, spec->state[i]), shape, spec->dimension, values, i);
    }
}

static bool append_declared(strbuf_t *out, const spec_t *spec, const fmpq *value)
{
    if (!fmpz_is_one(fmpq_denref(value)) || fmpz_sgn(fmpq_numref(value)) <= 0 ||
        fmpz_cmp_ui(fmpq_numref(value), spec->point_count) > 0)
        return false;
    const spec_point_t *point = spec->points[fmpz_get_ui(fmpq_numref(value)) - 1];
    strbuf_printf(out, "from the point %s, which does not move", point->name);
    return true;
}

// The names of `for` that have an interval, with their values.
static void append_parameters(strbuf_t *out, const claim_t *claim, const fmpq *values)
{
    size_t count = 0;
    for (size_t i = 0; i < claim->binding_count; i++)
        if (!claim->bindings[i].is_list) {
            strbuf_printf(out, "%s%s = ", count ? ", " : ", with ", claim->bindings[i].name);
            append_number(out, values + count++);
        }
}

static const argument_t *bound_on_volume(const claim_t *claim)
{
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].name && strcmp(claim->arguments[i].name, "measure") == 0)
            return claim->arguments + i;
    return NULL;
}

// Values: the parameters', what the volume reaches beyond the claim's bound (claim/measure.h).
static bool append_volume(strbuf_t *out, const claim_t *claim, size_t parameters, const tactic_t *tactic)
{
    const argument_t *bound = bound_on_volume(claim);
    if (!bound || tactic->count <= parameters)
        return false;
    strbuf_append(out, bound->relation == RELATION_AT_MOST ? "the volume is at least " : "the volume is at most ");
    append_number(out, tactic->values + parameters);
    append_parameters(out, claim, tactic->values);
    return true;
}

bool claim_tactic_witness(strbuf_t *out, const spec_t *spec, size_t claim, const tactic_t *tactic)
{
    const claim_t *c = spec->claims + claim;
    size_t k = 0, count = sizeof witnesses / sizeof *witnesses, parameters = 0;
    while (k < count && (witnesses[k].predicate != c->predicate || strcmp(witnesses[k].name, tactic->name) != 0))
        k++;
    if (!tactic->against || dynamics_is_unknown(&c->dynamics))
        return false;
    for (size_t i = 0; i < c->binding_count; i++)
        parameters += !c->bindings[i].is_list;
    if (strcmp(tactic->name, "contrary") == 0)
        return append_volume(out, c, parameters, tactic);
    if (k == count)
        return false;
    shape_t shape = witnesses[k].shape;
    size_t first = witnesses[k].offset + parameters + witnesses[k].skip;
    if (shape == POINT_OR_BOX)
        shape = tactic->count == first + 2 ? POINT : BOX;
    bool single = shape == POINT || shape == MINIMISER;
    size_t needed = shape == DECLARED ? 1 : single ? spec->dimension : 2 * spec->dimension;
    if (tactic->count < first + needed)
        return false;
    strbuf_append(out, "false ");
    if (shape != DECLARED)
        append_places(out, spec, shape, tactic->values + first);
    else if (!append_declared(out, spec, tactic->values + first))
        return false;
    append_parameters(out, c, tactic->values + witnesses[k].offset);
    return true;
}
