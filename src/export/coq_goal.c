// SPDX-License-Identifier: LGPL-3.0-or-later
// One obligation as a lemma with its proof, cell by cell.
#include "base/memory.h"
#include "export/coq_internal.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CUTS 60 // per variable

// ---- numbers ----

bool coq_constant(fmpq_t value, coq_t *coq, expr_t a)
{
    terms_t frame;
    patch_t cell;
    fmpq_mpoly_t polynomial;
    expr_t plain = coq_plain(coq, a);
    bool good = terms_init(&frame, coq->dag, 0, NULL, 1, &plain);
    patch_init(&cell, &frame);
    fmpq_mpoly_init(polynomial, frame.ring);
    good = good && patch_polynomial(polynomial, &cell, plain);
    if (good)
        terms_reduce(polynomial, &frame);
    good = good && fmpq_mpoly_is_fmpq(polynomial, frame.ring);
    if (good)
        fmpq_mpoly_get_fmpq(value, polynomial, frame.ring);
    fmpq_mpoly_clear(polynomial, frame.ring);
    patch_clear(&cell);
    terms_clear(&frame);
    return good;
}

bool coq_span(span_t *range, coq_t *coq, const bounded_t *variable)
{
    range->lo_finite = variable->lo != EXPR_NONE;
    range->hi_finite = variable->hi != EXPR_NONE;
    range->lo_open = variable->lo_open;
    range->hi_open = variable->hi_open;
    bool good = (!range->lo_finite || coq_constant(range->lo, coq, variable->lo)) &&
                (!range->hi_finite || coq_constant(range->hi, coq, variable->hi));
    return good || coq_fail(coq, "an interval with an irrational end");
}

void cuts_clear(cuts_t *cuts)
{
    _fmpq_vec_clear(cuts->values, (slong)cuts->count);
    cuts->values = NULL;
    cuts->count = 0;
}

void cuts_add(cuts_t *cuts, const fmpq_t value)
{
    size_t at = 0;
    while (at < cuts->count && fmpq_cmp(cuts->values + at, value) < 0)
        at++;
    if (at < cuts->count && fmpq_equal(cuts->values + at, value))
        return;
    fmpq *values = _fmpq_vec_init((slong)cuts->count + 1);
    for (size_t i = 0; i < cuts->count; i++)
        fmpq_swap(values + i + (i >= at), cuts->values + i);
    fmpq_set(values + at, value);
    _fmpq_vec_clear(cuts->values, (slong)cuts->count);
    cuts->values = values;
    cuts->count++;
}

// The rational zeros of a polynomial in the first generator alone.
static void add_zeros(cuts_t *cuts, const fmpq_mpoly_t a, const terms_t *frame)
{
    fmpq_poly_t rational;
    fmpz_poly_t integral;
    fmpz_poly_factor_t factors;
    fmpq_t zero;
    fmpq_init(zero);
    fmpq_poly_init(rational);
    fmpz_poly_init(integral);
    fmpz_poly_factor_init(factors);
    if (fmpq_mpoly_get_fmpq_poly(rational, a, 0, frame->ring) && fmpq_poly_degree(rational) > 0) {
        fmpq_poly_get_numerator(integral, rational);
        fmpz_poly_factor(factors, integral);
        for (slong i = 0; i < factors->num; i++)
            if (fmpz_poly_degree(factors->p + i) == 1) {
                fmpq_set_fmpz(zero, fmpz_poly_get_coeff_ptr(factors->p + i, 0));
                fmpq_div_fmpz(zero, zero, fmpz_poly_get_coeff_ptr(factors->p + i, 1));
                fmpq_neg(zero, zero);
                cuts_add(cuts, zero);
            }
    }
    fmpz_poly_factor_clear(factors);
    fmpz_poly_clear(integral);
    fmpq_poly_clear(rational);
    fmpq_clear(zero);
}

bool coq_breaks(cuts_t *cuts, coq_t *coq, expr_t plain, expr_t variable)
{
    dag_t *dag = coq->dag;
    terms_t frame;
    patch_t cell;
    bool good = terms_init(&frame, dag, 1, &variable, 1, &plain);
    bool *marked = expr_reachable(dag, 1, &plain);
    patch_init(&cell, &frame);
    for (expr_t a = 0; good && a <= plain && cuts->count < MAX_CUTS; a++) {
        expr_op_t op = expr_op(dag, a);
        bool unary = op == EXPR_ABS || op == EXPR_RELU, binary = op == EXPR_MIN || op == EXPR_MAX;
        if (!marked[a] || !(unary || binary || (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL)))
            continue;
        expr_t difference = expr_child(dag, a, 0);
        if (!unary)
            difference = expr_binary(dag, EXPR_SUB, difference, expr_child(dag, a, 1));
        fmpq_mpoly_t value;
        fmpq_mpoly_init(value, frame.ring);
        if (patch_polynomial(value, &cell, difference)) {
            terms_reduce(value, &frame);
            add_zeros(cuts, value, &frame);
        }
        fmpq_mpoly_clear(value, frame.ring);
    }
    patch_clear(&cell);
    mem_free(marked);
    terms_clear(&frame);
    return good || coq_fail(coq, "a radical of no rational number");
}

