// SPDX-License-Identifier: LGPL-3.0-or-later
#include "export/sign.h"

#include "base/memory.h"

#include <string.h>

#define MAX_COEFFICIENTS 600
#define MAX_LEAVES 120
#define MAX_DEPTH 60

// The coefficients of a polynomial in the basis of a box: by generator of those that occur, the last varying fastest.
typedef struct {
    const patch_t *cell;
    size_t count; // generators
    size_t *generators;
    ulong *degrees; // of them
    span_t *ranges;
    size_t size;
    fmpq *powers; // in powers of the generators
} table_t;

// ---- the table ----

static void table_clear(table_t *table)
{
    for (size_t i = 0; i < table->count; i++)
        span_clear(table->ranges + i);
    _fmpq_vec_clear(table->powers, (slong)table->size);
    mem_free(table->ranges);
    mem_free(table->generators);
    mem_free(table->degrees);
}

static void find_generators(table_t *table, const fmpq_mpoly_t a)
{
    const terms_t *frame = table->cell->frame;
    size_t used = frame->variable_count + frame->radical_count;
    for (size_t g = 0; g < used; g++) {
        slong degree = fmpq_mpoly_degree_si(a, (slong)g, frame->ring);
        if (degree <= 0)
            continue;
        size_t i = table->count++;
        table->generators[i] = g;
        table->degrees[i] = (ulong)degree;
        span_init(table->ranges + i);
        patch_span(table->ranges + i, table->cell, g);
        table->size = table->size > MAX_COEFFICIENTS ? table->size : table->size * ((size_t)degree + 1);
    }
}

// False when there are too many coefficients; to be cleared in any case.
static bool table_init(table_t *table, const fmpq_mpoly_t a, const patch_t *cell)
{
    const terms_t *frame = cell->frame;
    *table = (table_t){.cell = cell, .size = 1};
    table->generators = mem_alloc(frame->count, sizeof *table->generators);
    table->degrees = mem_alloc(frame->count, sizeof *table->degrees);
    table->ranges = mem_alloc(frame->count, sizeof *table->ranges);
    find_generators(table, a);
    bool good = table->size <= MAX_COEFFICIENTS;
    table->size = good ? table->size : 1;
    table->powers = _fmpq_vec_init((slong)table->size);
    ulong *exponents = mem_alloc(frame->count, sizeof *exponents);
    for (slong t = 0; good && t < fmpq_mpoly_length(a, frame->ring); t++) {
        fmpq_mpoly_get_term_exp_ui(exponents, a, t, frame->ring);
        size_t place = 0;
        for (size_t i = 0; i < table->count; i++)
            place = place * (table->degrees[i] + 1) + exponents[table->generators[i]];
        fmpq_mpoly_get_term_coeff_fmpq(table->powers + place, a, t, frame->ring);
    }
    mem_free(exponents);
    return good;
}

// ---- change of basis ----

// p(x) to p(x + shift), coefficients `stride` apart.
static void shift(fmpq *p, ulong degree, size_t stride, const fmpq_t by)
{
    for (ulong i = 0; i < degree; i++)
        for (ulong j = degree; j-- > i;)
            fmpq_addmul(p + j * stride, p + (j + 1) * stride, by);
}

// p(x) to p(x * by).
static void scale(fmpq *p, ulong degree, size_t stride, const fmpq_t by)
{
    fmpq_t power;
    fmpq_init(power);
    fmpq_one(power);
    for (ulong j = 1; j <= degree; j++) {
        fmpq_mul(power, power, by);
        fmpq_mul(p + j * stride, p + j * stride, power);
    }
    fmpq_clear(power);
}

