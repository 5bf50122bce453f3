// SPDX-License-Identifier: LGPL-3.0-or-later
// The identity is linear in its factors c and in the coefficients of the multipliers q. The multipliers are eliminated exactly; nonnegative
// least squares tell which squares of binomials to use; the factors of these follow by exact linear algebra.
#include "base/memory.h"
#include "prove/identity.h"
#include "prove/nnls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX
#define MAX_MONOMIALS 500
#define MAX_ROOTS 60      // monomials in the squares
#define MAX_COLUMNS 8000
#define MAX_STEPS 400
#define CLOSE 1e-6        // what may be left by floating point
#define NOTHING 1e-9      // a factor that is taken for 0

// c P (m_first + sign m_second)^2; second may be NONE.
typedef struct {
    size_t left, right, first, second;
    int sign;
} candidate_t;

typedef struct {
    const hypotheses_t *system;
    slong degree;
    size_t monomial_count;
    ulong *exponents; // rows of variable_count, by falling degree
    uint64_t *keys;   // of the monomials, sorted
    size_t *places;   // of the sorted keys
    size_t multiple_count, multiple_capacity;
    struct {
        size_t hypothesis, monomial;
    } *multiples;        // m h
    fmpq_mat_t ideal;    // reduced, a row for each
    size_t rank;
    size_t *pivots;      // monomial of each row
    size_t free_count;   // monomials that are no pivots
    size_t *free_places; // per monomial: its number among those, NONE for a pivot
    double *reduction;   // rank rows of free_count
    size_t candidate_count, candidate_capacity;
    candidate_t *candidates;
    double *columns, *lengths; // of the candidates, reduced, of length 1
} space_t;

// ---- monomials ----

static uint64_t key_of(const space_t *s, const ulong *exponents)
{
    uint64_t key = 0;
    for (size_t v = 0; v < s->system->variable_count; v++)
        key = key * (uint64_t)(s->degree + 1) + exponents[v];
    return key;
}

static const ulong *exponents_of(const space_t *s, size_t monomial)
{
    return s->exponents + monomial * s->system->variable_count;
}

static slong monomial_degree(const space_t *s, size_t monomial)
{
    slong sum = 0;
    for (size_t v = 0; v < s->system->variable_count; v++)
        sum += (slong)exponents_of(s, monomial)[v];
    return sum;
}

static size_t find_monomial(const space_t *s, const ulong *exponents)
{
    uint64_t key = key_of(s, exponents);
    size_t low = 0, high = s->monomial_count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (s->keys[middle] <= key)
            low = middle;
        else
            high = middle;
    }
    return s->places[low];
}

// The next exponents of the same total degree in falling lexical order; false after the last.
static bool advance(ulong *exponents, size_t n)
{
    size_t v = n - 1;
    while (v > 0 && exponents[v - 1] == 0)
        v--;
    if (v == 0)
        return false;
    ulong rest = exponents[n - 1];
    exponents[n - 1] = 0;
    exponents[v - 1]--;
    exponents[v] = rest + 1;
    return true;
}

static int compare_keys(const void *a, const void *b, void *context)
{
    const space_t *s = context;
    uint64_t left = key_of(s, exponents_of(s, *(const size_t *)a));
    uint64_t right = key_of(s, exponents_of(s, *(const size_t *)b));
    return (left > right) - (left < right);
}

