// SPDX-License-Identifier: LGPL-3.0-or-later
// Proofs in a cell, by linear arithmetic with hints: what cases depend on, squares of radicals, products of the
// distances to the ends of the cell.
#include "base/memory.h"
#include "export/coq_internal.h"
#include "expr/derivative.h"

#include <string.h>

// ---- names of generators ----

char **coq_generator_names(const terms_t *frame, coq_t *coq, const binding_t *bindings)
{
    char **names = mem_alloc(frame->count + 1, sizeof *names);
    for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++) {
        strbuf_t name;
        strbuf_init(&name);
        expr_t node = g < frame->variable_count ? frame->variables[g] : frame->radicals[g - frame->variable_count].node;
        coq_term(&name, coq, node, bindings);
        names[g] = strbuf_detach(&name);
        strbuf_clear(&name);
    }
    return names;
}

void coq_generator_names_free(char **names, const terms_t *frame)
{
    for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++)
        mem_free(names[g]);
    mem_free(names);
}

// ---- radicals ----

void coq_radical_facts(strbuf_t *out, coq_t *coq, const terms_t *frame)
{
    for (size_t r = 0; r < frame->radical_count; r++) {
        strbuf_append(out, "destruct ");
        coq_term(out, coq, frame->radicals[r].node, NULL);
        strbuf_append(out, "_bounds. ");
    }
    if (frame->radical_count)
        strbuf_append_char(out, '\n');
}

static void write_monomial(strbuf_t *out, const reduction_t *reduction, const terms_t *frame, const char *const *names)
{
    for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++)
        if (reduction->exponents[g])
            strbuf_printf(out, " * %s ^ %lu", names[g], reduction->exponents[g]);
}

void coq_reductions(strbuf_t *out, const terms_t *frame, const fmpq_mpoly_t unreduced, const char *const *names)
{
    fmpq_mpoly_t reduced;
    reductions_t reductions = {0, 0, NULL};
    fmpq_t square;
    fmpq_init(square);
    fmpq_mpoly_init(reduced, frame->ring);
    fmpq_mpoly_set(reduced, unreduced, frame->ring);
    terms_reduce(reduced, frame, &reductions);
    for (size_t i = 0; i < reductions.count; i++) {
        const reduction_t *item = reductions.items + i;
        unsigned node = (unsigned)frame->radicals[item->radical].node;
        bool rational = frame->radicals[item->radical].is_rational;
        strbuf_printf(out, rational ? "assert (s_%u" : "assert (s_%u ^ 2", node);
        write_monomial(out, item, frame, names);
        strbuf_append(out, " = ");
        if (rational)
            fmpq_set(square, frame->radicals[item->radical].lo);
        else
            fmpq_mpoly_get_fmpq(square, frame->squares + item->radical, frame->ring);
        coq_rational(out, square);
        write_monomial(out, item, frame, names);
        if (rational)
            strbuf_printf(out, ") by (replace s_%u with ", node), coq_rational(out, square),
                strbuf_append(out, " by lra; reflexivity).\n");
        else
            strbuf_printf(out, ") by (rewrite s_%u_square; reflexivity).\n", node);
    }
    reductions_clear(&reductions);
    fmpq_mpoly_clear(reduced, frame->ring);
    fmpq_clear(square);
}

// ---- signs ----

typedef struct {
    strbuf_t *out;
    const sign_tree_t *tree;
    const terms_t *frame;
    const char *const *names;
    size_t next; // node of the tree
} signer_t;

static void factor(strbuf_t *out, const char *name, const fmpq_t end, bool above, ulong power, bool *first)
{
    if (power == 0)
        return;
    strbuf_append(out, *first ? "(" : " * (");
    *first = false;
    if (above)
        strbuf_printf(out, "%s - ", name);
    coq_rational(out, end);
    if (!above)
        strbuf_printf(out, " - %s", name);
    strbuf_append_char(out, ')');
    if (power > 1)
        strbuf_printf(out, " ^ %lu", power);
}

