// SPDX-License-Identifier: LGPL-3.0-or-later
// no_minimum_stable: at every local minimiser x of f in the region the map of gradient descent is linearly unstable: f is twice
// continuously differentiable at x, and I - rate Hess f(x) has an eigenvalue outside the closed unit disc. (A. Craciun, On the
// convergence of gradient descent for large learning rates, 2024: then gradient descent converges from almost no initialisation.) With a
// `?` for the rate: the least rate above which that is so. The proofs of the tactics are in docs/dynamics.md.
#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/formula.h"
#include "claim/term_matrix.h"

#include <string.h>

#define LARGEST_MINOR 3       // of the tactics for the claim, in up to as many variables
#define LARGEST_DETERMINANT 6 // of those against it

// D D a.
static term_matrix_t second_derivatives(const lowering_t *lowering, expr_t a)
{
    size_t n = lowering->dimension;
    term_matrix_t m = term_matrix_new(n);
    expr_op_t derivative = lowering_derivative_op(lowering);
    for (size_t i = 0; i < n; i++) {
        expr_t first = expr_binary(lowering->dag, derivative, a, lowering->state[i]);
        for (size_t j = i; j < n; j++)
            m.entries[i * n + j] = m.entries[j * n + i] = expr_binary(lowering->dag, derivative, first, lowering->state[j]);
    }
    return m;
}

static size_t size_of(unsigned set)
{
    size_t count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

// "Some principal minor of at most that size is negative" (`strict`), "is not positive": then m is not positive semidefinite, definite.
static expr_t some_minor_negative(dag_t *dag, const term_matrix_t *m, size_t largest, bool strict)
{
    expr_t any = expr_leaf(dag, EXPR_FALSE), zero = expr_integer(dag, 0);
    for (size_t size = 1; size <= largest; size++)
        for (unsigned set = 1; set < 1u << m->n; set++)
            if (size_of(set) == size)
                any = expr_or(dag, any, expr_binary(dag, strict ? EXPR_LESS : EXPR_LESS_EQUAL, term_matrix_determinant(dag, m, set, set), zero));
    return any;
}

static size_t largest_minor(const lowering_t *lowering)
{
    return lowering->dimension <= LARGEST_MINOR ? lowering->dimension : 2;
}

// ---- the rates ----

// The least rate of the claim, and whether it is one of the rates. An unstable minimiser stays unstable at larger rates, so that nothing
// else is to be shown. False, with the reason noted, when the rate is neither a number nor one name.
static bool least_rate(expr_t *rate, bool *included, const lowering_t *lowering)
{
    expr_t given = lowering->system.rate;
    *rate = given;
    *included = true;
    if (given == lowering->spec->unknown) {
        *rate = lowering_unknown_range(lowering).lo;
        *included = false;
        return true;
    }
    for (size_t i = 0; i < lowering->claim->binding_count; i++) {
        const binding_t *binding = lowering->claim->bindings + i;
        if (!binding->is_list && binding->variable == given) {
            *rate = binding->interval.lo;
            *included = !binding->interval.lo_open;
        }
    }
    if (*rate != EXPR_NONE && expr_is_constant(lowering->dag, *rate))
        return true;
    *lowering->reason = "the rate must be a number, or a name bound to an interval with a least number";
    return false;
}

// The tactic's first value, unless 0: a smaller rate c (or the least one itself, if that is not included), at which eigenvalues of at least
// 2/c are shown. They are above 2/rate at all rates of the claim.
static bool shown_rate(expr_t *rate, bool *included, lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    if (!least_rate(rate, included, lowering))
        return false;
    if (fmpq_is_zero(dynamics_number(lowering, 0)))
        return true;
    expr_t smaller = dynamics_value(lowering, 0);
    lowering_add_forall(lowering, "rate", expr_leaf(dag, EXPR_TRUE),
                        expr_binary(dag, *included ? EXPR_LESS : EXPR_LESS_EQUAL, smaller, *rate));
    *rate = smaller;
    *included = false;
    return true;
}

static bool has_hessian(const lowering_t *lowering)
{
    if (lowering->system.kind == SYSTEM_GD && lowering->dimension <= 8)
        return true;
    *lowering->reason = "no_minimum_stable is decided for gd, in up to 8 variables";
    return false;
}

// ---- points that are not minimisers ----

// The tactic's values from `first` on: for each point p its coordinates, a direction v, a distance s.
static size_t exception_count(const lowering_t *lowering, size_t first)
{
    return (lowering->tactic->count - first) / (2 * lowering->dimension + 1);
}

static bool has_exceptions(const lowering_t *lowering, size_t first)
{
    return lowering->tactic->count >= first && (lowering->tactic->count - first) % (2 * lowering->dimension + 1) == 0;
}

// x is none of the points, as a condition on polynomials.
static expr_t without_exceptions(const lowering_t *lowering, size_t first)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t all = expr_leaf(dag, EXPR_TRUE), *centre = mem_alloc(n, sizeof *centre);
    for (size_t k = 0; k < exception_count(lowering, first); k++) {
        for (size_t i = 0; i < n; i++)
            centre[i] = dynamics_value(lowering, first + k * (2 * n + 1) + i);
        expr_t *offset = lowering_offset(lowering, centre);
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), lowering_dot(dag, n, offset, offset)));
        mem_free(offset);
    }
    mem_free(centre);
    return all;
}