// All monomials up to the degree, the highest first; false when there are too many.
static bool list_monomials(space_t *s)
{
    size_t n = s->system->variable_count, total = 1;
    if (n == 0 || (double)n * log2((double)s->degree + 1) > 62)
        return false;
    for (slong k = 1; k <= s->degree; k++)
        if ((total = total * (n + (size_t)k) / (size_t)k) > MAX_MONOMIALS)
            return false;
    s->exponents = mem_alloc(total * n, sizeof *s->exponents);
    ulong *current = mem_alloc(n, sizeof *current);
    for (slong k = s->degree; k >= 0; k--) {
        memset(current, 0, n * sizeof *current);
        current[0] = (ulong)k;
        do
            memcpy(s->exponents + s->monomial_count++ * n, current, n * sizeof *current);
        while (advance(current, n));
    }
    mem_free(current);
    s->keys = mem_alloc(total, sizeof *s->keys);
    s->places = mem_alloc(total, sizeof *s->places);
    for (size_t i = 0; i < total; i++)
        s->places[i] = i;
    qsort_r(s->places, total, sizeof *s->places, compare_keys, s);
    for (size_t i = 0; i < total; i++)
        s->keys[i] = key_of(s, exponents_of(s, s->places[i]));
    return true;
}

static void monomial_polynomial(fmpq_mpoly_t result, const space_t *s, size_t monomial)
{
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_mpoly_zero(result, s->system->ring);
    fmpq_mpoly_push_term_fmpq_ui(result, one, exponents_of(s, monomial), s->system->ring);
    fmpq_clear(one);
}

// ---- multiples of the equations ----

static void list_multiples(space_t *s)
{
    for (size_t h = 0; h < s->system->count; h++) {
        const hypothesis_t *item = s->system->items + h;
        for (size_t m = 0; item->kind == HYPOTHESIS_ZERO && item->degree >= 0 && m < s->monomial_count; m++)
            if (item->degree + monomial_degree(s, m) <= s->degree) {
                s->multiples = mem_grow(s->multiples, &s->multiple_capacity, s->multiple_count + 1, sizeof *s->multiples);
                s->multiples[s->multiple_count].hypothesis = h;
                s->multiples[s->multiple_count++].monomial = m;
            }
    }
}

// Writes the coefficients of the polynomial, times a monomial unless NONE, into a row or a column of the matrix.
static void write_polynomial(fmpq_mat_t matrix, size_t at, bool as_row, const fmpq_mpoly_t p, size_t times, const space_t *s)
{
    size_t n = s->system->variable_count;
    ulong *exponents = mem_alloc(n, sizeof *exponents);
    for (slong t = 0; t < fmpq_mpoly_length(p, s->system->ring); t++) {
        fmpq_mpoly_get_term_exp_ui(exponents, p, t, s->system->ring);
        for (size_t v = 0; times != NONE && v < n; v++)
            exponents[v] += exponents_of(s, times)[v];
        size_t place = find_monomial(s, exponents);
        fmpq *entry = as_row ? fmpq_mat_entry(matrix, (slong)at, (slong)place) : fmpq_mat_entry(matrix, (slong)place, (slong)at);
        fmpq_mpoly_get_term_coeff_fmpq(entry, p, t, s->system->ring);
    }
    mem_free(exponents);
}

// The space of the multiples in reduced form: a pivot is the sum of free monomials, modulo the equations.
static void eliminate(space_t *s)
{
    list_multiples(s);
    fmpq_mat_init(s->ideal, (slong)s->multiple_count, (slong)s->monomial_count);
    for (size_t i = 0; i < s->multiple_count; i++)
        write_polynomial(s->ideal, i, true, s->system->items[s->multiples[i].hypothesis].polynomial, s->multiples[i].monomial, s);
    s->rank = s->multiple_count ? (size_t)fmpq_mat_rref(s->ideal, s->ideal) : 0;
    s->pivots = mem_alloc(s->rank, sizeof *s->pivots);
    s->free_places = mem_alloc(s->monomial_count, sizeof *s->free_places);
    size_t row = 0;
    for (size_t m = 0; m < s->monomial_count; m++) {
        bool is_pivot = row < s->rank && !fmpq_is_zero(fmpq_mat_entry(s->ideal, (slong)row, (slong)m));
        s->free_places[m] = is_pivot ? NONE : s->free_count++;
        if (is_pivot)
            s->pivots[row++] = m;
    }
    s->reduction = mem_alloc(s->rank * s->free_count, sizeof *s->reduction);
    for (size_t i = 0; i < s->rank; i++)
        for (size_t m = 0; m < s->monomial_count; m++)
            if (s->free_places[m] != NONE)
                s->reduction[i * s->free_count + s->free_places[m]] = fmpq_get_d(fmpq_mat_entry(s->ideal, (slong)i, (slong)m));
}