// Powers of x on [0, 1] to the coefficients of x^i (1 - x)^(n - i), since x^j = x^j (x + (1 - x))^(n - j).
static void bernstein(fmpq *p, ulong degree, size_t stride)
{
    fmpz_t binomial;
    fmpq_t sum, part;
    fmpz_init(binomial);
    fmpq_init(sum);
    fmpq_init(part);
    for (ulong i = degree + 1; i-- > 0;) {
        fmpq_zero(sum);
        for (ulong j = 0; j <= i; j++) {
            fmpz_bin_uiui(binomial, degree - j, i - j);
            fmpq_mul_fmpz(part, p + j * stride, binomial);
            fmpq_add(sum, sum, part);
        }
        fmpq_set(p + i * stride, sum);
    }
    fmpz_clear(binomial);
    fmpq_clear(sum);
    fmpq_clear(part);
}

// One line of coefficients in the variable of that range to its basis.
static void change_line(fmpq *line, ulong degree, size_t stride, const span_t *range)
{
    fmpq_t by;
    fmpq_init(by);
    if (range->lo_finite && range->hi_finite) {
        shift(line, degree, stride, range->lo);
        fmpq_sub(by, range->hi, range->lo);
        scale(line, degree, stride, by);
        bernstein(line, degree, stride);
    } else if (range->lo_finite) {
        shift(line, degree, stride, range->lo);
    } else {
        shift(line, degree, stride, range->hi);
        fmpq_set_si(by, -1, 1);
        scale(line, degree, stride, by);
    }
    fmpq_clear(by);
}

static void change_basis(fmpq *coefficients, const table_t *table)
{
    size_t stride = table->size;
    for (size_t i = 0; i < table->count; i++) {
        size_t length = table->degrees[i] + 1;
        stride /= length;
        for (size_t at = 0; at < table->size; at++)
            if (at / stride % length == 0)
                change_line(coefficients + at, table->degrees[i], stride, table->ranges + i);
    }
}

// ---- the test on one box ----

typedef enum { BOX_SHOWN, BOX_HOPELESS, BOX_OPEN } box_test_t;

// Of the basis polynomial at that place: whether it is positive on all of the box; whether it is the only one that is
// not 0 at a corner that belongs to the box.
static void basis_place(bool *positive, bool *corner, const table_t *table, size_t at)
{
    *positive = *corner = true;
    for (size_t i = table->count; i-- > 0;) {
        ulong degree = table->degrees[i], k = at % (degree + 1);
        const span_t *range = table->ranges + i;
        at /= degree + 1;
        bool below = k > 0, above = range->lo_finite && range->hi_finite && k < degree;
        if (!range->lo_finite) {
            below = false;
            above = k > 0;
        }
        *positive = *positive && (!below || range->lo_open) && (!above || range->hi_open);
        bool at_lo = !below && range->lo_finite && !range->lo_open;
        bool at_hi = !above && range->hi_finite && !range->hi_open;
        *corner = *corner && (at_lo || at_hi);
    }
}

static box_test_t test_box(const fmpq *coefficients, const table_t *table, bool strict)
{
    bool negative = false, zero = false, certain = false;
    for (size_t at = 0; at < table->size; at++) {
        bool positive, corner;
        int sign = fmpq_sgn(coefficients + at);
        basis_place(&positive, &corner, table, at);
        if (corner && (sign < 0 || (strict && sign == 0)))
            return BOX_HOPELESS;
        negative = negative || sign < 0;
        zero = zero || sign == 0;
        certain = certain || (sign > 0 && positive);
    }
    return !negative && (!strict || certain || !zero) ? BOX_SHOWN : BOX_OPEN;
}

// ---- division ----

// The simplest point to cut a range at.
static void middle(fmpq_t value, const span_t *range)
{
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    if (range->lo_finite && range->hi_finite) {
        fmpq_add(value, range->lo, range->hi);
        fmpq_div_2exp(value, value, 1);
    } else if (range->lo_finite) {
        fmpq_abs(value, range->lo);
        fmpq_add(value, value, one);
        fmpq_add(value, value, range->lo);
    } else if (range->hi_finite) {
        fmpq_abs(value, range->hi);
        fmpq_add(value, value, one);
        fmpq_sub(value, range->hi, value);
    } else {
        fmpq_zero(value);
    }
    fmpq_clear(one);
}

