// SPDX-License-Identifier: LGPL-3.0-or-later
#include "enclosure_trial.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "expr/tape.h"
#include "random_expression.h"
#include "reference.h"

#define VARIABLES 3
#define PRECISION 320
#define BALLS_PER_POINT 4

enum { VALUE, SIMPLIFIED, DERIVATIVE, FORMULA, SIMPLIFIED_FORMULA, ROOTS };

static const char *const root_names[ROOTS] = {"value", "simplified value", "derivative", "formula",
                                              "simplified formula"};

typedef struct {
    trial_counts_t *counts;
    samples_t *samples;
    dag_t *dag;
    expr_t variables[VARIABLES];
    expr_t roots[ROOTS];
    tape_t *tape;
    reference_t reference;
    fmpq *point;
} trial_t;

// ---- reports ----

static void write_node(const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    slong p, q;
    fprintf(stderr, "  n%u = %s", (unsigned)a, expr_op_text(op));
    if (op == EXPR_RATIONAL) {
        char *text = fmpq_get_str(NULL, 10, expr_rational_value(dag, a));
        fprintf(stderr, " %s", text);
        flint_free(text);
    } else if (op == EXPR_POWER) {
        expr_exponent(&p, &q, dag, a);
        fprintf(stderr, " ^(%ld/%ld)", (long)p, (long)q);
    }
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        fprintf(stderr, " n%u", (unsigned)expr_child(dag, a, k));
    fputc('\n', stderr);
}

static void report(const trial_t *t, size_t root, const char *what, const dinterval_t *box)
{
    if (t->counts->misses++ >= 10)
        return;
    fprintf(stderr, "%s: %s at", root_names[root], what);
    for (size_t v = 0; v < VARIABLES; v++) {
        char *text = fmpq_get_str(NULL, 10, t->point + v);
        fprintf(stderr, " n%u = %.40s", (unsigned)t->variables[v], text);
        flint_free(text);
        if (box)
            fprintf(stderr, " in [%a, %a]", -box[v].neg_lo, box[v].hi);
    }
    fputc('\n', stderr);
    bool *marked = expr_reachable(t->dag, 1, t->roots + root);
    for (expr_t a = 0; a <= t->roots[root]; a++)
        if (marked[a])
            write_node(t->dag, a);
    mem_free(marked);
}

// ---- comparing with the reference ----

static bool outside_interval(const arb_t y, dinterval_t r)
{
    arb_t end;
    arb_init(end);
    arb_set_d(end, -r.neg_lo);
    bool outside = r.neg_lo != INFINITY && arb_lt(y, end);
    arb_set_d(end, r.hi);
    outside = outside || (r.hi != INFINITY && arb_gt(y, end));
    arb_clear(end);
    return outside;
}

static const char *truth_error(reference_kind_t truth, regularity_t regularity, tape_truth_t claimed)
{
    if (truth == REFERENCE_UNDEFINED && regularity >= REGULARITY_DEFINED)
        return "claimed to have a truth value";
    if ((truth == REFERENCE_TRUE && claimed == TRUTH_FALSE) || (truth == REFERENCE_FALSE && claimed == TRUTH_TRUE))
        return "wrong truth value";
    return truth == REFERENCE_UNDEFINED && claimed != TRUTH_UNKNOWN ? "truth value of something undefined" : NULL;
}

static void check_box(const trial_t *t, const dinterval_t *box, const tape_result_t *results)
{
    for (size_t r = 0; r < ROOTS; r++) {
        const reference_value_t *value = t->reference.values + t->roots[r];
        const char *error = NULL;
        if (r >= FORMULA)
            error = truth_error(value->kind, results[r].regularity, results[r].truth);
        else if (value->kind == REFERENCE_UNDEFINED && results[r].regularity >= REGULARITY_DEFINED)
            error = "claimed to be defined";
        else if (reference_is_real(&t->reference, t->roots[r]) && outside_interval(value->ball, results[r].value))
            error = "missed value";
        t->counts->values += r < FORMULA && reference_is_real(&t->reference, t->roots[r]);
        t->counts->defined += r < FORMULA && results[r].regularity >= REGULARITY_DEFINED;
        if (!dinterval_is_valid(results[r].value))
            error = "not an interval";
        if (error)
            report(t, r, error, box);
    }
}