// f(p + t v) < f(p) for 0 < t < s, with t in the place of the first coordinate.
static void add_exceptions(lowering_t *lowering, size_t first)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t t = lowering->state[0], zero = expr_integer(dag, 0), *p = mem_alloc(n, sizeof *p), *on = mem_alloc(n, sizeof *on);
    for (size_t k = 0; k < exception_count(lowering, first); k++) {
        size_t at = first + k * (2 * n + 1);
        for (size_t i = 0; i < n; i++) {
            p[i] = dynamics_value(lowering, at + i);
            on[i] = expr_binary(dag, EXPR_ADD, p[i], expr_binary(dag, EXPR_MUL, t, dynamics_value(lowering, at + n + i)));
        }
        expr_t distance = dynamics_value(lowering, at + 2 * n);
        expr_t along = expr_and(dag, expr_binary(dag, EXPR_LESS, zero, t), expr_binary(dag, EXPR_LESS, t, distance));
        lowering_add_forall(lowering, "distance", expr_leaf(dag, EXPR_TRUE), expr_binary(dag, EXPR_LESS, zero, distance));
        lowering_add_forall(lowering, "descent", along,
                            expr_binary(dag, EXPR_LESS, expr_substitute(dag, lowering->landscape, n, lowering->state, on),
                                        expr_substitute(dag, lowering->landscape, n, lowering->state, p)));
    }
    mem_free(p);
    mem_free(on);
}

// ---- tactics for the claim ----

// D a != 0.
static expr_t not_stationary(const lowering_t *lowering, expr_t a)
{
    dag_t *dag = lowering->dag;
    expr_t any = expr_leaf(dag, EXPR_FALSE), zero = expr_integer(dag, 0);
    for (size_t i = 0; i < lowering->dimension; i++)
        any = expr_or(dag, any, expr_binary(dag, EXPR_NOT_EQUAL, zero, expr_binary(dag, lowering_derivative_op(lowering), a, lowering->state[i])));
    return any;
}

// Where h is Hess f: it has a negative eigenvalue, or one above 2/rate (at least 2/rate where the rate is not included).
static expr_t not_stable(const lowering_t *lowering, const term_matrix_t *h, expr_t rate, bool included)
{
    dag_t *dag = lowering->dag;
    term_matrix_t scaled_h = term_matrix_scaled(dag, rate, h), rest = term_matrix_difference(dag, 2, &scaled_h);
    expr_t any = expr_or(dag, some_minor_negative(dag, h, largest_minor(lowering), true),
                         some_minor_negative(dag, &rest, largest_minor(lowering), included));
    mem_free(scaled_h.entries);
    mem_free(rest.entries);
    return any;
}