// The basis polynomial at that place as a hint: positive, or just not negative, on the closed side of cells.
static void write_hint(signer_t *s, const sign_node_t *leaf, const patch_t *cell, size_t place)
{
    size_t generators = s->frame->variable_count + s->frame->radical_count;
    bool strict = true, first = true;
    strbuf_t product;
    span_t range;
    strbuf_init(&product);
    span_init(&range);
    for (size_t g = generators; g-- > 0;) {
        ulong degree = leaf->degrees[g], k = place % (degree + 1);
        place /= degree + 1;
        patch_span(&range, cell, g);
        ulong below = range.lo_finite ? k : 0, above = range.lo_finite ? (range.hi_finite ? degree - k : 0) : k;
        factor(&product, s->names[g], range.lo, true, below, &first);
        factor(&product, s->names[g], range.hi, false, above, &first);
        strict = strict && (!below || range.lo_open) && (!above || range.hi_open);
    }
    if (!first)
        strbuf_printf(s->out, "assert (0 %s %s) by %s.\n", strict ? "<" : "<=", product.text,
                      strict ? "certify_positive" : "certify_nonnegative");
    span_clear(&range);
    strbuf_clear(&product);
}

static void write_leaf(signer_t *s, const sign_node_t *leaf, const patch_t *cell)
{
    size_t size = 1;
    for (size_t g = 0; g < s->frame->variable_count + s->frame->radical_count; g++)
        size *= leaf->degrees[g] + 1;
    for (size_t place = 0; place < size; place++)
        write_hint(s, leaf, cell, place);
    strbuf_append(s->out, "lra.\n");
}

// As deep as the tree (sign.c).
static void write_tree(signer_t *s, const patch_t *cell)
{
    const sign_node_t *node = s->tree->nodes + s->next++;
    if (node->is_leaf) {
        write_leaf(s, node, cell);
        return;
    }
    patch_t half;
    patch_init(&half, cell->frame);
    patch_set(&half, cell);
    span_t *range = half.ranges + node->variable;
    strbuf_printf(s->out, "destruct (Rle_lt_dec %s ", s->names[node->variable]);
    coq_rational(s->out, node->value);
    strbuf_append(s->out, ").\n{ ");
    range->hi_finite = true;
    range->hi_open = false;
    fmpq_set(range->hi, node->value);
    write_tree(s, &half);
    strbuf_append(s->out, "}\n{ ");
    patch_set(&half, cell);
    range->lo_finite = range->lo_open = true;
    fmpq_set(range->lo, node->value);
    write_tree(s, &half);
    strbuf_append(s->out, "}\n");
    patch_clear(&half);
}

void coq_sign_proof(strbuf_t *out, const sign_tree_t *tree, const patch_t *cell, const char *const *names)
{
    signer_t s = {out, tree, cell->frame, names, 0};
    write_tree(&s, cell);
}

// ---- relations ----

// Proves sign * (a - b) > 0 or >= 0 for the polynomial of a - b, the goal being a relation that follows.
static bool prove_sign(strbuf_t *out, const place_t *place, const fmpq_mpoly_t difference, int sign, bool strict)
{
    const terms_t *frame = place->frame;
    fmpq_mpoly_t reduced;
    sign_tree_t tree;
    sign_tree_init(&tree);
    fmpq_mpoly_init(reduced, frame->ring);
    fmpq_mpoly_set(reduced, difference, frame->ring);
    terms_reduce(reduced, frame, NULL);
    if (sign < 0)
        fmpq_mpoly_neg(reduced, reduced, frame->ring);
    char **names = coq_generator_names(frame, place->coq, place->bindings);
    bool good = sign_shows(&tree, reduced, place->cell, strict);
    if (good)
        coq_sign_proof(out, &tree, place->cell, (const char *const *)names);
    coq_generator_names_free(names, frame);
    fmpq_mpoly_clear(reduced, frame->ring);
    sign_tree_clear(&tree);
    return good;
}

