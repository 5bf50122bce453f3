// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/flow_path.h"

#include "base/memory.h"
#include "prove/exact.h"
#include "prove/flow_frame.h"

#include <math.h>

// ---- one path ----

typedef struct {
    flow_walker_t *w;
    flow_frame_t frame;
    flow_taylor_t taylor, rough;
    arb_ptr wide;            // the set with some room for the checker's enclosure
    arb_ptr around;          // the box of the step
    fmpq *ends;              // its ends: lo, hi of each state variable
    arb_ptr of_x, of_v;      // remainders, without the power of h
    arb_ptr y, v;
    fmpq_t time, h;
    arb_t step;
    arb_srcptr start; // borrowed
    bool is_wide;     // begins in a box
    strbuf_t text;
    size_t count;
} path_t;

static void path_init(path_t *p, flow_walker_t *w)
{
    slong n = (slong)w->count;
    *p = (path_t){.w = w, .wide = _arb_vec_init(n), .around = _arb_vec_init(n), .of_x = _arb_vec_init(n),
                  .of_v = _arb_vec_init(n * n), .y = _arb_vec_init(n), .v = _arb_vec_init(n * n)};
    flow_frame_init(&p->frame, w->count, w->state_count);
    flow_taylor_init(&p->taylor, w->count);
    flow_taylor_init(&p->rough, w->count);
    p->ends = _fmpq_vec_init(2 * n);
    fmpq_init(p->time);
    fmpq_init(p->h);
    arb_init(p->step);
    strbuf_init(&p->text);
}

static void path_clear(path_t *p)
{
    slong n = (slong)p->w->count;
    _arb_vec_clear(p->wide, n);
    _arb_vec_clear(p->around, n);
    _arb_vec_clear(p->of_x, n);
    _arb_vec_clear(p->of_v, n * n);
    _arb_vec_clear(p->y, n);
    _arb_vec_clear(p->v, n * n);
    flow_frame_clear(&p->frame);
    flow_taylor_clear(&p->taylor);
    flow_taylor_clear(&p->rough);
    _fmpq_vec_clear(p->ends, 2 * n);
    fmpq_clear(p->time);
    fmpq_clear(p->h);
    arb_clear(p->step);
    strbuf_clear(&p->text);
}

// A quarter more radius, and some units in the last place.
static void widen(arb_t result, const arb_t a, slong prec)
{
    enum { SPARE_BITS = 14 };
    mag_t more;
    mag_init(more);
    arb_get_mag(more, a);
    mag_mul_2exp_si(more, more, SPARE_BITS - prec);
    arb_set(result, a);
    mag_add(arb_radref(result), arb_radref(result), more);
    mag_mul_2exp_si(more, arb_radref(a), -2);
    mag_add(arb_radref(result), arb_radref(result), more);
    mag_clear(more);
}

// Parameters stay where they are.
static void widen_set(path_t *p)
{
    for (size_t i = 0; i < p->w->state_count; i++)
        widen(p->wide + i, p->frame.box + i, p->w->prec);
    for (size_t i = p->w->state_count; i < p->w->count; i++) {
        arb_set(p->frame.box + i, p->start + i);
        arb_set(p->wide + i, p->start + i);
        arb_set(p->around + i, p->start + i);
    }
}

// ---- the box of a step ----