// ---- statements ----

void coq_bounds(strbuf_t *out, coq_t *coq, const bounded_t *variable, const char *join, const char *name)
{
    if (variable->lo != EXPR_NONE) {
        coq_term(out, coq, variable->lo, NULL);
        strbuf_printf(out, variable->lo_open ? " < %s%s" : " <= %s%s", name, join);
    }
    if (variable->hi != EXPR_NONE) {
        strbuf_printf(out, variable->hi_open ? "%s < " : "%s <= ", name);
        coq_term(out, coq, variable->hi, NULL);
        strbuf_append(out, join);
    }
}

static void append_variables(strbuf_t *out, const coq_t *coq, const goal_t *goal)
{
    for (size_t i = 0; i < goal->variable_count; i++) {
        strbuf_append_char(out, ' ');
        variable_append_identifier(out, coq->dag, goal->variables[i].variable);
    }
}

static void append_bounds(strbuf_t *out, coq_t *coq, const goal_t *goal, const char *join)
{
    for (size_t i = 0; i < goal->variable_count; i++) {
        strbuf_t name;
        strbuf_init(&name);
        variable_append_identifier(&name, coq->dag, goal->variables[i].variable);
        coq_bounds(out, coq, goal->variables + i, join, name.text);
        strbuf_clear(&name);
    }
}

static bool has_region(const coq_t *coq, const goal_t *goal)
{
    return goal->region != EXPR_NONE && expr_op(coq->dag, goal->region) != EXPR_TRUE;
}

// ---- cells ----

typedef struct {
    strbuf_t *out;
    coq_t *coq;
    const goal_t *goal;
    const terms_t *frame;
    cuts_t *cuts; // per variable
    patch_t *cell;
    bool truth; // of the conclusion
    expr_t plain_region;
} walk_t;

static bool prove_in_cell(const walk_t *w, const binding_t *bindings)
{
    place_t place = {w->coq, w->frame, w->cell, bindings};
    if (!has_region(w->coq, w->goal))
        return coq_prove_formula(w->out, &place, w->goal->conclusion, w->truth);
    if (patch_truth(w->cell, w->plain_region) != TRUTH_FALSE)
        return coq_prove_formula(w->out, &place, w->goal->conclusion, w->truth);
    strbuf_t data;
    strbuf_init(&data);
    coq_data_formula(&data, w->coq, w->goal->region, true);
    strbuf_append(w->out, "exfalso. certify_absurd R ");
    coq_cell(w->out, &place);
    strbuf_printf(w->out, " %s.\n", data.text);
    coq_in_cell(w->out, &place);
    strbuf_clear(&data);
    return !w->coq->reason;
}

static bool walk(walk_t *w, size_t variable, const binding_t *bindings);

// The rest of the variables, this one between the cuts of those numbers (none: the end of the interval).
static bool walk_between(walk_t *w, size_t variable, const span_t *whole, const fmpq *lo, const fmpq *hi,
                         const binding_t *bindings)
{
    span_t *range = w->cell->ranges + variable;
    span_set(range, whole);
    if (lo) {
        range->lo_finite = range->lo_open = true;
        fmpq_set(range->lo, lo);
    }
    if (hi) {
        range->hi_finite = range->hi_open = true;
        fmpq_set(range->hi, hi);
    }
    return walk(w, variable + 1, bindings);
}

static bool walk_point(walk_t *w, size_t variable, const fmpq_t value, const binding_t *bindings)
{
    span_t *range = w->cell->ranges + variable;
    range->lo_finite = range->hi_finite = true;
    range->lo_open = range->hi_open = false;
    fmpq_set(range->lo, value);
    fmpq_set(range->hi, value);
    strbuf_t text;
    strbuf_init(&text);
    coq_rational(&text, value);
    binding_t binding = {w->goal->variables[variable].variable, text.text, bindings};
    strbuf_append(w->out, "subst ");
    variable_append_identifier(w->out, w->coq->dag, binding.variable);
    strbuf_append(w->out, ".\n");
    bool good = walk(w, variable + 1, &binding);
    strbuf_clear(&text);
    return good;
}