// Simplification keeps values, truth values and domains; a derivative is defined only where its function is.
static void check_meaning(const trial_t *t)
{
    const reference_value_t *values = t->reference.values;
    for (size_t r = VALUE; r <= FORMULA; r += FORMULA - VALUE) {
        const reference_value_t *u = values + t->roots[r], *v = values + t->roots[r + 1];
        bool comparable = u->kind != REFERENCE_UNCLEAR && v->kind != REFERENCE_UNCLEAR;
        bool u_real = reference_is_real(&t->reference, t->roots[r]),
             v_real = reference_is_real(&t->reference, t->roots[r + 1]);
        if (comparable && u_real != v_real)
            report(t, r + 1, "domain changed", NULL);
        else if (u_real && v_real && !arb_overlaps(u->ball, v->ball))
            report(t, r + 1, "value changed", NULL);
        else if (comparable && !u_real && u->kind != v->kind)
            report(t, r + 1, "truth changed", NULL);
    }
    if (values[t->roots[VALUE]].kind == REFERENCE_UNDEFINED && reference_is_real(&t->reference, t->roots[DERIVATIVE]))
        report(t, DERIVATIVE, "defined where its function is not", NULL);
}

// ---- continuity ----

static bool is_close(const arb_t a, const arb_t b)
{
    arb_t difference, scale;
    arb_init(difference);
    arb_init(scale);
    arb_sub(difference, a, b, PRECISION);
    arb_abs(scale, a);
    arb_add_ui(scale, scale, 1, PRECISION);
    arb_mul_2exp_si(scale, scale, -6);
    arb_abs(difference, difference);
    bool close = !arb_gt(difference, scale);
    arb_clear(difference);
    arb_clear(scale);
    return close;
}

static void step_aside(fmpq *neighbour, const trial_t *t, int exponent)
{
    fmpq_t step;
    fmpq_init(step);
    for (size_t v = 0; v < VARIABLES; v++) {
        fmpq_set_si(step, sample_int(t->samples, -3, 3), 1);
        fmpq_div_2exp(step, step, (flint_bitcnt_t)exponent);
        fmpq_add(neighbour + v, t->point + v, step);
    }
    fmpq_clear(step);
}

// What a regularity claimed at the point says about a neighbour: NULL, or what is wrong there.
static const char *neighbour_error(const trial_t *t, const reference_t *there, size_t root, regularity_t regularity)
{
    expr_t a = t->roots[root];
    if (regularity >= REGULARITY_C1 && there->values[a].kind == REFERENCE_UNDEFINED)
        return "claimed C1, but undefined nearby";
    if (regularity < REGULARITY_CONTINUOUS || !reference_is_real(&t->reference, a) || !reference_is_real(there, a))
        return NULL;
    return is_close(t->reference.values[a].ball, there->values[a].ball) ? NULL : "claimed continuous, but jumps";
}

// No value met is large, so that no slope is astronomical.
static bool is_tame(const trial_t *t)
{
    for (expr_t a = 0; a < t->reference.end; a++)
        if (t->reference.marked[a] && reference_is_real(&t->reference, a) &&
            arf_cmpabs_2exp_si(arb_midref(t->reference.values[a].ball), 32) > 0)
            return false;
    return true;
}