// The ends of the ball rounded outward to a grid that is fine against its size.
static void round_ends(fmpq_t lo, fmpq_t hi, const arb_t ball)
{
    enum { GRID_BITS = 8 };
    arf_t end;
    fmpz_t exponent, whole;
    arf_init(end);
    fmpz_init(exponent);
    fmpz_init(whole);
    arf_set_mag(end, arb_radref(ball));
    arf_abs_bound_lt_2exp_fmpz(exponent, end);
    slong grid = fmpz_get_si(exponent) - GRID_BITS;
    for (int upper = 0; upper < 2; upper++) {
        if (upper)
            arb_get_ubound_arf(end, ball, ARF_PREC_EXACT);
        else
            arb_get_lbound_arf(end, ball, ARF_PREC_EXACT);
        arf_mul_2exp_si(end, end, -grid);
        arf_get_fmpz(whole, end, upper ? ARF_RND_CEIL : ARF_RND_FLOOR);
        fmpq_set_fmpz(upper ? hi : lo, whole);
        if (grid >= 0)
            fmpq_mul_2exp(upper ? hi : lo, upper ? hi : lo, (ulong)grid);
        else
            fmpq_div_2exp(upper ? hi : lo, upper ? hi : lo, (ulong)-grid);
    }
    arf_clear(end);
    fmpz_clear(exponent);
    fmpz_clear(whole);
}

static void ball_of_ends(arb_t ball, const fmpq_t lo, const fmpq_t hi, slong prec)
{
    arb_t end;
    arb_init(end);
    arb_set_fmpq(ball, lo, prec);
    arb_set_fmpq(end, hi, prec);
    arb_union(ball, ball, end, prec);
    arb_clear(end);
}

// wide + [0, h] F, F the first coefficients in p->rough; with a share of the reach added to both sides.
static void set_reach(arb_t result, const path_t *p, size_t i, double share)
{
    arb_t zero;
    mag_t more;
    arb_init(zero);
    mag_init(more);
    arb_mul(result, p->step, taylor_x(&p->rough, 1, i), p->w->prec);
    arb_union(result, result, zero, p->w->prec);
    mag_set_d(more, share);
    mag_mul(more, more, arb_radref(result));
    arb_add(result, result, p->wide + i, p->w->prec);
    mag_add(arb_radref(result), arb_radref(result), more);
    arb_clear(zero);
    mag_clear(more);
}

// Exponents that make the numbers of a box too long.
static bool is_reasonable(const arb_t ball)
{
    enum { LARGEST = 10000 };
    return arb_is_finite(ball) && mag_cmp_2exp_si(arb_radref(ball), LARGEST) < 0 &&
           mag_cmp_2exp_si(arb_radref(ball), -LARGEST) > 0;
}

// The box as wide + [0, h] F(previous box) and more, rounded; F over it then is in p->rough.
static bool guess_box(path_t *p, double share)
{
    const double least = 0x1p-100; // where nothing moves
    for (size_t i = 0; i < p->w->state_count; i++) {
        arb_ptr ball = p->around + i;
        set_reach(ball, p, i, share);
        if (mag_is_zero(arb_radref(ball)))
            mag_set_d(arb_radref(ball), least);
        if (!is_reasonable(ball))
            return false;
        round_ends(p->ends + 2 * i, p->ends + 2 * i + 1, ball);
        ball_of_ends(ball, p->ends + 2 * i, p->ends + 2 * i + 1, p->w->prec);
    }
    return flow_field_run(&p->rough, p->w->field, p->around, 1, false, p->w->prec);
}

static bool box_holds(const path_t *p)
{
    arb_t reach;
    arb_init(reach);
    bool holds = true;
    for (size_t i = 0; i < p->w->state_count && holds; i++) {
        set_reach(reach, p, i, 0.05);
        holds = arb_contains_interior(p->around + i, reach);
    }
    arb_clear(reach);
    return holds;
}

// A box that no solution from the set leaves up to the time h.
static bool find_box(path_t *p)
{
    enum { GUESSES = 4 };
    if (!flow_field_run(&p->rough, p->w->field, p->wide, 1, false, p->w->prec))
        return false;
    for (int k = 0; k < GUESSES; k++) {
        if (!guess_box(p, 0.1 + 0.2 * k))
            return false;
        if (box_holds(p))
            return true;
    }
    return false;
}

// ---- remainders and order ----

