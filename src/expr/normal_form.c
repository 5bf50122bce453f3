// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/normal_form.h"

#include "base/memory.h"

#include <stdlib.h>

#define MAX_MEMBERS 4096 // of one sum, product, conjunction or disjunction

void permutation_init(signed_permutation_t *permutation, size_t count)
{
    permutation->count = count;
    permutation->image = mem_alloc(count, sizeof *permutation->image);
    permutation->negative = mem_alloc(count, sizeof *permutation->negative);
    for (size_t i = 0; i < count; i++)
        permutation->image[i] = i;
}

void permutation_clear(signed_permutation_t *permutation)
{
    mem_free(permutation->image);
    mem_free(permutation->negative);
}

// ---- forms ----

static const normal_form_t unknown = {EXPR_NONE, false};

// The forms of all nodes after one permutation, NULL for the identity.
typedef struct {
    const normal_forms_t *forms;
    const signed_permutation_t *permutation;
    normal_form_t *found; // per place; those of earlier nodes are there
} pass_t;

static normal_form_t form_at(const pass_t *pass, expr_t node)
{
    return pass->found[pass->forms->places[node]];
}

static normal_form_t child_form(const pass_t *pass, expr_t a, size_t k)
{
    return form_at(pass, expr_child(pass->forms->dag, a, k));
}

static bool is_known(normal_form_t form)
{
    return form.node != EXPR_NONE;
}

// The form as a node.
static expr_t with_sign(dag_t *dag, normal_form_t form)
{
    return form.negative ? expr_unary(dag, EXPR_NEG, form.node) : form.node;
}

static normal_form_t without_sign(dag_t *dag, expr_t node)
{
    if (expr_op(dag, node) == EXPR_NEG)
        return (normal_form_t){expr_child(dag, node, 0), true};
    return (normal_form_t){node, false};
}

// ---- members of sums, products, conjunctions, disjunctions ----

typedef struct {
    size_t count, capacity;
    normal_form_t *items;
} members_t;

// False for too many.
static bool add_member(members_t *members, normal_form_t member)
{
    if (members->count == MAX_MEMBERS)
        return false;
    members->items = mem_grow(members->items, &members->capacity, members->count + 1, sizeof *members->items);
    members->items[members->count++] = member;
    return true;
}

// Those of a chain op(op(a, b), c) in normal form, all with the sign changed where `negative`.
static bool add_members(members_t *members, dag_t *dag, expr_op_t op, normal_form_t form)
{
    expr_t node = form.node;
    for (; expr_op(dag, node) == op; node = expr_child(dag, node, 0)) {
        normal_form_t last = without_sign(dag, expr_child(dag, node, 1));
        if (!add_member(members, (normal_form_t){last.node, last.negative != form.negative}))
            return false;
    }
    normal_form_t first = without_sign(dag, node);
    return add_member(members, (normal_form_t){first.node, first.negative != form.negative});
}

static int compare_forms(const void *left, const void *right)
{
    const normal_form_t *a = left, *b = right;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    return (int)a->negative - (int)b->negative;
}

static void sort(members_t *members)
{
    qsort(members->items, members->count, sizeof *members->items, compare_forms);
}

static expr_t chain(dag_t *dag, expr_op_t op, const members_t *members)
{
    expr_t node = with_sign(dag, members->items[0]);
    for (size_t i = 1; i < members->count; i++)
        node = expr_binary(dag, op, node, with_sign(dag, members->items[i]));
    return node;
}

// Of the sum and its negative, the one that comes first in the order of lists.
static bool negative_comes_first(members_t *members)
{
    members_t other = {0};
    for (size_t i = 0; i < members->count; i++)
        (void)add_member(&other, (normal_form_t){members->items[i].node, !members->items[i].negative});
    sort(members);
    sort(&other);
    int order = 0;
    for (size_t i = 0; order == 0 && i < members->count; i++)
        order = compare_forms(other.items + i, members->items + i);
    if (order < 0) {
        members_t swap = *members;
        *members = other;
        other = swap;
    }
    mem_free(other.items);
    return order < 0;
}