static bool prove_zero(strbuf_t *out, const place_t *place, const fmpq_mpoly_t difference)
{
    const terms_t *frame = place->frame;
    fmpq_mpoly_t reduced;
    fmpq_mpoly_init(reduced, frame->ring);
    fmpq_mpoly_set(reduced, difference, frame->ring);
    terms_reduce(reduced, frame, NULL);
    bool good = fmpq_mpoly_is_zero(reduced, frame->ring);
    strbuf_append(out, "lra.\n");
    fmpq_mpoly_clear(reduced, frame->ring);
    return good;
}

// a RELATION b, from the polynomial of a - b.
static bool prove_difference(strbuf_t *out, const place_t *place, expr_op_t relation, const fmpq_mpoly_t difference)
{
    if (relation == EXPR_EQUAL)
        return prove_zero(out, place, difference);
    if (relation == EXPR_LESS || relation == EXPR_LESS_EQUAL)
        return prove_sign(out, place, difference, -1, relation == EXPR_LESS);
    size_t before = out->length;
    strbuf_append(out, "apply Rgt_not_eq.\n");
    if (prove_sign(out, place, difference, 1, true))
        return true;
    out->length = before;
    out->text[before] = 0;
    strbuf_append(out, "apply Rlt_not_eq.\n");
    return prove_sign(out, place, difference, -1, true);
}

// ---- facts ----

// Whether linear arithmetic sees the sign from the ends of the cell.
static bool is_evident(const terms_t *frame, const fmpq_mpoly_t value)
{
    bool evident = true;
    ulong *exponents = mem_alloc(frame->count, sizeof *exponents);
    for (slong t = 0; evident && t < fmpq_mpoly_length(value, frame->ring); t++) {
        ulong total = 0;
        fmpq_mpoly_get_term_exp_ui(exponents, value, t, frame->ring);
        for (size_t g = 0; g < frame->count; g++)
            total += g < frame->variable_count ? exponents[g] : 2 * exponents[g];
        evident = total <= 1;
    }
    mem_free(exponents);
    return evident;
}

// The difference as the polynomial that it is there, and its sign.
static bool write_fact(strbuf_t *out, const place_t *place, const fact_t *fact, const char *const *names)
{
    static const char *const signs[] = {"< 0", "= 0", "> 0"};
    const terms_t *frame = place->frame;
    fmpq_mpoly_t value;
    fmpq_mpoly_init(value, frame->ring);
    bool good = patch_polynomial(value, NULL, place->cell, fact->difference);
    coq_reductions(out, frame, value, names);
    terms_reduce(value, frame, NULL);
    if (good && fact->sign != 0 && !is_evident(frame, value)) {
        strbuf_append(out, "assert (");
        coq_polynomial(out, value, frame, names);
        strbuf_printf(out, " %s).\n{ ", signs[fact->sign + 1]);
        good = prove_sign(out, place, value, fact->sign, true);
        strbuf_append(out, "}\n");
    }
    fmpq_mpoly_clear(value, frame->ring);
    return good;
}

bool coq_prepare(strbuf_t *out, const place_t *place, expr_t plain)
{
    const terms_t *frame = place->frame;
    char **names = coq_generator_names(frame, place->coq, place->bindings);
    facts_t facts = {0, 0, NULL};
    fmpq_mpoly_t value;
    patch_t cell;
    patch_init(&cell, frame);
    patch_set(&cell, place->cell);
    coq_radical_facts(out, place->coq, frame);
    bool good = true, is_term = !expr_is_formula(place->coq->dag, plain);
    fmpq_mpoly_init(value, frame->ring);
    for (int reduces = 0; reduces < 2; reduces++) {
        cell.reduces_cases = reduces;
        if (is_term && patch_polynomial(value, reduces ? NULL : &facts, &cell, plain))
            coq_reductions(out, frame, value, (const char *const *)names);
        else if (!is_term)
            (void)patch_truth(&facts, &cell, plain);
    }
    for (size_t i = 0; good && i < facts.count; i++)
        good = write_fact(out, place, facts.items + i, (const char *const *)names);
    fmpq_mpoly_clear(value, frame->ring);
    patch_clear(&cell);
    mem_free(facts.items);
    coq_generator_names_free(names, frame);
    return good;
}

// ---- derivatives ----

