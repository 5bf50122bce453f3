// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/coverage.h"

#include "base/memory.h"

#define MAX_MEMBERS 256
#define MAX_COMBINATIONS 4096

typedef struct {
    size_t term, other;            // steps; other is SIZE_MAX on a scale of constants
    size_t constants[MAX_MEMBERS]; // steps, increasing values
    size_t count;
    size_t places; // 2 count + 1, or 3
    size_t place;
} scale_t;

typedef struct {
    size_t step;
    size_t scale;   // SIZE_MAX: not a comparison with a scale
    size_t mark;    // index of the constant on it
    bool flipped;   // the term is the right operand
    kleene_t truth; // at the present combination
} member_t;

typedef struct {
    const evaluator_t *evaluator;
    const plan_t *plan;
    member_t members[MAX_MEMBERS]; // by increasing step, so that operands come first
    size_t member_count;
    scale_t *scales;
    size_t scale_count;
} coverage_t;

static const step_t *operand(const coverage_t *c, size_t step, size_t k)
{
    return plan_operand(c->plan, c->plan->steps + step, k);
}

static size_t index_of(const coverage_t *c, const step_t *step)
{
    return (size_t)(step - c->plan->steps);
}

static bool is_connective(expr_op_t op)
{
    return op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT;
}

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

static member_t *find_member(coverage_t *c, size_t step)
{
    for (size_t i = 0; i < c->member_count; i++)
        if (c->members[i].step == step)
            return c->members + i;
    return NULL;
}

// All formulas in the guards.
static bool collect_members(coverage_t *c, const step_t *cases)
{
    size_t stack[2 * MAX_MEMBERS + 2], depth = 0;
    for (size_t k = 0; k < cases->count; k += 2) {
        stack[depth++] = index_of(c, plan_operand(c->plan, cases, k));
        while (depth) {
            size_t step = stack[--depth];
            if (find_member(c, step))
                continue;
            if (c->member_count == MAX_MEMBERS)
                return false;
            size_t i = c->member_count++;
            for (; i > 0 && c->members[i - 1].step > step; i--)
                c->members[i] = c->members[i - 1];
            c->members[i] = (member_t){step, SIZE_MAX, 0, false, KLEENE_UNKNOWN};
            if (is_connective(c->plan->steps[step].op))
                for (size_t j = 0; j < c->plan->steps[step].count; j++)
                    stack[depth++] = index_of(c, operand(c, step, j));
        }
    }
    return true;
}

static scale_t *find_scale(coverage_t *c, size_t term, size_t other)
{
    for (size_t s = 0; s < c->scale_count; s++)
        if (c->scales[s].term == term && c->scales[s].other == other)
            return c->scales + s;
    scale_t *scale = c->scales + c->scale_count++;
    *scale = (scale_t){.term = term, .other = other};
    return scale;
}

static const range_t *value(const coverage_t *c, size_t step)
{
    return evaluator_step(c->evaluator, step)->jet.c;
}

// Puts the constant in its place among those of the scale; false when their enclosures do not tell where that is.
static bool insert_constant(const coverage_t *c, scale_t *scale, size_t constant)
{
    size_t i = 0;
    while (i < scale->count && range_less(value(c, scale->constants[i]), value(c, constant)))
        i++;
    if (i < scale->count && scale->constants[i] == constant)
        return true;
    if (i < scale->count && !range_less(value(c, constant), value(c, scale->constants[i])))
        return false;
    for (size_t k = scale->count++; k > i; k--)
        scale->constants[k] = scale->constants[k - 1];
    scale->constants[i] = constant;
    return true;
}

static bool add_comparison(coverage_t *c, member_t *member)
{
    const step_t *left = operand(c, member->step, 0), *right = operand(c, member->step, 1);
    size_t a = index_of(c, left), b = index_of(c, right);
    member->flipped = left->is_constant || (!right->is_constant && a > b);
    size_t term = member->flipped ? b : a, other = member->flipped ? a : b;
    bool has_constant = left->is_constant || right->is_constant;
    scale_t *scale = find_scale(c, term, has_constant ? SIZE_MAX : other);
    member->scale = (size_t)(scale - c->scales);
    member->mark = other;
    return !has_constant || insert_constant(c, scale, other);
}