static normal_form_t form_of_sum(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    members_t members = {0};
    normal_form_t form = unknown, second = child_form(pass, a, 1);
    second.negative = second.negative != (expr_op(dag, a) == EXPR_SUB);
    if (add_members(&members, dag, EXPR_ADD, child_form(pass, a, 0)) && add_members(&members, dag, EXPR_ADD, second)) {
        form.negative = negative_comes_first(&members);
        form.node = chain(dag, EXPR_ADD, &members);
    }
    mem_free(members.items);
    return form;
}

// The sign of a product is that of both operands, and no factor has one.
static normal_form_t form_of_product(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    normal_form_t first = child_form(pass, a, 0), second = child_form(pass, a, 1), form = unknown;
    members_t members = {0};
    form.negative = first.negative != second.negative;
    first.negative = second.negative = false;
    if (add_members(&members, dag, EXPR_MUL, first) && add_members(&members, dag, EXPR_MUL, second)) {
        sort(&members);
        form.node = chain(dag, EXPR_MUL, &members);
    }
    mem_free(members.items);
    return form;
}

static normal_form_t form_of_junction(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    expr_op_t op = expr_op(dag, a);
    members_t members = {0};
    normal_form_t form = unknown;
    if (add_members(&members, dag, op, child_form(pass, a, 0)) &&
        add_members(&members, dag, op, child_form(pass, a, 1))) {
        sort(&members);
        form.node = chain(dag, op, &members);
    }
    mem_free(members.items);
    return form;
}

// ---- other nodes ----

static normal_form_t form_of_rational(dag_t *dag, expr_t a)
{
    if (fmpq_sgn(expr_rational_value(dag, a)) >= 0)
        return (normal_form_t){a, false};
    fmpq_t positive;
    fmpq_init(positive);
    fmpq_neg(positive, expr_rational_value(dag, a));
    normal_form_t form = {expr_rational(dag, positive), true};
    fmpq_clear(positive);
    return form;
}

static normal_form_t form_of_variable(const pass_t *pass, expr_t a)
{
    const signed_permutation_t *permutation = pass->permutation;
    for (size_t i = 0; permutation && i < permutation->count; i++)
        if (pass->forms->variables[i] == a)
            return (normal_form_t){pass->forms->variables[permutation->image[i]], permutation->negative[i]};
    return (normal_form_t){a, false};
}

static normal_form_t form_of_power(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    slong p, q;
    expr_exponent(&p, &q, dag, a);
    normal_form_t base = child_form(pass, a, 0);
    if (q > 1)
        return (normal_form_t){expr_power(dag, with_sign(dag, base), p, q), false};
    return (normal_form_t){expr_power(dag, base.node, p, q), base.negative && p % 2 != 0};
}

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

// a = b and -a = -b are the same, so is b = a.
static normal_form_t form_of_equation(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    normal_form_t left = child_form(pass, a, 0), right = child_form(pass, a, 1);
    if (compare_forms(&left, &right) > 0) {
        normal_form_t swap = left;
        left = right;
        right = swap;
    }
    right.negative = right.negative != left.negative && !is_zero(dag, left.node) && !is_zero(dag, right.node);
    return (normal_form_t){expr_binary(dag, expr_op(dag, a), left.node, with_sign(dag, right)), false};
}

// The operands in their order, with their signs.
static normal_form_t form_in_order(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    size_t count = expr_child_count(dag, a);
    expr_t *children = mem_alloc(count, sizeof *children);
    for (size_t k = 0; k < count; k++)
        children[k] = with_sign(dag, child_form(pass, a, k));
    normal_form_t form = {expr_node(dag, expr_op(dag, a), count, children), false};
    mem_free(children);
    return form;
}