// A set with some width needs few: the remainder is to be small against that.
static int most_terms(const path_t *p)
{
    static const int most[] = {0, 20, 14, 10, 8, 6, 6}, most_of_wide = 8;
    size_t count = p->w->count;
    int terms = count < sizeof most / sizeof *most ? most[count] : count < 10 ? 4 : 3;
    return p->is_wide && terms > most_of_wide ? most_of_wide : terms;
}

// h L, L the largest absolute row sum of DF over the box; as a double, rounded up or so.
static double stiffness(const path_t *p)
{
    size_t n = p->w->count;
    double largest = 0, h = arf_get_d(arb_midref(p->step), ARF_RND_UP);
    mag_t entry;
    mag_init(entry);
    for (size_t i = 0; i < n; i++) {
        double row = 0;
        for (size_t j = 0; j < n; j++) {
            arb_get_mag(entry, taylor_v(&p->taylor, 1, i, j));
            row += mag_get_d(entry);
        }
        largest = row > largest ? row : largest;
    }
    mag_clear(entry);
    return h * largest;
}

// The coefficients of the order over the box, those of V times something near 1: [1 - off, 1 + off] in each entry.
static void set_remainders(path_t *p, int order, double off)
{
    size_t n = p->w->count;
    mag_t all, entry;
    mag_init(all);
    mag_init(entry);
    for (size_t i = 0; i < n; i++) {
        arb_set(p->of_x + i, taylor_x(&p->taylor, order, i));
        mag_zero(all);
        for (size_t j = 0; j < n; j++) {
            arb_get_mag(entry, taylor_v(&p->taylor, order, i, j));
            mag_add(all, all, entry);
        }
        mag_set_d(entry, off);
        mag_mul(all, all, entry);
        for (size_t j = 0; j < n; j++) {
            arb_set(p->of_v + i * n + j, taylor_v(&p->taylor, order, i, j));
            mag_add(arb_radref(p->of_v + i * n + j), arb_radref(p->of_v + i * n + j), all);
        }
    }
    mag_clear(all);
    mag_clear(entry);
}

static double radius_times(const arb_t a, double log_factor)
{
    return mag_is_zero(arb_radref(a)) ? -HUGE_VAL : mag_get_d_log2_approx(arb_radref(a)) + log_factor;
}

// The base-2 logarithm of what a remainder of x may be: little against the width of the set, or a few units of the last
// places of the state.
static double tolerance(const path_t *p)
{
    const double share_of_width = -10;
    enum { SPARE_BITS = 20 };
    double largest = -HUGE_VAL;
    mag_t size;
    mag_init(size);
    for (size_t i = 0; i < p->w->state_count; i++) {
        arb_get_mag(size, p->frame.box + i);
        if (!mag_is_zero(size))
            largest = fmax(largest, mag_get_d_log2_approx(size) + (double)(SPARE_BITS - p->w->prec));
        largest = fmax(largest, radius_times(p->frame.box + i, share_of_width));
    }
    mag_clear(size);
    return largest;
}

static bool is_small(const path_t *p, int order, double stiff, double most)
{
    size_t n = p->w->count;
    double power = order * log2(arf_get_d(arb_midref(p->step), ARF_RND_NEAR));
    for (size_t i = 0; i < n; i++)
        if (radius_times(p->of_x + i, power) > most)
            return false;
    for (size_t i = 0; i < n * n; i++)
        if (radius_times(p->of_v + i, power) > log2(stiff + 0x1p-60) - 6)
            return false;
    return true;
}

// Whether the widths of V's coefficients over the box are those of the first one in the main: a wide set widens by the
// others even where the flow contracts.
static bool widens_little(const path_t *p)
{
    const double share = -1, least = -12;
    size_t n = p->w->count;
    double step = log2(arf_get_d(arb_midref(p->step), ARF_RND_NEAR));
    for (size_t i = 0; i < n * n; i++)
        if (radius_times(p->taylor.v + 2 * n * n + i, 2 * step) >
            fmax(radius_times(p->taylor.v + n * n + i, step) + share, least))
            return false;
    return true;
}