// Evaluates at a point 2^-exponent away. A steep function is given a second chance, much nearer.
static void check_neighbour(const trial_t *t, const regularity_t *claims, int exponent)
{
    reference_t there;
    reference_init(&there, t->dag, ROOTS, t->roots, PRECISION + 2 * exponent);
    fmpq *neighbour = _fmpq_vec_init(VARIABLES);
    step_aside(neighbour, t, exponent);
    reference_evaluate(&there, VARIABLES, t->variables, neighbour);
    bool suspicious = false;
    for (size_t r = VALUE; r <= DERIVATIVE; r++) {
        regularity_t regularity = claims[r];
        if (r == DERIVATIVE && claims[VALUE] >= REGULARITY_C1 && regularity < REGULARITY_CONTINUOUS)
            regularity = REGULARITY_CONTINUOUS;
        const char *error = neighbour_error(t, &there, r, regularity);
        suspicious = suspicious || error;
        if (error && exponent > 1000)
            report(t, r, error, NULL);
    }
    if (suspicious && exponent <= 1000)
        check_neighbour(t, claims, 8 * exponent);
    t->counts->neighbours++;
    _fmpq_vec_clear(neighbour, VARIABLES);
    reference_clear(&there);
}

#define BOXES_AROUND 8

// The most that is claimed of any of several boxes around the point, evaluated in both ways.
static void strongest_claims(regularity_t *claims, const trial_t *t, const double *coordinates)
{
    dinterval_t boxes[BOXES_AROUND * VARIABLES];
    tape_result_t results[BOXES_AROUND * ROOTS];
    for (size_t i = 0; i < BOXES_AROUND * VARIABLES; i++) {
        double x = coordinates[i % VARIABLES];
        boxes[i] = i < VARIABLES ? dinterval_point(x) : sample_interval_around(t->samples, x);
    }
    tape_evaluate(results, t->tape, BOXES_AROUND, boxes);
    arb_ptr inputs = _arb_vec_init(VARIABLES);
    for (size_t v = 0; v < VARIABLES; v++)
        arb_set_dinterval(inputs + v, boxes[v + VARIABLES * sample_index(t->samples, BOXES_AROUND)]);
    tape_evaluate_arb(NULL, claims, NULL, t->tape, inputs, 100);
    _arb_vec_clear(inputs, VARIABLES);
    for (size_t i = 0; i < BOXES_AROUND * ROOTS; i++)
        if (results[i].regularity > claims[i % ROOTS])
            claims[i % ROOTS] = results[i].regularity;
}

static void check_continuity(const trial_t *t, const double *coordinates)
{
    regularity_t claims[ROOTS];
    strongest_claims(claims, t, coordinates);
    reference_kind_t derivative = t->reference.values[t->roots[DERIVATIVE]].kind;
    if (claims[VALUE] >= REGULARITY_C1 && derivative == REFERENCE_UNDEFINED)
        report(t, DERIVATIVE, "undefined where the function is claimed to be C1", NULL);
    for (int k = 0; k < 3 && is_tame(t); k++)
        check_neighbour(t, claims, 300);
}

// ---- balls ----

static void check_balls(const trial_t *t, const dinterval_t *box)
{
    arb_ptr inputs = _arb_vec_init(VARIABLES), values = _arb_vec_init(ROOTS);
    regularity_t regularity[ROOTS];
    tape_truth_t truth[ROOTS];
    for (size_t v = 0; v < VARIABLES; v++)
        arb_set_dinterval(inputs + v, box[v]);
    slong precision = sample_int(t->samples, 2, sample_index(t->samples, 2) ? 20 : 200);
    tape_evaluate_arb(values, regularity, truth, t->tape, inputs, precision);
    for (size_t r = 0; r < ROOTS; r++) {
        const reference_value_t *value = t->reference.values + t->roots[r];
        const char *error = NULL;
        if (r >= FORMULA)
            error = truth_error(value->kind, regularity[r], truth[r]);
        else if (value->kind == REFERENCE_UNDEFINED && regularity[r] >= REGULARITY_DEFINED)
            error = "claimed to be defined, by balls";
        else if (reference_is_real(&t->reference, t->roots[r]) && !arb_overlaps(value->ball, values + r))
            error = "missed value, by balls";
        if (error)
            report(t, r, error, box);
    }
    t->counts->balls++;
    _arb_vec_clear(inputs, VARIABLES);
    _arb_vec_clear(values, ROOTS);
}

// ---- the trial ----

static double sample_coordinate(samples_t *samples)
{
    switch (sample_index(samples, 4)) {
    case 0:
        return sample_int(samples, -3, 3);
    case 1:
        return sample_double(samples);
    default:
        return sample_moderate(samples);
    }
}