// min(a, b) is min(b, a), but not their derivatives where a = b.
static normal_form_t form_of_extremum(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    expr_t left = with_sign(dag, child_form(pass, a, 0)), right = with_sign(dag, child_form(pass, a, 1));
    bool swaps = right < left && !pass->forms->ordered[pass->forms->places[a]];
    return (normal_form_t){expr_binary(dag, expr_op(dag, a), swaps ? right : left, swaps ? left : right), false};
}

// With A the function after the permutation, in which v has become w or -w, the derivative by v has become that of A by
// w, or its negative.
static normal_form_t form_of_derivative(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    normal_form_t function = child_form(pass, a, 0), variable = child_form(pass, a, 1);
    const expr_t children[] = {function.node, variable.node};
    return (normal_form_t){expr_node(dag, expr_op(dag, a), 2, children), function.negative != variable.negative};
}

// ---- at(body, v := e, ...) ----

static bool is_moved(const signed_permutation_t *permutation, size_t i)
{
    return permutation->image[i] != i || permutation->negative[i];
}

static bool is_bound(const dag_t *dag, expr_t at, expr_t variable)
{
    for (size_t k = 1; k < expr_child_count(dag, at); k += 2)
        if (expr_child(dag, at, k) == variable)
            return true;
    return false;
}

// The body as it is where the permutation is about bound variables only; the permuted one where it is about free ones
// only.
static normal_form_t form_of_body(const pass_t *pass, expr_t at)
{
    const normal_forms_t *forms = pass->forms;
    expr_t body = expr_child(forms->dag, at, 0);
    bool moves_bound = false, moves_free = false;
    for (size_t i = 0; pass->permutation && i < pass->permutation->count; i++) {
        if (!is_moved(pass->permutation, i))
            continue;
        if (is_bound(forms->dag, at, forms->variables[i]))
            moves_bound = true;
        else
            moves_free = moves_free || expr_depends_on(forms->dag, body, forms->variables[i]);
    }
    if (moves_bound && moves_free)
        return unknown;
    return moves_bound ? forms->plain[forms->places[body]] : form_at(pass, body);
}

static normal_form_t form_of_at(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    normal_form_t body = form_of_body(pass, a);
    if (!is_known(body))
        return unknown;
    size_t count = expr_child_count(dag, a);
    expr_t *children = mem_alloc(count, sizeof *children);
    children[0] = body.node;
    for (size_t k = 1; k < count; k++)
        children[k] = k % 2 == 1 ? expr_child(dag, a, k) : with_sign(dag, child_form(pass, a, k));
    normal_form_t form = {expr_node(dag, EXPR_AT, count, children), body.negative};
    mem_free(children);
    return form;
}

// ---- all nodes ----

static normal_form_t form_of(const pass_t *pass, expr_t a)
{
    dag_t *dag = pass->forms->dag;
    expr_op_t op = expr_op(dag, a);
    if (op == EXPR_AT)
        return form_of_at(pass, a);
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        if (!is_known(child_form(pass, a, k)))
            return unknown;
    normal_form_t first = expr_child_count(dag, a) > 0 ? child_form(pass, a, 0) : unknown;
    switch (op) {
    case EXPR_RATIONAL:
        return form_of_rational(dag, a);
    case EXPR_VARIABLE:
        return form_of_variable(pass, a);
    case EXPR_NEG:
        return (normal_form_t){first.node, !first.negative};
    case EXPR_ADD:
    case EXPR_SUB:
        return form_of_sum(pass, a);
    case EXPR_MUL:
        return form_of_product(pass, a);
    case EXPR_DIV: {
        normal_form_t second = child_form(pass, a, 1);
        return (normal_form_t){expr_binary(dag, op, first.node, second.node), first.negative != second.negative};
    }
    case EXPR_POWER:
        return form_of_power(pass, a);
    case EXPR_SIN: // odd
    case EXPR_TAN:
    case EXPR_ATAN:
    case EXPR_SINH:
    case EXPR_TANH:
        return (normal_form_t){expr_unary(dag, op, first.node), first.negative};
    case EXPR_ABS: // even, or the same for a function and its negative
    case EXPR_COS:
    case EXPR_COSH:
    case EXPR_DEFINED:
    case EXPR_CONTINUOUS:
    case EXPR_DIFFERENTIABLE:
    case EXPR_C1:
    case EXPR_C2:
        return (normal_form_t){expr_unary(dag, op, first.node), false};
    case EXPR_MIN:
    case EXPR_MAX:
        return form_of_extremum(pass, a);
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL:
        return form_of_derivative(pass, a);
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return form_of_equation(pass, a);
    case EXPR_AND:
    case EXPR_OR:
        return form_of_junction(pass, a);
    default:
        return expr_child_count(dag, a) ? form_in_order(pass, a) : (normal_form_t){a, false};
    }
}