// The least order with small remainders; 0 when there is none.
static int choose_order(path_t *p)
{
    const double stiff = stiffness(p), longest = 0.75;
    double most = tolerance(p);
    if (!(stiff <= longest) || (p->is_wide && !widens_little(p)))
        return 0;
    for (int order = 2; order <= p->taylor.order; order++) {
        set_remainders(p, order, stiff + stiff * stiff);
        if (is_small(p, order, stiff, most))
            return order;
    }
    return 0;
}

// ---- a step ----

static void set_step(path_t *p)
{
    arb_set_fmpq(p->step, p->h, p->w->prec);
}

static bool meanwhile_holds(const path_t *p, arb_srcptr box)
{
    tape_truth_t truths[FLOW_FORMULA_COUNT];
    flow_truths(truths, p->w, box);
    return truths[FLOW_CONCLUSION] == TRUTH_TRUE;
}

// The order of a step of length h; 0 when it is too long.
static int try_step(path_t *p)
{
    set_step(p);
    if (!find_box(p) || !meanwhile_holds(p, p->around) ||
        !flow_field_run(&p->taylor, p->w->field, p->around, most_terms(p), true, p->w->prec))
        return 0;
    return choose_order(p);
}

// sum c[k * stride] h^k + last h^order
static void sum_up(arb_t sum, arb_srcptr c, size_t stride, const arb_t last, int order, const arb_t h, slong prec)
{
    arb_set(sum, last);
    for (int k = order - 1; k >= 0; k--) {
        arb_mul(sum, sum, h, prec);
        arb_add(sum, sum, c + (size_t)k * stride, prec);
    }
}

static bool move(path_t *p, int order)
{
    size_t n = p->w->count;
    slong prec = p->w->prec;
    if (!flow_field_run(&p->taylor, p->w->field, p->frame.box, order, true, prec))
        return false;
    for (size_t i = 0; i < n * n; i++)
        sum_up(p->v + i, p->taylor.v + i, n * n, p->of_v + i, order, p->step, prec);
    if (!flow_field_run(&p->taylor, p->w->field, p->frame.centre, order, false, prec))
        return false;
    for (size_t i = 0; i < n; i++)
        sum_up(p->y + i, p->taylor.x + i, n, p->of_x + i, order, p->step, prec);
    flow_frame_move(&p->frame, p->y, p->v, prec);
    widen_set(p);
    return true;
}

static void write_rational(strbuf_t *out, const fmpq_t value)
{
    char *text = fmpq_get_str(NULL, 10, value);
    strbuf_printf(out, " %s", text);
    flint_free(text);
}

static void write_step(path_t *p, int order)
{
    strbuf_append(&p->text, "step");
    write_rational(&p->text, p->h);
    strbuf_printf(&p->text, " %d", order);
    for (size_t i = 0; i < 2 * p->w->state_count; i++)
        write_rational(&p->text, p->ends + i);
    strbuf_append_char(&p->text, '\n');
    p->count++;
    p->w->steps++;
    fmpq_add(p->time, p->time, p->h);
}

// The longest possible step of those that are half as long each, not beyond the obligation's time.
static bool take_step(path_t *p)
{
    enum { HALVINGS = 40 };
    fmpq_t rest;
    fmpq_init(rest);
    fmpq_mul_2exp(p->h, p->h, 1);
    fmpq_sub(rest, p->w->limit, p->time);
    int order = 0;
    for (int k = 0; k < HALVINGS && order == 0; k++) {
        if (fmpq_cmp(p->h, rest) > 0)
            fmpq_set(p->h, rest);
        order = try_step(p);
        if (order == 0)
            fmpq_div_2exp(p->h, p->h, 1);
    }
    fmpq_clear(rest);
    if (order == 0 || !move(p, order))
        return false;
    write_step(p, order);
    return true;
}