static bool is_inside(const span_t *range, const fmpq_t value)
{
    int lo = range->lo_finite ? fmpq_cmp(value, range->lo) : 1, hi = range->hi_finite ? fmpq_cmp(range->hi, value) : 1;
    return (lo > 0 || (lo == 0 && !range->lo_open)) && (hi > 0 || (hi == 0 && !range->hi_open));
}

// Cuts the interval of the variable: below, at and above each cut.
static bool walk(walk_t *w, size_t variable, const binding_t *bindings)
{
    if (variable == w->goal->variable_count)
        return prove_in_cell(w, bindings);
    if (w->out->length > COQ_MAX_TEXT)
        return coq_fail(w->coq, "a proof that is too long");
    span_t whole;
    span_init(&whole);
    span_set(&whole, w->cell->ranges + variable);
    const cuts_t *cuts = w->cuts + variable;
    const fmpq *before = NULL;
    bool good = true;
    for (size_t i = 0; good && i < cuts->count; i++) {
        const fmpq *cut = cuts->values + i;
        if (!is_inside(&whole, cut))
            continue;
        strbuf_append(w->out, "destruct (Rtotal_order ");
        variable_append_identifier(w->out, w->coq->dag, w->goal->variables[variable].variable);
        strbuf_append_char(w->out, ' ');
        coq_rational(w->out, cut);
        strbuf_append(w->out, ") as [? | [? | ?]].\n{ ");
        if (whole.lo_finite && fmpq_equal(whole.lo, cut))
            strbuf_append(w->out, "exfalso; lra.\n");
        else
            good = walk_between(w, variable, &whole, before, cut, bindings);
        strbuf_append(w->out, "}\n{ ");
        good = good && walk_point(w, variable, cut, bindings);
        strbuf_append(w->out, "}\n");
        before = cut;
    }
    if (good && before && whole.hi_finite && fmpq_equal(whole.hi, before))
        strbuf_append(w->out, "exfalso; lra.\n");
    else if (good)
        good = walk_between(w, variable, &whole, before, NULL, bindings);
    span_set(w->cell->ranges + variable, &whole);
    span_clear(&whole);
    return good;
}

static void add_evidence_cuts(cuts_t *cuts, const goal_t *goal)
{
    fmpq_t value;
    fmpq_init(value);
    for (size_t i = 0; i < goal->record->evidence_count; i++) {
        const record_line_t *line = goal->record->evidence + i;
        if (goal->variable_count == 1 && strcmp(line->words[0], "at") == 0 && evidence_rational(value, line) &&
            cuts->count < MAX_CUTS)
            cuts_add(cuts, value);
    }
    fmpq_clear(value);
}

// Ends of closed intervals are cells of their own: there, guards may hold as equations.
static void add_ends(cuts_t *cuts, const span_t *range)
{
    if (range->lo_finite && !range->lo_open)
        cuts_add(cuts, range->lo);
    if (range->hi_finite && !range->hi_open)
        cuts_add(cuts, range->hi);
}

static bool find_cuts(walk_t *w)
{
    coq_t *coq = w->coq;
    bool good = true;
    expr_t plain = coq_plain(coq, w->goal->conclusion);
    for (size_t i = 0; good && i < w->goal->variable_count; i++) {
        expr_t variable = w->goal->variables[i].variable;
        if (w->goal->variable_count == 1) {
            add_evidence_cuts(w->cuts + i, w->goal);
            add_ends(w->cuts + i, w->cell->ranges + i);
        }
        good = coq_breaks(w->cuts + i, coq, plain, variable);
        if (good && has_region(coq, w->goal))
            good = coq_breaks(w->cuts + i, coq, w->plain_region, variable);
    }
    return good;
}

static bool is_empty(const patch_t *box)
{
    for (size_t i = 0; i < box->frame->variable_count; i++) {
        const span_t *range = box->ranges + i;
        int order = range->lo_finite && range->hi_finite ? fmpq_cmp(range->lo, range->hi) : -1;
        if (order > 0 || (order == 0 && (range->lo_open || range->hi_open)))
            return true;
    }
    return false;
}