// Every critical point of the region but those left out has an eigenvalue of the Hessian below 0, or above 2/rate. Values: a rate or 0;
// points, each with a direction of descent.
static status_t lower_second_order(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t rate;
    bool included;
    if (!has_hessian(lowering) || !has_exceptions(lowering, 1) || !shown_rate(&rate, &included, lowering))
        return STATUS_UNSUPPORTED;
    term_matrix_t h = second_derivatives(lowering, lowering->landscape);
    lowering_add_regularity(lowering, "twice-differentiable", EXPR_C2);
    add_exceptions(lowering, 1);
    lowering_add_forall(lowering, "unstable", expr_and(dag, lowering->region, without_exceptions(lowering, 1)),
                        expr_or(dag, not_stationary(lowering, lowering->landscape), not_stable(lowering, &h, rate, included)));
    mem_free(h.entries);
    return STATUS_OK;
}

// f = k r^2 + m, read off the term: r, and k (constant). False when f is not written so.
static bool find_square(expr_t *residual, expr_t *factor, const lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t a = lowering->landscape;
    slong p, q;
    *factor = expr_integer(dag, 1);
    for (;;) {
        expr_op_t op = expr_op(dag, a);
        expr_t left = expr_child_count(dag, a) ? expr_child(dag, a, 0) : EXPR_NONE;
        expr_t right = expr_child_count(dag, a) > 1 ? expr_child(dag, a, 1) : EXPR_NONE;
        if (op == EXPR_POWER) {
            expr_exponent(&p, &q, dag, a);
            *residual = left;
            return p == 2 && q == 1;
        }
        if (op == EXPR_MUL && left == right) {
            *residual = left;
            return true;
        }
        bool swapped = (op == EXPR_MUL || op == EXPR_ADD) && expr_is_constant(dag, left);
        expr_t constant = swapped ? left : right;
        if ((op != EXPR_MUL && op != EXPR_DIV && op != EXPR_ADD && op != EXPR_SUB) || !expr_is_constant(dag, constant))
            return false;
        if (op == EXPR_MUL || op == EXPR_DIV)
            *factor = expr_binary(dag, op, *factor, constant);
        a = swapped ? right : left;
    }
}

// rate k |D r|^2 > 1: 2/rate < 2 k |D r|^2, the one eigenvalue of Hess f that is not 0 where r = 0.
static expr_t steep(const lowering_t *lowering, expr_t r, expr_t k, expr_t rate, bool included)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t *slope = mem_alloc(n, sizeof *slope);
    for (size_t i = 0; i < n; i++)
        slope[i] = expr_binary(dag, lowering_derivative_op(lowering), r, lowering->state[i]);
    expr_t square = lowering_dot(dag, n, slope, slope);
    mem_free(slope);
    return expr_binary(dag, included ? EXPR_LESS : EXPR_LESS_EQUAL, expr_integer(dag, 1),
                       expr_binary(dag, EXPR_MUL, expr_binary(dag, EXPR_MUL, rate, k), square));
}

// A squared loss f = k r^2 + m: where r = 0 the Hessian is 2 k D r D r', at the other critical points D r = 0 and it is 2 k r Hess r.
// Values: a rate or 0; points that are left out there, each with a direction of descent.
static status_t lower_residual(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t rate, r, k, zero = expr_integer(dag, 0), two = expr_integer(dag, 2);
    bool included;
    if (!has_hessian(lowering) || !has_exceptions(lowering, 1) || !find_square(&r, &k, lowering) ||
        !shown_rate(&rate, &included, lowering))
        return STATUS_UNSUPPORTED;
    lowering_add_forall(lowering, "factor", expr_leaf(dag, EXPR_TRUE), expr_binary(dag, EXPR_LESS, zero, k));
    lowering_add_domain(lowering, lowering->landscape);
    lowering_add_forall(lowering, "twice-differentiable", lowering->region, expr_unary(dag, EXPR_C2, r));
    add_exceptions(lowering, 1);
    expr_t on = expr_and(dag, lowering->region, expr_binary(dag, EXPR_EQUAL, zero, r));
    lowering_add_forall(lowering, "interpolating", on, steep(lowering, r, k, rate, included));
    term_matrix_t curvature = second_derivatives(lowering, r);
    term_matrix_t h = term_matrix_scaled(dag, expr_binary(dag, EXPR_MUL, expr_binary(dag, EXPR_MUL, two, k), r), &curvature);
    expr_t off = expr_and(dag, expr_and(dag, lowering->region, expr_binary(dag, EXPR_NOT_EQUAL, zero, r)),
                          without_exceptions(lowering, 1));
    lowering_add_forall(lowering, "elsewhere", off,
                        expr_or(dag, not_stationary(lowering, r), not_stable(lowering, &h, rate, included)));
    mem_free(curvature.entries);
    mem_free(h.entries);
    return STATUS_OK;
}