// A power of 2 to begin with.
static void first_length(path_t *p)
{
    fmpq_one(p->h);
    while (fmpq_cmp(p->h, p->w->limit) > 0 && fmpq_sgn(p->w->limit) > 0)
        fmpq_div_2exp(p->h, p->h, 1);
}

static char *describe(const path_t *p, const char *what)
{
    strbuf_t place;
    strbuf_init(&place);
    for (size_t i = 0; i < p->w->state_count; i++)
        strbuf_printf(&place, "%s%.6g", i ? ", " : "", arf_get_d(arb_midref(p->frame.box + i), ARF_RND_NEAR));
    char *text = format_text("at t = %.6g, near (%s): %s", fmpq_get_d(p->time), place.text ? place.text : "", what);
    strbuf_clear(&place);
    return text;
}

static path_outcome_t judge(const path_t *p, const char **what)
{
    tape_truth_t truths[FLOW_FORMULA_COUNT];
    flow_truths(truths, p->w, p->count ? p->wide : p->frame.box);
    bool at_end = fmpq_equal(p->time, p->w->limit);
    if (truths[FLOW_TARGET] == TRUTH_TRUE && (at_end || !p->w->obligation->at_time))
        return PATH_ARRIVES;
    if (!at_end)
        return PATH_UNCLEAR;
    *what = "the enclosure is not shown to be in the set, or apart from it";
    if (truths[FLOW_TARGET] != TRUTH_FALSE)
        return PATH_UNCLEAR;
    *what = "not in the set by then";
    return p->w->obligation->at_time ? PATH_ENDS_APART : PATH_MISSES;
}

// The set has lost its way: it is wider than it began and than it has come.
static bool is_too_wide(const path_t *p)
{
    double radius = 0, way = 0;
    for (size_t i = 0; i < p->w->state_count; i++) {
        double first = mag_get_d(arb_radref(p->start + i));
        radius = fmax(radius, mag_get_d(arb_radref(p->frame.box + i)) - 2 * first);
        way = fmax(way, fabs(arf_get_d(arb_midref(p->frame.box + i), ARF_RND_NEAR) -
                             arf_get_d(arb_midref(p->start + i), ARF_RND_NEAR)));
    }
    return radius > way;
}

static path_outcome_t run(path_t *p, const char **what)
{
    *what = "the condition does not hold at the start, or is not shown to";
    if (!meanwhile_holds(p, p->frame.box))
        return PATH_UNCLEAR;
    first_length(p);
    for (;;) {
        *what = NULL;
        path_outcome_t outcome = judge(p, what);
        if (outcome != PATH_UNCLEAR || *what)
            return outcome;
        *what = "more steps than are taken";
        if (p->w->steps >= FLOW_MOST_STEPS)
            return PATH_UNCLEAR;
        *what = "no step from here is short enough: the gradient is not smooth there, or the enclosure too wide";
        if (!take_step(p))
            return PATH_UNCLEAR;
        *what = "the enclosure grows too wide";
        if (p->is_wide && is_too_wide(p))
            return PATH_UNCLEAR;
    }
}

path_outcome_t flow_follow(strbuf_t *text, char **reason, arb_ptr end, flow_walker_t *w, arb_srcptr box)
{
    path_t p;
    const char *what;
    path_init(&p, w);
    p.start = box;
    flow_frame_set(&p.frame, box);
    widen_set(&p);
    for (size_t i = 0; i < w->count; i++) // constants are known to a few units in the last place
        p.is_wide = p.is_wide || arb_rel_accuracy_bits(box + i) < w->prec / 2;
    path_outcome_t outcome = run(&p, &what);
    if (outcome == PATH_ARRIVES || outcome == PATH_ENDS_APART) {
        strbuf_printf(text, "path %zu\n", p.count);
        strbuf_append(text, p.text.text ? p.text.text : "");
    } else if (reason) {
        *reason = describe(&p, what);
    }
    if (end)
        _arb_vec_set(end, p.frame.box, (slong)w->count);
    path_clear(&p);
    return outcome;
}
