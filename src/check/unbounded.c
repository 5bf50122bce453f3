// SPDX-License-Identifier: LGPL-3.0-or-later
// The kinds `lipschitz` and `bounded` refuted: a place of the line near which a quotient exceeds every number.
#include "check/cells.h"

// ---- cells given by their ends ----

// The ends of an open cell, as words of the evidence line.
typedef struct {
    bool has_lo, has_hi;
    rpoint_t lo, hi;
} cell_ends_t;

static void cell_ends_init(cell_ends_t *ends)
{
    ends->has_lo = ends->has_hi = false;
    rpoint_init(ends->lo);
    rpoint_init(ends->hi);
}

static void cell_ends_clear(cell_ends_t *ends)
{
    rpoint_clear(ends->lo);
    rpoint_clear(ends->hi);
}

static bool read_end(bool *finite, rpoint_t end, evidence_t *ev, size_t word, const char *infinity)
{
    *finite = !reader_word_is(ev->reader, word, infinity);
    return !*finite || reader_number(end, ev->reader, word, ev->ground->reals);
}

// Words `word` and `word` + 1.
static bool read_cell_ends(cell_ends_t *ends, evidence_t *ev, size_t word)
{
    return read_end(&ends->has_lo, ends->lo, ev, word, "-inf") &&
           read_end(&ends->has_hi, ends->hi, ev, word + 1, "inf");
}

static bool cell_ends_place(place_t *place, evidence_t *ev, const cell_ends_t *ends)
{
    return place_init_cell(place, ends->has_lo ? ends->lo : NULL, ends->has_hi ? ends->hi : NULL, ev->ground->reals) ==
               STATUS_OK ||
           evidence_refuse(ev, "an empty cell");
}

// ---- what the maps are ----