// The polynomial modulo the equations, as numbers for the free monomials.
static void reduce(double *result, const space_t *s, const fmpq_mpoly_t p)
{
    double *all = mem_alloc(s->monomial_count, sizeof *all);
    ulong *exponents = mem_alloc(s->system->variable_count, sizeof *exponents);
    fmpq_t coefficient;
    fmpq_init(coefficient);
    for (slong t = 0; t < fmpq_mpoly_length(p, s->system->ring); t++) {
        fmpq_mpoly_get_term_exp_ui(exponents, p, t, s->system->ring);
        fmpq_mpoly_get_term_coeff_fmpq(coefficient, p, t, s->system->ring);
        all[find_monomial(s, exponents)] = fmpq_get_d(coefficient);
    }
    for (size_t m = 0; m < s->monomial_count; m++)
        if (s->free_places[m] != NONE)
            result[s->free_places[m]] = all[m];
    for (size_t i = 0; i < s->rank; i++)
        for (size_t k = 0; all[s->pivots[i]] != 0 && k < s->free_count; k++)
            result[k] -= all[s->pivots[i]] * s->reduction[i * s->free_count + k];
    fmpq_clear(coefficient);
    mem_free(exponents);
    mem_free(all);
}

// ---- candidates ----

static void add_candidate(space_t *s, size_t left, size_t right, size_t first, size_t second, int sign)
{
    s->candidates = mem_grow(s->candidates, &s->candidate_capacity, s->candidate_count + 1, sizeof *s->candidates);
    s->candidates[s->candidate_count++] = (candidate_t){left, right, first, second, sign};
}

// Squares of monomials and binomials times a product of hypotheses of that degree.
static void add_squares(space_t *s, size_t left, size_t right, slong degree)
{
    size_t first = 0;
    while (first < s->monomial_count && 2 * monomial_degree(s, first) + degree > s->degree)
        first++;
    if (s->monomial_count - first > MAX_ROOTS)
        first = s->monomial_count - MAX_ROOTS;
    for (size_t i = first; i < s->monomial_count; i++) {
        add_candidate(s, left, right, i, NONE, 1);
        for (size_t j = i + 1; j < s->monomial_count && s->candidate_count < MAX_COLUMNS; j++) {
            add_candidate(s, left, right, i, j, 1);
            add_candidate(s, left, right, i, j, -1);
        }
    }
}

static bool is_inequality(const hypothesis_t *item)
{
    return (item->kind == HYPOTHESIS_NONNEGATIVE || item->kind == HYPOTHESIS_POSITIVE) && item->degree >= 0;
}

// The number 1 comes first.
static void list_candidates(space_t *s)
{
    const hypotheses_t *system = s->system;
    add_candidate(s, NONE, NONE, s->monomial_count - 1, NONE, 1);
    add_squares(s, NONE, NONE, 0);
    for (size_t h = 0; h < system->count; h++)
        if (is_inequality(system->items + h) && system->items[h].degree <= s->degree)
            add_squares(s, h, NONE, system->items[h].degree);
    for (size_t h = 0; h < system->count; h++)
        for (size_t k = h + 1; k < system->count && s->candidate_count < MAX_COLUMNS; k++)
            if (is_inequality(system->items + h) && is_inequality(system->items + k) &&
                system->items[h].degree + system->items[k].degree <= s->degree)
                add_candidate(s, h, k, s->monomial_count - 1, NONE, 1);
}