// The proof after the introductions, over the box.
static bool prove_over(strbuf_t *out, coq_t *coq, const goal_t *goal, const patch_t *box, bool truth)
{
    if (is_empty(box)) {
        strbuf_append(out, "exfalso; lra.\n");
        return true;
    }
    patch_t cell;
    patch_init(&cell, box->frame);
    patch_set(&cell, box);
    expr_t region = has_region(coq, goal) ? coq_plain(coq, goal->region) : EXPR_NONE;
    walk_t w = {out, coq, goal, box->frame, mem_alloc(goal->variable_count, sizeof(cuts_t)), &cell, truth, region};
    bool good = find_cuts(&w) && walk(&w, 0, NULL);
    for (size_t i = 0; i < goal->variable_count; i++)
        cuts_clear(w.cuts + i);
    mem_free(w.cuts);
    patch_clear(&cell);
    return good || coq_fail(coq, "no proof by signs of polynomials on cells with rational ends");
}

// ---- the kinds ----

static bool goal_frame(terms_t *frame, coq_t *coq, const goal_t *goal)
{
    expr_t *variables = mem_alloc(goal->variable_count, sizeof *variables);
    expr_t roots[2] = {coq_plain(coq, goal->conclusion), EXPR_NONE};
    if (goal->region != EXPR_NONE)
        roots[1] = coq_plain(coq, goal->region);
    for (size_t i = 0; i < goal->variable_count; i++)
        variables[i] = goal->variables[i].variable;
    bool good = terms_init(frame, coq->dag, goal->variable_count, variables, goal->region != EXPR_NONE ? 2 : 1, roots);
    mem_free(variables);
    return good || coq_fail(coq, "a radical of no rational number");
}

static bool goal_box(patch_t *box, coq_t *coq, const goal_t *goal)
{
    bool good = true;
    for (size_t i = 0; good && i < goal->variable_count; i++)
        good = coq_span(box->ranges + i, coq, goal->variables + i);
    return good;
}

static bool write_forall(strbuf_t *out, coq_t *coq, const goal_t *goal, const patch_t *box, bool truth)
{
    if (goal->variable_count) {
        strbuf_append(out, "forall");
        append_variables(out, coq, goal);
        strbuf_append(out, " : R,\n  ");
    }
    append_bounds(out, coq, goal, " -> ");
    if (has_region(coq, goal)) {
        coq_formula(out, coq, goal->region, true, NULL);
        strbuf_append(out, " ->\n  ");
    }
    coq_formula(out, coq, goal->conclusion, truth, NULL);
    strbuf_append(out, ".\nProof.\nintros");
    append_variables(out, coq, goal);
    for (size_t i = 0; i < goal->variable_count; i++) {
        if (goal->variables[i].lo != EXPR_NONE)
            strbuf_printf(out, " L%zu", i);
        if (goal->variables[i].hi != EXPR_NONE)
            strbuf_printf(out, " H%zu", i);
    }
    strbuf_append(out, has_region(coq, goal) ? " R.\n" : ".\n");
    return !coq->reason && (coq_identity(out, coq, goal, truth) || prove_over(out, coq, goal, box, truth));
}

// The values of the evidence, as a cell and as bindings; an array (free texts and it).
static bool read_witness(patch_t *cell, binding_t *bindings, strbuf_t *texts, const goal_t *goal)
{
    bool good = goal->record->evidence_count >= goal->variable_count;
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        span_t *range = cell->ranges + i;
        const record_line_t *line = goal->record->evidence + i;
        good = strcmp(line->words[0], "value") == 0 && evidence_rational(range->lo, line);
        fmpq_set(range->hi, range->lo);
        range->lo_finite = range->hi_finite = true;
        range->lo_open = range->hi_open = false;
        coq_rational(texts + i, range->lo);
        bindings[i] = (binding_t){goal->variables[i].variable, texts[i].text, i ? bindings + i - 1 : NULL};
    }
    return good;
}

static bool prove_witness(strbuf_t *out, const place_t *place, const goal_t *goal, bool truth)
{
    coq_t *coq = place->coq;
    for (size_t i = 0; i < goal->variable_count; i++) {
        strbuf_append(out, "exists ");
        coq_term(out, coq, goal->variables[i].variable, place->bindings);
        strbuf_append(out, ".\n");
    }
    for (size_t i = 0; i < goal->variable_count; i++)
        for (int end = 0; end < 2; end++)
            if ((end ? goal->variables[i].hi : goal->variables[i].lo) != EXPR_NONE)
                strbuf_append(out, "split; [lra |].\n");
    bool good = true;
    if (has_region(coq, goal)) {
        strbuf_append(out, "split.\n{ ");
        good = coq_prove_formula(out, place, goal->region, true);
        strbuf_append(out, "}\n");
    }
    return good && coq_prove_formula(out, place, goal->conclusion, truth);
}