static void set_point(const trial_t *t, const double *coordinates)
{
    arf_t exact;
    arf_init(exact);
    for (size_t v = 0; v < VARIABLES; v++) {
        arf_set_d(exact, coordinates[v]);
        arf_get_fmpq(t->point + v, exact);
    }
    arf_clear(exact);
    reference_t reference = t->reference;
    reference_evaluate(&reference, VARIABLES, t->variables, t->point);
    check_meaning(t);
}

static void try_boxes(const trial_t *t, size_t count)
{
    double coordinates[VARIABLES];
    for (size_t v = 0; v < VARIABLES; v++)
        coordinates[v] = sample_coordinate(t->samples);
    set_point(t, coordinates);
    dinterval_t *boxes = mem_alloc(count * VARIABLES, sizeof *boxes);
    tape_result_t *results = mem_alloc(count * ROOTS, sizeof *results);
    for (size_t b = 0; b < count * VARIABLES; b++)
        boxes[b] = sample_interval_around(t->samples, coordinates[b % VARIABLES]);
    tape_evaluate(results, t->tape, count, boxes);
    for (size_t b = 0; b < count; b++)
        check_box(t, boxes + b * VARIABLES, results + b * ROOTS);
    t->counts->boxes += count;
    for (size_t b = 0; b < BALLS_PER_POINT && b < count; b++)
        check_balls(t, boxes + b * VARIABLES);
    mem_free(boxes);
    mem_free(results);
}

static void try_regularity(const trial_t *t)
{
    double coordinates[VARIABLES];
    for (size_t v = 0; v < VARIABLES; v++)
        coordinates[v] =
            sample_index(t->samples, 4) ? sample_int(t->samples, -3, 3) : sample_int(t->samples, -6, 6) / 4.0;
    set_point(t, coordinates);
    check_continuity(t, coordinates);
}

static void trial_init(trial_t *t, trial_counts_t *counts, samples_t *samples, const expression_style_t *style)
{
    *t = (trial_t){.counts = counts, .samples = samples, .dag = dag_new()};
    for (size_t v = 0; v < VARIABLES; v++)
        t->variables[v] = expr_new_variable(t->dag, "x", VARIABLE_STATE);
    random_roots_t random = random_expression(t->samples, t->dag, VARIABLES, t->variables, style);
    t->roots[VALUE] = random.real;
    t->roots[SIMPLIFIED] = expr_simplify(t->dag, random.real);
    t->roots[DERIVATIVE] = expr_differentiate(t->dag, random.real, t->variables[0]);
    t->roots[FORMULA] = random.formula;
    t->roots[SIMPLIFIED_FORMULA] = expr_simplify(t->dag, random.formula);
    t->tape = tape_compile(t->dag, ROOTS, t->roots, VARIABLES, t->variables);
    reference_init(&t->reference, t->dag, ROOTS, t->roots, PRECISION);
    t->point = _fmpq_vec_init(VARIABLES);
}

static void trial_clear(trial_t *t)
{
    _fmpq_vec_clear(t->point, VARIABLES);
    reference_clear(&t->reference);
    tape_free(t->tape);
    dag_free(t->dag);
}

void enclosure_trial(trial_counts_t *counts, samples_t *samples, size_t boxes_per_point)
{
    expression_style_t style = {sample_index(samples, 4) == 0, 1 + sample_index(samples, 20)};
    trial_t t;
    trial_init(&t, counts, samples, &style);
    for (size_t k = 0; k < TRIAL_POINTS; k++)
        try_boxes(&t, boxes_per_point);
    trial_clear(&t);
}

void regularity_trial(trial_counts_t *counts, samples_t *samples)
{
    expression_style_t style = {false, 1 + sample_index(samples, 8)};
    trial_t t;
    trial_init(&t, counts, samples, &style);
    for (size_t k = 0; k < TRIAL_REGULARITY_POINTS; k++)
        try_regularity(&t);
    trial_clear(&t);
}