static void candidate_root(fmpq_mpoly_t root, const space_t *s, const candidate_t *candidate)
{
    fmpq_mpoly_t other;
    fmpq_mpoly_init(other, s->system->ring);
    monomial_polynomial(root, s, candidate->first);
    if (candidate->second != NONE) {
        monomial_polynomial(other, s, candidate->second);
        if (candidate->sign < 0)
            fmpq_mpoly_sub(root, root, other, s->system->ring);
        else
            fmpq_mpoly_add(root, root, other, s->system->ring);
    }
    fmpq_mpoly_clear(other, s->system->ring);
}

// P b^2.
static void term_polynomial(fmpq_mpoly_t result, const hypotheses_t *system, size_t left, size_t right, const fmpq_mpoly_t root)
{
    fmpq_mpoly_mul(result, root, root, system->ring);
    if (left != NONE)
        fmpq_mpoly_mul(result, result, system->items[left].polynomial, system->ring);
    if (right != NONE)
        fmpq_mpoly_mul(result, result, system->items[right].polynomial, system->ring);
}

static void candidate_polynomial(fmpq_mpoly_t result, const space_t *s, const candidate_t *candidate)
{
    fmpq_mpoly_t root;
    fmpq_mpoly_init(root, s->system->ring);
    candidate_root(root, s, candidate);
    term_polynomial(result, s->system, candidate->left, candidate->right, root);
    fmpq_mpoly_clear(root, s->system->ring);
}

static void make_columns(space_t *s)
{
    fmpq_mpoly_t p;
    fmpq_mpoly_init(p, s->system->ring);
    s->columns = mem_alloc(s->candidate_count * s->free_count, sizeof *s->columns);
    s->lengths = mem_alloc(s->candidate_count, sizeof *s->lengths);
    for (size_t j = 0; j < s->candidate_count; j++) {
        double *column = s->columns + j * s->free_count, square = 0;
        candidate_polynomial(p, s, s->candidates + j);
        reduce(column, s, p);
        for (size_t k = 0; k < s->free_count; k++)
            square += column[k] * column[k];
        s->lengths[j] = sqrt(square);
        for (size_t k = 0; k < s->free_count && square > 0; k++)
            column[k] /= s->lengths[j];
    }
    fmpq_mpoly_clear(p, s->system->ring);
}

static bool space_init(space_t *s, const hypotheses_t *system, slong degree)
{
    *s = (space_t){.system = system, .degree = degree};
    if (!list_monomials(s))
        return false;
    eliminate(s);
    list_candidates(s);
    make_columns(s);
    return true;
}

static void space_clear(space_t *s)
{
    if (s->free_places)
        fmpq_mat_clear(s->ideal);
    mem_free(s->exponents);
    mem_free(s->keys);
    mem_free(s->places);
    mem_free(s->multiples);
    mem_free(s->pivots);
    mem_free(s->free_places);
    mem_free(s->reduction);
    mem_free(s->candidates);
    mem_free(s->columns);
    mem_free(s->lengths);
}

// ---- exact factors ----

// The polynomial of the lead: the hypothesis, its square if it is not zero, 1 for NONE.
static void lead_polynomial(fmpq_mpoly_t result, const hypotheses_t *system, size_t lead)
{
    if (lead == NONE)
        fmpq_mpoly_one(result, system->ring);
    else if (system->items[lead].kind == HYPOTHESIS_NONZERO)
        fmpq_mpoly_mul(result, system->items[lead].polynomial, system->items[lead].polynomial, system->ring);
    else
        fmpq_mpoly_set(result, system->items[lead].polynomial, system->ring);
}