// The region has no minimiser at all: the claim is vacuous.
static status_t lower_none(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    if (!has_hessian(lowering) || lowering->tactic->count)
        return STATUS_UNSUPPORTED;
    term_matrix_t h = second_derivatives(lowering, lowering->landscape);
    expr_t none = expr_or(dag, not_stationary(lowering, lowering->landscape),
                          some_minor_negative(dag, &h, largest_minor(lowering), true));
    mem_free(h.entries);
    lowering_add_regularity(lowering, "twice-differentiable", EXPR_C2);
    lowering_add_forall(lowering, "no-minimum", lowering->region, none);
    obligation_t *exists = lowering_add(lowering, OBLIGATION_EXISTS, "nonempty");
    exists->required = false;
    exists->region = lowering->region;
    exists->conclusion = formula_negate(dag, none);
    lowering_quantify(lowering, exists, false);
    return STATUS_OK;
}

// ---- tactics against it ----

// The formula at p; where it has derivatives in the sense of PARTIAL, as one about all x = p, of which more is decided.
static void add_at(lowering_t *lowering, const char *role, const expr_t *p, expr_t formula)
{
    if (lowering_derivative_op(lowering) == EXPR_PARTIAL) {
        lowering_add_forall(lowering, role, dynamics_is_at(lowering, p), formula);
        return;
    }
    lowering_add_forall(lowering, role, expr_leaf(lowering->dag, EXPR_TRUE),
                        expr_substitute(lowering->dag, formula, lowering->dimension, lowering->state, p));
}

// f(x) >= f(p) for all x near p, or (global) all x.
static void add_minimum(lowering_t *lowering, const expr_t *p, bool global)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t value = expr_substitute(dag, lowering->landscape, n, lowering->state, p);
    expr_t above = expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), expr_binary(dag, EXPR_SUB, lowering->landscape, value));
    expr_t defined = formula_defined(dag, lowering->landscape);
    if (global) {
        lowering_add_forall(lowering, "minimum", defined, above);
        return;
    }
    size_t lemma = lowering_add_critical(lowering, lowering->landscape, p);
    obligation_t *local = lowering_add(lowering, OBLIGATION_LOCAL, "minimum");
    local->conclusion = expr_op(dag, defined) == EXPR_TRUE ? above : expr_or(dag, formula_negate(dag, defined), above);
    local->shape = SHAPE_MINIMUM;
    local->shape_function = lowering->landscape;
    local->shape_lemma = lemma;
    local->centre = mem_alloc(n, sizeof *local->centre);
    memcpy(local->centre, p, n * sizeof *p);
    lowering_quantify(lowering, local, true);
}

// p is a minimiser of the region, and 2 I - rate Hess f(p) is positive semidefinite, as all its principal minors say; Hess f(p) is, too.
static status_t lower_stable_at(lowering_t *lowering, const expr_t *p, bool global)
{
    dag_t *dag = lowering->dag;
    expr_t rate = lowering->system.rate, zero = expr_integer(dag, 0);
    if (expr_op(dag, lowering->region) != EXPR_TRUE)
        add_at(lowering, "in-region", p, lowering->region);
    add_at(lowering, "rate", p, expr_binary(dag, EXPR_LESS_EQUAL, zero, rate));
    term_matrix_t h = second_derivatives(lowering, lowering->landscape);
    term_matrix_t scaled_h = term_matrix_scaled(dag, rate, &h), rest = term_matrix_difference(dag, 2, &scaled_h);
    for (unsigned set = 1; set < 1u << lowering->dimension; set++)
        add_at(lowering, "stable", p, expr_binary(dag, EXPR_LESS_EQUAL, zero, term_matrix_determinant(dag, &rest, set, set)));
    add_minimum(lowering, p, global);
    mem_free(h.entries);
    mem_free(scaled_h.entries);
    mem_free(rest.entries);
    return STATUS_OK;
}