// Finds the scales; member->mark ends as the index of the constant on its scale.
static bool build_scales(coverage_t *c)
{
    for (size_t i = 0; i < c->member_count; i++) {
        const step_t *step = c->plan->steps + c->members[i].step;
        if (is_comparison(step->op) && !step->is_constant && !add_comparison(c, c->members + i))
            return false;
    }
    for (size_t s = 0; s < c->scale_count; s++)
        c->scales[s].places = c->scales[s].other == SIZE_MAX ? 2 * c->scales[s].count + 1 : 3;
    for (size_t i = 0; i < c->member_count; i++) {
        member_t *member = c->members + i;
        const scale_t *scale = member->scale == SIZE_MAX ? NULL : c->scales + member->scale;
        size_t mark = 0;
        while (scale && scale->other == SIZE_MAX && scale->constants[mark] != member->mark)
            mark++;
        member->mark = mark;
    }
    return true;
}

// At the place of its scale: place 2 k + 1 is at constant k.
static kleene_t comparison_at(const coverage_t *c, const member_t *member, size_t place)
{
    size_t mark = 2 * member->mark + 1;
    int sign = place < mark ? -1 : place > mark;
    return kleene_of_sign(c->plan->steps[member->step].op, member->flipped ? -sign : sign);
}

static kleene_t connective_at(coverage_t *c, const member_t *member)
{
    const step_t *step = c->plan->steps + member->step;
    kleene_t first = find_member(c, index_of(c, operand(c, member->step, 0)))->truth;
    if (step->op == EXPR_NOT)
        return kleene_not(first);
    kleene_t second = find_member(c, index_of(c, operand(c, member->step, 1)))->truth;
    return step->op == EXPR_AND ? kleene_and(first, second) : kleene_or(first, second);
}

// Whether the present combination either cannot be met on the box or satisfies a guard.
static bool is_covered(coverage_t *c, const step_t *cases)
{
    for (size_t i = 0; i < c->member_count; i++) {
        member_t *member = c->members + i;
        kleene_t known = evaluator_step(c->evaluator, member->step)->truth;
        if (member->scale != SIZE_MAX)
            member->truth = comparison_at(c, member, c->scales[member->scale].place);
        else
            member->truth = is_connective(c->plan->steps[member->step].op) ? connective_at(c, member) : known;
        if (member->scale != SIZE_MAX && known != KLEENE_UNKNOWN && known != member->truth)
            return true;
    }
    for (size_t k = 0; k < cases->count; k += 2)
        if (find_member(c, index_of(c, plan_operand(c->plan, cases, k)))->truth == KLEENE_TRUE)
            return true;
    return false;
}

// The next combination of places; false after the last.
static bool advance(coverage_t *c)
{
    for (size_t s = 0; s < c->scale_count; s++) {
        if (++c->scales[s].place < c->scales[s].places)
            return true;
        c->scales[s].place = 0;
    }
    return false;
}

static bool all_covered(coverage_t *c, const step_t *cases)
{
    for (size_t n = 0; n < MAX_COMBINATIONS; n++) {
        if (!is_covered(c, cases))
            return false;
        if (!advance(c))
            return true;
    }
    return false;
}

bool coverage_is_complete(const evaluator_t *evaluator, const plan_t *plan, const step_t *cases)
{
    coverage_t *c = mem_alloc(1, sizeof *c);
    c->evaluator = evaluator;
    c->plan = plan;
    bool complete = collect_members(c, cases);
    c->scales = mem_alloc(c->member_count, sizeof *c->scales);
    complete = complete && build_scales(c) && all_covered(c, cases);
    mem_free(c->scales);
    mem_free(c);
    return complete;
}