// Columns: the multiples of the equations, the chosen candidates, minus the lead.
static void fill_exact(fmpq_mat_t matrix, const space_t *s, size_t count, const size_t *chosen, const fmpq_mpoly_t lead)
{
    fmpq_mpoly_t p;
    fmpq_mpoly_init(p, s->system->ring);
    for (size_t i = 0; i < s->multiple_count; i++)
        write_polynomial(matrix, i, false, s->system->items[s->multiples[i].hypothesis].polynomial, s->multiples[i].monomial, s);
    for (size_t k = 0; k < count; k++) {
        candidate_polynomial(p, s, s->candidates + chosen[k]);
        write_polynomial(matrix, s->multiple_count + k, false, p, NONE, s);
    }
    fmpq_mpoly_neg(p, lead, s->system->ring);
    write_polynomial(matrix, s->multiple_count + count, false, p, NONE, s);
    fmpq_mpoly_clear(p, s->system->ring);
}

// A solution read off the reduced matrix: the variables that are no pivots are 0. False when there is none.
static bool read_solution(fmpq *solution, fmpq_mat_t matrix, size_t unknowns)
{
    slong rank = fmpq_mat_rref(matrix, matrix);
    slong column = 0;
    for (slong row = 0; row < rank; row++) {
        while (fmpq_is_zero(fmpq_mat_entry(matrix, row, column)))
            column++;
        if ((size_t)column == unknowns)
            return false; // 0 = 1
        fmpq_set(solution + column, fmpq_mat_entry(matrix, row, (slong)unknowns));
    }
    return true;
}

static void take_multiples(identity_t *identity, const space_t *s, const fmpq *solution)
{
    size_t capacity = 0;
    fmpq_mpoly_t m;
    fmpq_mpoly_init(m, s->system->ring);
    for (size_t i = 0; i < s->multiple_count; i++) {
        size_t last = identity->multiple_count;
        if (fmpq_is_zero(solution + i))
            continue;
        if (last == 0 || identity->multiples[last - 1].hypothesis != s->multiples[i].hypothesis) {
            identity->multiples = mem_grow(identity->multiples, &capacity, last + 1, sizeof *identity->multiples);
            identity->multiples[last].hypothesis = s->multiples[i].hypothesis;
            fmpq_mpoly_init(identity->multiples[last].multiplier, s->system->ring);
            identity->multiple_count++;
        }
        monomial_polynomial(m, s, s->multiples[i].monomial);
        fmpq_mpoly_scalar_mul_fmpq(m, m, solution + i, s->system->ring);
        fmpq_mpoly_struct *q = identity->multiples[identity->multiple_count - 1].multiplier;
        fmpq_mpoly_add(q, q, m, s->system->ring);
    }
    fmpq_mpoly_clear(m, s->system->ring);
}

static void take_lead(identity_t *identity, const hypotheses_t *system, size_t lead)
{
    bool squared = lead != NONE && system->items[lead].kind == HYPOTHESIS_NONZERO;
    identity_term_t *term = identity_add_term(identity, system, lead, squared ? lead : NONE);
    fmpq_one(term->factor);
    fmpq_mpoly_one(term->root, system->ring);
}

static void take_candidates(identity_t *identity, const space_t *s, size_t count, const size_t *chosen, const fmpq *factors)
{
    for (size_t k = 0; k < count; k++) {
        const candidate_t *candidate = s->candidates + chosen[k];
        if (fmpq_is_zero(factors + k))
            continue;
        identity_term_t *term = identity_add_term(identity, s->system, candidate->left, candidate->right);
        fmpq_set(term->factor, factors + k);
        candidate_root(term->root, s, candidate);
    }
}