static void run(pass_t *pass)
{
    const normal_forms_t *forms = pass->forms;
    for (size_t i = 0; i < forms->count; i++) {
        pass->found[i] = form_of(pass, forms->nodes[i]);
        if (dag_over_limit(forms->dag))
            pass->found[i] = unknown;
    }
}

// Children come before their parents.
static void mark_below_derivatives(normal_forms_t *forms)
{
    const dag_t *dag = forms->dag;
    for (size_t i = forms->count; i-- > 0;) {
        expr_t a = forms->nodes[i];
        if (forms->ordered[i] || expr_op(dag, a) == EXPR_DERIVATIVE)
            for (size_t k = 0; k < expr_child_count(dag, a); k++)
                forms->ordered[forms->places[expr_child(dag, a, k)]] = true;
    }
}

void normal_forms_init(normal_forms_t *forms, dag_t *dag, size_t root_count, const expr_t *roots, size_t variable_count,
                       const expr_t *variables)
{
    *forms = (normal_forms_t){
        .dag = dag, .variable_count = variable_count, .variables = variables, .dag_size = dag_size(dag)};
    bool *below = expr_reachable(dag, root_count, roots);
    size_t capacity = 0;
    forms->places = mem_alloc(forms->dag_size, sizeof *forms->places);
    for (size_t a = 0; a < forms->dag_size; a++) {
        forms->places[a] = SIZE_MAX;
        if (!below[a])
            continue;
        forms->nodes = mem_grow(forms->nodes, &capacity, forms->count + 1, sizeof *forms->nodes);
        forms->places[a] = forms->count;
        forms->nodes[forms->count++] = (expr_t)a;
    }
    mem_free(below);
    forms->ordered = mem_alloc(forms->count, sizeof *forms->ordered);
    mark_below_derivatives(forms);
    forms->plain = mem_alloc(forms->count, sizeof *forms->plain);
    pass_t pass = {forms, NULL, forms->plain};
    run(&pass);
}

void normal_forms_clear(normal_forms_t *forms)
{
    mem_free(forms->nodes);
    mem_free(forms->places);
    mem_free(forms->ordered);
    mem_free(forms->plain);
}

normal_form_t normal_form_of(const normal_forms_t *forms, expr_t node)
{
    return node < forms->dag_size && forms->places[node] != SIZE_MAX ? forms->plain[forms->places[node]] : unknown;
}

bool normal_forms_are_kept(const normal_forms_t *forms, const signed_permutation_t *permutation, size_t count,
                           const expr_t *nodes)
{
    pass_t pass = {forms, permutation, mem_alloc(forms->count, sizeof *pass.found)};
    run(&pass);
    bool kept = true;
    for (size_t i = 0; i < count; i++) {
        normal_form_t before = normal_form_of(forms, nodes[i]);
        kept = kept && is_known(before);
        if (kept) {
            normal_form_t after = form_at(&pass, nodes[i]);
            kept = after.node == before.node && after.negative == before.negative;
        }
    }
    mem_free(pass.found);
    return kept;
}