// Values: the parameters, 1 for a global minimiser, else 0, the point.
static status_t lower_stable(lowering_t *lowering)
{
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    if (lowering->system.kind != SYSTEM_GD || n > LARGEST_DETERMINANT || !dynamics_has_values(lowering, parameters + 1 + n))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t *p = mem_alloc(n, sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = dynamics_value(lowering, parameters + 1 + i);
    status_t status = lower_stable_at(lowering, p, !fmpq_is_zero(dynamics_number(lowering, parameters)));
    mem_free(p);
    return status;
}

// For f = k r^2 + m, k > 0: r has a zero between p and q, a global minimiser, and in the box that they span the Hessian's one eigenvalue at
// such a point is at most 2/rate. Values: the parameters, p, q.
static status_t lower_crossing(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    expr_t r, k, zero = expr_integer(dag, 0), whole = expr_leaf(dag, EXPR_TRUE), box = whole;
    if (lowering->system.kind != SYSTEM_GD || !dynamics_has_values(lowering, parameters + 2 * n) || !find_square(&r, &k, lowering))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t *p = mem_alloc(2 * n, sizeof *p), *q = p + n;
    for (size_t i = 0; i < n; i++) {
        p[i] = dynamics_value(lowering, parameters + i);
        q[i] = dynamics_value(lowering, parameters + n + i);
        bool up = fmpq_cmp(dynamics_number(lowering, parameters + i), dynamics_number(lowering, parameters + n + i)) <= 0;
        box = expr_and(dag, box, expr_binary(dag, EXPR_LESS_EQUAL, up ? p[i] : q[i], lowering->state[i]));
        box = expr_and(dag, box, expr_binary(dag, EXPR_LESS_EQUAL, lowering->state[i], up ? q[i] : p[i]));
    }
    lowering_add_forall(lowering, "factor", whole, expr_binary(dag, EXPR_LESS, zero, k));
    lowering_add_forall(lowering, "rate", whole, expr_binary(dag, EXPR_LESS_EQUAL, zero, lowering->system.rate));
    if (expr_op(dag, lowering->region) != EXPR_TRUE)
        lowering_add_forall(lowering, "in-region", box, lowering->region);
    lowering_add_forall(lowering, "domain", box, formula_defined(dag, lowering->landscape));
    lowering_add_forall(lowering, "twice-differentiable", box, expr_unary(dag, EXPR_C2, r));
    add_at(lowering, "sign", p, expr_binary(dag, EXPR_LESS, r, zero));
    add_at(lowering, "sign", q, expr_binary(dag, EXPR_LESS, zero, r));
    lowering_add_forall(lowering, "stable", box, expr_unary(dag, EXPR_NOT, steep(lowering, r, k, lowering->system.rate, true)));
    mem_free(p);
    return STATUS_OK;
}

// There is no equivalent list of closed formulas.
static status_t lower_directly(lowering_t *lowering)
{
    if (has_hessian(lowering))
        *lowering->reason = "no minimiser was shown to be stable, nor all of them to be unstable";
    return STATUS_UNSUPPORTED;
}

static const tactic_definition_t tactics[] = {{"none", false, lower_none},
                                              {"residual", false, lower_residual},
                                              {"second-order", false, lower_second_order},
                                              {"stable", true, lower_stable},
                                              {"crossing", true, lower_crossing},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_no_minimum_stable = {.predicate = PREDICATE_NO_MINIMUM_STABLE,
                                                            .direction = UNKNOWN_SMALLEST,
                                                            .is_dynamic = true,
                                                            .lower = lower_directly,
                                                            .tactics = tactics};