static bool put_maps(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    const int orders[] = {0, 0, 0};
    const expr_t roots[] = {obligation->region, obligation->map[0], obligation->map[obligation->map_count - 1]};
    return question_put(&ev->map, ev->ground, 3, roots, orders, 0, NULL) ||
           evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

// The region holds all over the place, and the maps are polynomials there.
static bool read_maps(rpoly_t first, rpoly_t last, evidence_t *ev, const place_t *place)
{
    assignment_t a;
    assignment_of_box(&a, &ev->root, 0);
    const exact_t *exact =
        question_decide(&ev->map, ev->ground, a.count, a.variables, a.values, place, ev->variables[0]);
    const exact_value_t *numerator = exact_root(exact, 1), *denominator = exact_root(exact, 2);
    bool good =
        exact_root(exact, 0)->truth == KLEENE_TRUE || evidence_refuse(ev, "the region is not shown to hold there");
    good = good && ((jet_has_value(&numerator->jet) && jet_has_value(&denominator->jet)) ||
                    evidence_refuse(ev, "the map is not known exactly there"));
    if (good) {
        rpoly_set(first, exact_coefficient(numerator, 0));
        rpoly_set(last, exact_coefficient(denominator, 0));
    }
    assignment_clear(&a);
    return good;
}

// ---- lipschitz ----

// On an unbounded cell the map has degree 2 or more: so has g(x + 1) - g(x) degree 1 or more.
static bool grows(evidence_t *ev, const cell_ends_t *ends, bool upper)
{
    place_t place;
    rpoly_t g;
    rpoly_init(g);
    bool shown = cell_ends_place(&place, ev, ends) && read_maps(g, g, ev, &place);
    if (shown && (upper ? ends->has_hi : ends->has_lo))
        shown = evidence_refuse(ev, "the cell is bounded on this side");
    if (shown && rpoly_degree(g) < 2)
        shown = evidence_refuse(ev, "the map is of degree 1 at most in this cell");
    rpoly_clear(g);
    place_clear(&place);
    return shown;
}

// Words 4, 5, 6: the cells (S, T) and (T, U), whose polynomials differ at T.
static bool jumps(evidence_t *ev)
{
    cell_ends_t below, above;
    place_t left, right;
    rpoly_t g, h;
    int sign = 0;
    cell_ends_init(&below);
    cell_ends_init(&above);
    rpoly_init(g);
    rpoly_init(h);
    bool shown = reader_has_words(ev->reader, 7) && read_cell_ends(&below, ev, 4) && read_cell_ends(&above, ev, 5);
    if (shown && (!below.has_hi || !above.has_lo))
        shown = reader_fail(ev->reader, FAULT_MALFORMED, "a jump is at a number");
    if (shown) {
        bool placed = cell_ends_place(&left, ev, &below);
        shown = placed && read_maps(g, g, ev, &left);
        place_clear(&left);
    }
    if (shown) {
        bool placed = cell_ends_place(&right, ev, &above);
        shown = placed && read_maps(h, h, ev, &right);
        place_clear(&right);
    }
    if (shown)
        shown = (rpoly_sub(h, h, g, ev->ground->reals) == STATUS_OK &&
                 rpoly_sign_at(&sign, h, below.hi, ev->ground->reals) == STATUS_OK && sign != 0) ||
                evidence_refuse(ev, "the map is not shown to jump there");
    cell_ends_clear(&below);
    cell_ends_clear(&above);
    rpoly_clear(g);
    rpoly_clear(h);
    return shown;
}

// ---- bounded ----

// How often p, which is not 0, vanishes at the point.
static status_t multiplicity(slong *order, const rpoly_t p, const rpoint_struct *point, real_ctx_struct *reals)
{
    rpoly_t derivative;
    int sign = 0;
    rpoly_init(derivative);
    rpoly_set(derivative, p);
    status_t status = rpoly_sign_at(&sign, derivative, point, reals);
    for (*order = 0; status == STATUS_OK && sign == 0; ++*order) {
        status = rpoly_derivative(derivative, derivative, reals);
        if (status == STATUS_OK)
            status = rpoly_sign_at(&sign, derivative, point, reals);
    }
    rpoly_clear(derivative);
    return status;
}

// Whether b/a tends to 0 at the end (NULL for an infinite one) of a cell in which a is not 0.
static bool vanishes(const rpoly_t b, const rpoly_t a, const rpoint_struct *end, real_ctx_struct *reals)
{
    slong above, below;
    if (rpoly_is_zero(b))
        return true;
    if (!end)
        return rpoly_degree(b) < rpoly_degree(a);
    return multiplicity(&above, b, end, reals) == STATUS_OK && multiplicity(&below, a, end, reals) == STATUS_OK &&
           above > below;
}

static bool is_positive(const rpoly_t a, const place_t *place, real_ctx_struct *reals)
{
    int sign;
    return place_sign(&sign, a, place, reals) == STATUS_OK && sign > 0;
}

// A > 0 in the cell and B/A tends to 0: A - c B = A (1 - c B/A) is positive near the end, whatever c is.
static bool exceeds(evidence_t *ev, const cell_ends_t *ends, bool upper)
{
    place_t place;
    rpoly_t a, b;
    rpoly_init(a);
    rpoly_init(b);
    const rpoint_struct *end = upper ? (ends->has_hi ? ends->hi : NULL) : (ends->has_lo ? ends->lo : NULL);
    bool shown = cell_ends_place(&place, ev, ends) && read_maps(a, b, ev, &place);
    shown = shown && ((is_positive(a, &place, ev->ground->reals) && vanishes(b, a, end, ev->ground->reals)) ||
                      evidence_refuse(ev, "the quotient is not shown to be unbounded there"));
    rpoly_clear(a);
    rpoly_clear(b);
    place_clear(&place);
    return shown;
}

// A > 0 = B at the point, word 4.
static bool exceeds_at_point(evidence_t *ev)
{
    place_t place;
    rpoint_t point;
    rpoly_t a, b;
    int sign = 1;
    rpoly_init(a);
    rpoly_init(b);
    rpoint_init(point);
    place_init(&place, PLACE_POINT, point);
    bool shown = reader_has_words(ev->reader, 5) && reader_number(point, ev->reader, 4, ev->ground->reals) &&
                 read_maps(a, b, ev, &place);
    shown = shown && ((is_positive(a, &place, ev->ground->reals) &&
                       place_sign(&sign, b, &place, ev->ground->reals) == STATUS_OK && sign == 0) ||
                      evidence_refuse(ev, "the quotient is not shown to be unbounded there"));
    place_clear(&place);
    rpoint_clear(point);
    rpoly_clear(a);
    rpoly_clear(b);
    return shown;
}

// ---- entry point ----

bool check_unbounded(evidence_t *ev)
{
    bool pairs = ev->obligation->kind == OBLIGATION_LIPSCHITZ;
    bool lower = reader_word_is(ev->reader, 3, "lower"), upper = reader_word_is(ev->reader, 3, "upper");
    if (ev->variable_count != 1 || ev->obligation->map_count != (pairs ? 1 : 2) || !ev->lo->infinite ||
        !ev->hi->infinite)
        return evidence_refuse(ev, "this evidence is for one variable of the whole line");
    if (!put_maps(ev))
        return false;
    if (pairs && reader_word_is(ev->reader, 3, "jump"))
        return jumps(ev);
    if (!pairs && reader_word_is(ev->reader, 3, "point"))
        return exceeds_at_point(ev);
    if (!lower && !upper)
        return reader_fail(ev->reader, FAULT_MALFORMED, "no such place");
    cell_ends_t ends;
    cell_ends_init(&ends);
    bool shown = reader_has_words(ev->reader, 6) && read_cell_ends(&ends, ev, 4) &&
                 (pairs ? grows(ev, &ends, upper) : exceeds(ev, &ends, upper));
    cell_ends_clear(&ends);
    return shown;
}