// Candidate 0 is the number 1: without a strict lead its factor must be positive.
static bool solve_exactly(identity_t *identity, const space_t *s, size_t lead, size_t count, const size_t *chosen)
{
    bool strict = lead == NONE || s->system->items[lead].kind != HYPOTHESIS_NONNEGATIVE;
    size_t unknowns = s->multiple_count + count;
    fmpq_mat_t matrix;
    fmpq_mpoly_t p;
    fmpq_mat_init(matrix, (slong)s->monomial_count, (slong)unknowns + 1);
    fmpq_mpoly_init(p, s->system->ring);
    lead_polynomial(p, s->system, lead);
    fill_exact(matrix, s, count, chosen, p);
    fmpq *solution = mem_alloc(unknowns, sizeof *solution);
    for (size_t i = 0; i < unknowns; i++)
        fmpq_init(solution + i);
    bool good = read_solution(solution, matrix, unknowns);
    for (size_t k = 0; good && k < count; k++) {
        int sign = fmpq_sgn(solution + s->multiple_count + k);
        good = sign >= 0;
        strict = strict || (chosen[k] == 0 && sign > 0);
    }
    if (good && strict) {
        take_lead(identity, s->system, lead);
        take_candidates(identity, s, count, chosen, solution + s->multiple_count);
        take_multiples(identity, s, solution);
    }
    for (size_t i = 0; i < unknowns; i++)
        fmpq_clear(solution + i);
    mem_free(solution);
    fmpq_mpoly_clear(p, s->system->ring);
    fmpq_mat_clear(matrix);
    return identity->term_count > 0;
}

// ---- the search ----

// Those with a factor, then the number 1 and the other squares of monomials as asked for: these take up a small surplus, which floating
// point does not see.
typedef enum { SURPLUS_NONE, SURPLUS_ONE, SURPLUS_MONOMIALS, SURPLUS_COUNT } surplus_t;

static size_t choose(size_t *chosen, const space_t *s, const double *factors, double least, surplus_t surplus)
{
    size_t count = 0;
    for (size_t j = 0; j < s->candidate_count; j++)
        if (factors[j] > least)
            chosen[count++] = j;
    if (surplus != SURPLUS_NONE && factors[0] <= least)
        chosen[count++] = 0;
    for (size_t j = 1; surplus == SURPLUS_MONOMIALS && j < s->candidate_count; j++)
        if (factors[j] <= least && s->candidates[j].left == NONE && s->candidates[j].second == NONE)
            chosen[count++] = j;
    return count;
}

static bool try_lead(identity_t *identity, const space_t *s, size_t lead)
{
    fmpq_mpoly_t p;
    fmpq_mpoly_init(p, s->system->ring);
    lead_polynomial(p, s->system, lead);
    double *b = mem_alloc(s->free_count, sizeof *b), *x = mem_alloc(s->candidate_count, sizeof *x), size = 0, largest = 0;
    size_t *chosen = mem_alloc(s->candidate_count + 1, sizeof *chosen);
    bool fits = fmpq_mpoly_total_degree_si(p, s->system->ring) <= s->degree, found = false;
    if (fits) {
        reduce(b, s, p);
        for (size_t k = 0; k < s->free_count; k++) {
            b[k] = -b[k];
            size += b[k] * b[k];
        }
        double left = nnls(x, s->free_count, s->candidate_count, s->columns, b, MAX_STEPS);
        for (size_t j = 0; j < s->candidate_count; j++)
            largest = fmax(largest, x[j]);
        for (surplus_t k = 0; k < SURPLUS_COUNT && !found && left <= CLOSE * (1 + sqrt(size)); k++)
            found = solve_exactly(identity, s, lead, choose(chosen, s, x, NOTHING * largest, k), chosen);
    }
    mem_free(b);
    mem_free(x);
    mem_free(chosen);
    fmpq_mpoly_clear(p, s->system->ring);
    return found;
}

static bool may_lead(const hypothesis_t *item)
{
    return is_inequality(item) || (item->kind == HYPOTHESIS_NONZERO && item->degree >= 0);
}

// Leads from the conclusion first, the last ones of these first.
bool identity_search(identity_t *identity, const hypotheses_t *system, slong degree)
{
    space_t s;
    bool found = false;
    if (space_init(&s, system, degree)) {
        for (int pass = 0; pass < 2; pass++)
            for (size_t h = system->count; h-- > 0 && !found;)
                if (may_lead(system->items + h) && system->items[h].from_conclusion == (pass == 0))
                    found = try_lead(identity, &s, h);
        found = found || try_lead(identity, &s, NONE);
    }
    space_clear(&s);
    return found;
}