// The lemma that Derive f x is the formula there.
static bool write_derivative(strbuf_t *out, const place_t *place, expr_t partial, bool rewrite)
{
    coq_t *coq = place->coq;
    expr_t variable = expr_child(coq->dag, partial, 1);
    function_t *function = coq_function(coq, expr_child(coq->dag, partial, 0), variable);
    size_t at = terms_place(place->frame, variable);
    strbuf_t name;
    strbuf_init(&name);
    bool good =
        function && at < place->frame->variable_count && coq_zone(&name, coq, function, place->cell->ranges + at, true);
    if (good && rewrite) {
        strbuf_printf(out, "rewrite (is_derive_unique f_%u ", (unsigned)function->node);
        coq_term(out, coq, variable, place->bindings);
        strbuf_printf(out, " (f_%u ", (unsigned)function->derivative);
        coq_term(out, coq, variable, place->bindings);
        strbuf_printf(out, ")) by (apply %s; certify_end).\n", name.text);
    } else if (good) {
        strbuf_append(out, "{ eexists; ");
        strbuf_printf(out, "apply %s; certify_end. }\n", name.text);
    }
    strbuf_clear(&name);
    return good || coq_fail(coq, "a derivative without a lemma: no piecewise polynomial with rational breakpoints");
}

static bool rewrite_derivatives(strbuf_t *out, const place_t *place, expr_t a)
{
    const dag_t *dag = place->coq->dag;
    bool *marked = expr_reachable(dag, 1, &a), good = true;
    for (expr_t b = 0; good && b <= a; b++)
        if (marked[b] && expr_op(dag, b) == EXPR_PARTIAL)
            good = write_derivative(out, place, b, true);
    mem_free(marked);
    return good;
}

// Each formula by cases that the term has as a derivative is shown to be one: where it is not, the goal is left out.
static bool require_derivatives(const place_t *place, expr_t a)
{
    coq_t *coq = place->coq;
    const dag_t *dag = coq->dag;
    bool *marked = expr_reachable(dag, 1, &a), good = true;
    for (expr_t b = 0; good && b <= a; b++) {
        if (!marked[b] || expr_op(dag, b) != EXPR_DERIVATIVE)
            continue;
        good = coq_derivative_stated(coq, b);
    }
    mem_free(marked);
    return good;
}

// ---- pieces ----

// A function of one variable inside one of its pieces: that piece in the place of it.
static bool rewrite_piece(strbuf_t *out, const place_t *place, expr_t node, expr_t variable, const span_t *span)
{
    coq_t *coq = place->coq;
    const char *reason = coq->reason;
    size_t piece;
    function_t *function;
    if (expr_op(coq->dag, node) == EXPR_CASES) {
        function = coq_function(coq, node, variable);
    } else {
        function = coq_function(coq, expr_child(coq->dag, node, 0), variable);
        function = function ? coq_derivative(coq, function) : NULL;
    }
    coq->reason = reason;
    if (!function || !function_piece(&piece, function, span))
        return false;
    strbuf_printf(out, "rewrite (c_%u_%zu ", (unsigned)function->node, piece);
    coq_term(out, coq, variable, place->bindings);
    strbuf_append(out, ") by certify_end.\n");
    return true;
}

static bool has_cases(const dag_t *dag, expr_t a)
{
    bool *marked = expr_reachable(dag, 1, &a), found = false;
    for (expr_t b = 0; b <= a && !found; b++)
        found = marked[b] && expr_op(dag, b) == EXPR_CASES;
    mem_free(marked);
    return found;
}

// The polynomial that the node is at the place, in the place of it.
static bool rewrite_value(strbuf_t *out, const place_t *place, expr_t node)
{
    const terms_t *frame = place->frame;
    expr_t plain = coq_plain(place->coq, node);
    if (!has_cases(place->coq->dag, plain))
        return true;
    fmpq_mpoly_t value;
    fmpq_mpoly_init(value, frame->ring);
    char **names = coq_generator_names(frame, place->coq, place->bindings);
    bool good = patch_polynomial(value, NULL, place->cell, plain);
    terms_reduce(value, frame, NULL);
    strbuf_append(out, "assert (V : ");
    coq_term(out, place->coq, node, place->bindings);
    strbuf_append(out, " = ");
    coq_polynomial(out, value, frame, (const char *const *)names);
    strbuf_append(out, ").\n{ ");
    good = good && coq_prepare(out, place, plain);
    strbuf_append(out, "certify_unfold; certify_decide; lra. }\nrewrite V; clear V.\n");
    coq_generator_names_free(names, frame);
    fmpq_mpoly_clear(value, frame->ring);
    return good;
}