static bool write_exists(strbuf_t *out, coq_t *coq, const goal_t *goal, patch_t *cell, bool truth)
{
    size_t count = goal->variable_count;
    if (count) {
        strbuf_append(out, "exists");
        append_variables(out, coq, goal);
        strbuf_append(out, " : R,\n  ");
    }
    append_bounds(out, coq, goal, " /\\ ");
    if (has_region(coq, goal)) {
        coq_formula(out, coq, goal->region, true, NULL);
        strbuf_append(out, " /\\\n  ");
    }
    coq_formula(out, coq, goal->conclusion, truth, NULL);
    strbuf_append(out, ".\nProof.\n");
    binding_t *bindings = mem_alloc(count + 1, sizeof *bindings);
    strbuf_t *texts = mem_alloc(count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        strbuf_init(texts + i);
    place_t place = {coq, cell->frame, cell, count ? bindings + count - 1 : NULL};
    bool good = read_witness(cell, bindings, texts, goal) || coq_fail(coq, "an irrational witness");
    good = good && !coq->reason && prove_witness(out, &place, goal, truth);
    for (size_t i = 0; i < count; i++)
        strbuf_clear(texts + i);
    mem_free(texts);
    mem_free(bindings);
    return good || coq_fail(coq, "a witness that is not shown by signs of numbers");
}

// Some ball around the centre.
static bool write_local(strbuf_t *out, coq_t *coq, const goal_t *goal, patch_t *box)
{
    fmpq_t radius, centre;
    fmpq_init(radius);
    fmpq_init(centre);
    const record_line_t *method = &goal->record->method;
    bool good = goal->record->verdict == VERDICT_PROVED && method->count == 2 &&
                strcmp(method->words[0], "radius") == 0 && fmpq_set_str(radius, method->words[1], 10) == 0 &&
                goal->centre_count == goal->variable_count;
    strbuf_append(out, "exists r : R, 0 < r /\\ forall");
    append_variables(out, coq, goal);
    strbuf_append(out, " : R,\n  ");
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        good = coq_constant(centre, coq, goal->centre[i]);
        fmpq_sub(box->ranges[i].lo, centre, radius);
        fmpq_add(box->ranges[i].hi, centre, radius);
        box->ranges[i].lo_finite = box->ranges[i].hi_finite = true;
        box->ranges[i].lo_open = box->ranges[i].hi_open = false;
        strbuf_t name, middle;
        strbuf_init(&name);
        strbuf_init(&middle);
        variable_append_identifier(&name, coq->dag, goal->variables[i].variable);
        coq_term(&middle, coq, goal->centre[i], NULL);
        strbuf_printf(out, "%s - r <= %s -> %s <= %s + r -> ", middle.text, name.text, name.text, middle.text);
        strbuf_clear(&name);
        strbuf_clear(&middle);
    }
    if (!good)
        coq_fail(coq, "a neighbourhood without a rational radius and centre, or a point that is no minimum");
    coq_formula(out, coq, goal->conclusion, true, NULL);
    strbuf_append(out, ".\nProof.\nexists ");
    coq_rational(out, radius);
    strbuf_append(out, ". split; [lra |]. intros");
    append_variables(out, coq, goal);
    for (size_t i = 0; i < goal->variable_count; i++)
        strbuf_printf(out, " L%zu H%zu", i, i);
    strbuf_append(out, ".\n");
    good = good && !coq->reason && prove_over(out, coq, goal, box, true);
    fmpq_clear(radius);
    fmpq_clear(centre);
    return good;
}

static bool write_by_kind(strbuf_t *out, coq_t *coq, const goal_t *goal, patch_t *box)
{
    const char *kind = goal->record->kind;
    bool proved = goal->record->verdict == VERDICT_PROVED;
    if (strcmp(kind, "local") == 0)
        return write_local(out, coq, goal, box);
    if (!goal_box(box, coq, goal))
        return false;
    if (strcmp(kind, "constant") == 0 || strcmp(kind, proved ? "forall" : "exists") == 0)
        return write_forall(out, coq, goal, box, proved);
    return write_exists(out, coq, goal, box, proved);
}

bool coq_goal(strbuf_t *out, coq_t *coq, const goal_t *goal)
{
    strbuf_append(out, "Lemma ");
    goal_append_identifier(out, coq->goals, goal);
    strbuf_append(out, " : ");
    if (strcmp(goal->record->kind, "pair") == 0)
        return coq_pair(out, coq, goal);
    terms_t frame;
    patch_t box;
    bool good = goal_frame(&frame, coq, goal);
    patch_init(&box, &frame);
    good = good && write_by_kind(out, coq, goal, &box);
    patch_clear(&box);
    terms_clear(&frame);
    return good && !coq->reason;
}