static size_t whole_line(const table_t *table)
{
    size_t i = 0;
    while (i < table->count && (table->ranges[i].lo_finite || table->ranges[i].hi_finite))
        i++;
    return i;
}

// The place in the table of the variable to divide: a whole line, a half-line, else the widest; table->count when there
// is none.
static size_t widest(const table_t *table)
{
    size_t best = whole_line(table);
    if (best < table->count)
        return best;
    fmpq_t width, most;
    fmpq_init(width);
    fmpq_init(most);
    for (size_t i = 0; i < table->count; i++) {
        const span_t *range = table->ranges + i;
        if (table->generators[i] >= table->cell->frame->variable_count || span_is_point(range))
            continue;
        if (!range->lo_finite || !range->hi_finite) {
            best = i;
            break;
        }
        fmpq_sub(width, range->hi, range->lo);
        if (best == table->count || fmpq_cmp(width, most) > 0) {
            best = i;
            fmpq_set(most, width);
        }
    }
    fmpq_clear(width);
    fmpq_clear(most);
    return best;
}

typedef struct {
    table_t *table;
    bool strict;
    size_t leaves;
} search_t;

static bool search(search_t *s, unsigned depth);

// Both halves; the cut belongs to the first one.
static bool divide(search_t *s, size_t i, unsigned depth)
{
    span_t *range = s->table->ranges + i, whole;
    fmpq_t cut;
    fmpq_init(cut);
    middle(cut, range);
    span_init(&whole);
    span_set(&whole, range);
    fmpq_set(range->hi, cut);
    range->hi_finite = true;
    range->hi_open = false;
    bool good = search(s, depth + 1);
    span_set(range, &whole);
    fmpq_set(range->lo, cut);
    range->lo_finite = range->lo_open = true;
    good = good && search(s, depth + 1);
    span_set(range, &whole);
    span_clear(&whole);
    fmpq_clear(cut);
    return good;
}

// Depth is at most MAX_DEPTH.
static bool search(search_t *s, unsigned depth)
{
    table_t *table = s->table;
    size_t cut = widest(table);
    if (whole_line(table) == table->count) {
        fmpq *coefficients = _fmpq_vec_init((slong)table->size);
        for (size_t at = 0; at < table->size; at++)
            fmpq_set(coefficients + at, table->powers + at);
        change_basis(coefficients, table);
        box_test_t test = test_box(coefficients, table, s->strict);
        _fmpq_vec_clear(coefficients, (slong)table->size);
        s->leaves += test == BOX_SHOWN;
        if (test != BOX_OPEN)
            return test == BOX_SHOWN;
    }
    if (cut == table->count || depth >= MAX_DEPTH || s->leaves >= MAX_LEAVES)
        return false;
    return divide(s, cut, depth);
}

bool sign_shows(const fmpq_mpoly_t polynomial, const patch_t *cell, bool strict)
{
    table_t table;
    bool good = table_init(&table, polynomial, cell);
    search_t s = {&table, strict, 0};
    good = good && search(&s, 0);
    table_clear(&table);
    return good;
}

bool sign_of(int *sign, const fmpq_mpoly_t polynomial, const patch_t *cell)
{
    const fmpq_mpoly_ctx_struct *ring = cell->frame->ring;
    *sign = 0;
    if (fmpq_mpoly_is_zero(polynomial, ring))
        return true;
    if (sign_shows(polynomial, cell, true)) {
        *sign = 1;
        return true;
    }
    fmpq_mpoly_t negative;
    fmpq_mpoly_init(negative, ring);
    fmpq_mpoly_neg(negative, polynomial, ring);
    *sign = -1;
    bool good = sign_shows(negative, cell, true);
    fmpq_mpoly_clear(negative, ring);
    return good;
}