static bool rewrite_function(strbuf_t *out, const place_t *place, expr_t node)
{
    coq_t *coq = place->coq;
    expr_t *variables, function = node;
    if (expr_op(coq->dag, node) == EXPR_PARTIAL)
        function = expr_derivative(coq->dag, expr_child(coq->dag, node, 0), expr_child(coq->dag, node, 1));
    size_t count = expr_free_variables(&variables, coq->dag, function);
    size_t at = count == 1 ? terms_place(place->frame, *variables) : place->frame->variable_count;
    bool good = expr_op(coq->dag, function) != EXPR_AT && at < place->frame->variable_count &&
                !span_is_point(place->cell->ranges + at) &&
                rewrite_piece(out, place, function, *variables, place->cell->ranges + at);
    mem_free(variables);
    return good || rewrite_value(out, place, function);
}

// Below a node that is rewritten nothing is.
static bool rewrite_pieces(strbuf_t *out, const place_t *place, expr_t a)
{
    const dag_t *dag = place->coq->dag;
    bool *marked = mem_alloc((size_t)a + 1, sizeof *marked), good = true;
    marked[a] = true;
    for (expr_t b = a + 1; good && b-- > 0;) {
        expr_op_t op = expr_op(dag, b);
        if (!marked[b])
            continue;
        if (op == EXPR_CASES || op == EXPR_DERIVATIVE || op == EXPR_PARTIAL || op == EXPR_AT)
            good = rewrite_function(out, place, b);
        else
            for (size_t i = 0; i < expr_child_count(dag, b); i++)
                marked[expr_child(dag, b, i)] = true;
    }
    mem_free(marked);
    return good;
}

// ---- formulas ----

bool coq_prove_relation(strbuf_t *out, const place_t *place, expr_op_t relation, expr_t a, expr_t b)
{
    expr_t term = expr_binary(place->coq->dag, EXPR_SUB, a, b), plain = coq_plain(place->coq, term);
    fmpq_mpoly_t difference;
    fmpq_mpoly_init(difference, place->frame->ring);
    bool good = require_derivatives(place, term) && patch_polynomial(difference, NULL, place->cell, plain);
    good = good && rewrite_derivatives(out, place, term);
    good = good && rewrite_pieces(out, place, term);
    good = good && coq_prepare(out, place, plain);
    strbuf_append(out, "certify_unfold; certify_decide.\n");
    good = good && prove_difference(out, place, relation, difference);
    fmpq_mpoly_clear(difference, place->frame->ring);
    return good;
}

static bool prove_condition(strbuf_t *out, const place_t *place, expr_t node)
{
    if (expr_op(place->coq->dag, node) == EXPR_PARTIAL)
        return write_derivative(out, place, node, false);
    strbuf_append(out, "{ ");
    bool good = coq_prepare(out, place, coq_plain(place->coq, node));
    strbuf_append(out, "certify_unfold; certify_cover. }\n");
    return good;
}

// `more`: something follows the conditions.
static bool prove_conditions(strbuf_t *out, const place_t *place, expr_t a, bool more)
{
    domain_t domain;
    bool good = coq_domain(&domain, place->coq, a);
    for (size_t i = 0; good && i < domain.count; i++) {
        if (more || i + 1 < domain.count)
            strbuf_append(out, "split.\n");
        good = prove_condition(out, place, domain.nodes[i]);
    }
    if (good && !more && domain.count == 0)
        strbuf_append(out, "exact I.\n");
    mem_free(domain.nodes);
    return good;
}

static bool prove_comparison(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    const dag_t *dag = place->coq->dag;
    expr_t l = expr_child(dag, a, 0), r = expr_child(dag, a, 1);
    if (!prove_conditions(out, place, a, true))
        return false;
    switch (expr_op(dag, a)) {
    case EXPR_LESS:
        return truth ? coq_prove_relation(out, place, EXPR_LESS, l, r)
                     : coq_prove_relation(out, place, EXPR_LESS_EQUAL, r, l);
    case EXPR_LESS_EQUAL:
        return truth ? coq_prove_relation(out, place, EXPR_LESS_EQUAL, l, r)
                     : coq_prove_relation(out, place, EXPR_LESS, r, l);
    case EXPR_EQUAL:
        return coq_prove_relation(out, place, truth ? EXPR_EQUAL : EXPR_NOT_EQUAL, l, r);
    default:
        return coq_prove_relation(out, place, truth ? EXPR_NOT_EQUAL : EXPR_EQUAL, l, r);
    }
}

static bool prove_regularity(strbuf_t *out, const place_t *place, expr_t a)
{
    coq_t *coq = place->coq;
    expr_t body = expr_child(coq->dag, a, 0);
    if (place->frame->variable_count != 1)
        return coq_fail(coq, "smoothness of a function of several variables");
    const span_t *range = place->cell->ranges;
    function_t *function = coq_function(coq, body, place->frame->variables[0]);
    expr_op_t op = expr_op(coq->dag, a);
    strbuf_t name, slope;
    strbuf_init(&name);
    strbuf_init(&slope);
    bool good = function && coq_zone(&name, coq, function, range, op != EXPR_CONTINUOUS);
    if (op == EXPR_CONTINUOUS)
        strbuf_printf(out, "apply %s; certify_end.\n", name.text);
    else if (op == EXPR_DIFFERENTIABLE)
        strbuf_printf(out, "eexists; apply %s; certify_end.\n", name.text);
    else
        good = good && op == EXPR_C1 && coq_zone(&slope, coq, coq_derivative(coq, function), range, false);
    if (good && op == EXPR_C1)
        strbuf_printf(out, "apply (certify_C1_zone _ _ _ _ _ _ %s %s); certify_end.\n", name.text, slope.text);
    strbuf_clear(&name);
    strbuf_clear(&slope);
    return good || coq_fail(coq, "smoothness without a lemma: no piecewise polynomial with rational breakpoints");
}

static bool prove_either(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    for (size_t side = 0; side < 2; side++) {
        size_t before = out->length;
        const char *reason = place->coq->reason;
        strbuf_append(out, side ? "right.\n" : "left.\n");
        if (coq_prove_formula(out, place, expr_child(place->coq->dag, a, side), truth))
            return true;
        out->length = before;
        out->text[before] = 0;
        place->coq->reason = reason;
    }
    return false;
}

bool coq_prove_formula(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    const dag_t *dag = place->coq->dag;
    expr_op_t op = expr_op(dag, a);
    if (place->coq->reason || out->length > COQ_MAX_TEXT)
        return coq_fail(place->coq, "a proof that is too long");
    if (op == EXPR_TRUE || op == EXPR_FALSE) {
        strbuf_append(out, "exact I.\n");
        return (op == EXPR_TRUE) == truth;
    }
    if (op == EXPR_NOT)
        return coq_prove_formula(out, place, expr_child(dag, a, 0), !truth);
    if (op == EXPR_AND || op == EXPR_OR) {
        if ((op == EXPR_OR) == truth)
            return prove_either(out, place, a, truth);
        strbuf_append(out, "split.\n{ ");
        bool good = coq_prove_formula(out, place, expr_child(dag, a, 0), truth);
        strbuf_append(out, "}\n{ ");
        good = good && coq_prove_formula(out, place, expr_child(dag, a, 1), truth);
        strbuf_append(out, "}\n");
        return good;
    }
    if (op == EXPR_DEFINED)
        return truth && prove_conditions(out, place, expr_child(dag, a, 0), false);
    if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL)
        return prove_comparison(out, place, a, truth);
    return truth && op != EXPR_AT && prove_regularity(out, place, a);
}
