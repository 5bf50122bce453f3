// SPDX-License-Identifier: LGPL-3.0-or-later
// Compiling: one instruction per node reachable from the roots, in the order of tape_order.h. Registers
// are reused after the last use of what they hold, except for those of fixed instructions, of variables and of the
// roots.
#include "expr/tape.h"

#include "base/memory.h"
#include "expr/tape_code.h"
#include "expr/tape_fold.h"
#include "expr/tape_order.h"
#include "expr/total.h"

#include <string.h>

typedef struct {
    tape_t *tape;
    const dag_t *dag;
    expr_t end;          // one past the last node
    bool *marked;        // reachable from the roots
    bool *fixed;         // per node: no variable below
    bool *stays;         // per node: computed in any case
    expr_t along;        // a variable, or EXPR_NONE
    bool *still;         // per node: without that variable; false for all when there is none
    bool *total;         // per node: has a value everywhere, by the operators alone
    bool *well_typed;    // per node: an operation that an evaluator knows, on operands of the right kind
    coverage_t **covers; // per node: NULL except for cases nodes that need one
    tape_order_t order;
    tape_folds_t folds;
    expr_t *last_use;    // per node: the last node that reads it; EXPR_NONE: keep
    uint32_t *variables; // per node: position among the variables, for VARIABLE nodes
    uint32_t *registers; // per node
    uint32_t *code;      // per node: its instruction
    uint32_t *released;  // registers free to use
    size_t released_count;
} compiler_t;

// ---- what kind of node ----

static bool children_are(const dag_t *dag, expr_t a, bool formulas)
{
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        if (expr_is_formula(dag, expr_child(dag, a, k)) != formulas)
            return false;
    return true;
}

static bool cases_well_typed(const dag_t *dag, expr_t a)
{
    size_t count = expr_child_count(dag, a);
    for (size_t k = 0; k < count; k++)
        if (expr_is_formula(dag, expr_child(dag, a, k)) != (k % 2 == 0))
            return false;
    return count % 2 == 0;
}

static bool is_well_typed(const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    int arity = expr_op_arity(op);
    if (op == EXPR_CASES)
        return cases_well_typed(dag, a);
    if (op == EXPR_DERIVATIVE || op == EXPR_PARTIAL || op == EXPR_AT || arity < 0 ||
        expr_child_count(dag, a) != (size_t)arity)
        return false;
    return children_are(dag, a, op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT);
}

static bool is_fixed(const compiler_t *c, expr_t a)
{
    if (expr_op(c->dag, a) == EXPR_VARIABLE || !c->well_typed[a])
        return false;
    for (size_t k = 0; k < expr_child_count(c->dag, a); k++)
        if (!c->fixed[expr_child(c->dag, a, k)])
            return false;
    return true;
}

// Levels along a line say nothing of the regularity that formulas speak of.
static bool is_regularity(expr_op_t op)
{
    return op == EXPR_DEFINED || op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
}

static bool is_still(const compiler_t *c, expr_t a)
{
    if (c->along == EXPR_NONE || a == c->along)
        return false;
    for (size_t k = 0; k < expr_child_count(c->dag, a); k++)
        if (!c->still[expr_child(c->dag, a, k)])
            return false;
    return true;
}

static void classify(compiler_t *c)
{
    for (expr_t a = 0; a < c->end; a++) {
        if (!c->marked[a])
            continue;
        c->well_typed[a] = is_well_typed(c->dag, a) && (c->along == EXPR_NONE || !is_regularity(expr_op(c->dag, a)));
        c->still[a] = is_still(c, a);
        c->fixed[a] = is_fixed(c, a);
        c->stays[a] = c->fixed[a] || !c->well_typed[a] || expr_op(c->dag, a) == EXPR_VARIABLE;
        c->total[a] = total_by_operators(c->dag, a, c->total);
        if (expr_op(c->dag, a) == EXPR_CASES && c->well_typed[a] && !c->fixed[a] && !cases_has_otherwise(c->dag, a))
            c->covers[a] = coverage_new(c->dag, a, c->fixed);
    }
}

// ---- last uses ----

static void use(compiler_t *c, expr_t operand, expr_t user)
{
    if (c->last_use[operand] != EXPR_NONE)
        c->last_use[operand] = user;
}

// What is fixed is loaded before the first instruction runs, a variable is where the caller has it, and what is folded
// has facts from one run to the next.
static bool has_own_register(const compiler_t *c, expr_t a)
{
    return c->fixed[a] || c->folds.folded[a] || expr_op(c->dag, a) == EXPR_VARIABLE;
}

// What reads a cases node may read the value that applies in its own register.
static void keep_values(compiler_t *c, expr_t cases)
{
    for (size_t k = 1; k < expr_child_count(c->dag, cases); k += 2)
        c->last_use[expr_child(c->dag, cases, k)] = EXPR_NONE;
}

static void use_operands(compiler_t *c, expr_t a)
{
    for (size_t k = 0; k < expr_child_count(c->dag, a); k++) {
        expr_t child = expr_child(c->dag, a, k);
        use(c, child, a);
        use(c, c->folds.forms[child].base, a);
    }
    for (size_t s = 0; c->covers[a] && s < coverage_scale_count(c->covers[a]); s++)
        if (coverage_scale_expression(c->covers[a], s) != EXPR_NONE)
            use(c, coverage_scale_expression(c->covers[a], s), a);
}

static void find_last_uses(compiler_t *c, size_t root_count, const expr_t *roots)
{
    for (size_t r = 0; r < root_count; r++)
        c->last_use[roots[r]] = EXPR_NONE;
    for (size_t k = 0; k < c->order.count; k++) {
        expr_t a = c->order.nodes[k];
        if (has_own_register(c, a))
            c->last_use[a] = EXPR_NONE;
        use_operands(c, a);
        if (expr_op(c->dag, a) == EXPR_CASES)
            keep_values(c, a);
    }
}

// ---- emitting ----

static void add_operand(tape_t *tape, uint32_t reg)
{
    tape->operands = mem_grow(tape->operands, &tape->operand_capacity, tape->operand_count + 1, sizeof *tape->operands);
    tape->operands[tape->operand_count++] = reg;
}

static uint32_t take_register(compiler_t *c, bool own)
{
    if (!own && c->released_count > 0)
        return c->released[--c->released_count];
    return (uint32_t)c->tape->register_count++;
}

static void release(compiler_t *c, expr_t operand, expr_t user)
{
    if (c->last_use[operand] != user)
        return;
    c->released[c->released_count++] = c->registers[operand];
    c->last_use[operand] = EXPR_NONE;
}

// Called after the result's register was taken, so that a result is never in the place of an operand.
static void release_operands(compiler_t *c, expr_t a)
{
    for (size_t k = 0; k < expr_child_count(c->dag, a); k++) {
        release(c, expr_child(c->dag, a, k), a);
        release(c, c->folds.forms[expr_child(c->dag, a, k)].base, a);
    }
}

static uint32_t store_rational(tape_t *tape, const fmpq *value)
{
    tape->rationals =
        mem_grow(tape->rationals, &tape->rational_capacity, tape->rational_count + 1, sizeof *tape->rationals);
    fmpq_init(tape->rationals + tape->rational_count);
    fmpq_set(tape->rationals + tape->rational_count, value);
    return (uint32_t)tape->rational_count++;
}

static uint32_t store_coverage(compiler_t *c, expr_t a)
{
    tape_t *tape = c->tape;
    coverage_t *coverage = c->covers[a];
    tape->coverages =
        mem_grow(tape->coverages, &tape->coverage_capacity, tape->coverage_count + 1, sizeof *tape->coverages);
    tape->coverages[tape->coverage_count] = (tape_coverage_t){coverage, (uint32_t)tape->operand_count};
    for (size_t s = 0; s < coverage_scale_count(coverage); s++) {
        expr_t expression = coverage_scale_expression(coverage, s);
        add_operand(tape, expression == EXPR_NONE ? TAPE_NO_INDEX : c->registers[expression]);
    }
    return (uint32_t)tape->coverage_count++;
}

// a * a is the square of a.
static void set_multiplication(const compiler_t *c, instruction_t *code, expr_t a)
{
    for (size_t k = 0; k < 2; k++)
        code->total[k] = c->total[expr_child(c->dag, a, k)];
    if (expr_child(c->dag, a, 0) != expr_child(c->dag, a, 1))
        return;
    code->op = EXPR_POWER;
    code->count = 1;
    code->p = 2;
}

static void set_details(compiler_t *c, instruction_t *code, expr_t a)
{
    if (!c->well_typed[a]) {
        code->op = EXPR_DERIVATIVE;
        return;
    }
    if (code->op == EXPR_RATIONAL)
        code->index = store_rational(c->tape, expr_rational_value(c->dag, a));
    else if (code->op == EXPR_VARIABLE)
        code->index = c->variables[a];
    else if (code->op == EXPR_POWER)
        expr_exponent(&code->p, &code->q, c->dag, a);
    else if (code->op == EXPR_MUL)
        set_multiplication(c, code, a);
    else if (c->covers[a])
        code->index = store_coverage(c, a);
}

static void emit(compiler_t *c, expr_t a)
{
    tape_t *tape = c->tape;
    instruction_t code = {expr_op(c->dag, a),
                          c->fixed[a],
                          take_register(c, has_own_register(c, a)),
                          (uint32_t)tape->operand_count,
                          (uint32_t)expr_child_count(c->dag, a),
                          TAPE_NO_INDEX,
                          1,
                          1,
                          false,
                          c->still[a],
                          {false, false},
                          c->folds.folded[a],
                          c->well_typed[a] && tape_fold_reads_forms(c->dag, a, c->fixed),
                          false,
                          LEVEL_UNKNOWN};
    for (size_t k = 0; k < code.count; k++) {
        expr_t operand = expr_child(c->dag, a, k);
        add_operand(tape, c->registers[operand]);
        tape->code[c->code[operand]].loaded |= !code.fixed;
    }
    set_details(c, &code, a);
    c->registers[a] = code.result;
    c->code[a] = (uint32_t)tape->length;
    tape->code[tape->length++] = code;
    release_operands(c, a);
}

static void emit_skips(compiler_t *c)
{
    tape_t *tape = c->tape;
    tape->skips = mem_alloc(c->order.region_count, sizeof *tape->skips);
    for (size_t k = 0; k < c->order.region_count; k++) {
        const order_region_t *region = c->order.regions + k;
        if (region->end > region->start)
            tape->skips[tape->skip_count++] =
                (tape_skip_t){region->start, region->end, c->code[region->cases], region->branch};
    }
}

static void emit_all(compiler_t *c)
{
    c->tape->code = mem_alloc(c->order.count, sizeof *c->tape->code);
    while (c->tape->fixed_count < c->order.count && c->fixed[c->order.nodes[c->tape->fixed_count]])
        c->tape->fixed_count++;
    c->released = mem_alloc(2 * c->order.count, sizeof *c->released);
    for (size_t k = 0; k < c->order.count; k++)
        emit(c, c->order.nodes[k]);
    emit_skips(c);
}

// ---- what is fixed ----

#define PRESET_PRECISION 256

// A formula that is decided without variables is so everywhere.
static preset_t preset_of(const arb_registers_t *registers, const instruction_t *code)
{
    preset_t preset = {dinterval_whole(), registers->level[code->result], registers->truth[code->result]};
    if (expr_op_is_formula(code->op)) {
        if (preset.truth != TRUTH_UNKNOWN)
            preset.level = LEVEL_SMOOTH;
    } else if (preset.level != LEVEL_UNKNOWN) {
        preset.value = dinterval_from_arb(registers->value + code->result);
        bool zero = preset.value.neg_lo == 0 && preset.value.hi == 0;
        preset.level = zero ? LEVEL_ZERO : LEVEL_SMOOTH;
    }
    return preset;
}

static void compute_presets(tape_t *tape)
{
    arb_registers_t registers;
    arb_registers_init(&registers, tape->register_count);
    tape->presets = mem_alloc(tape->length, sizeof *tape->presets);
    tape->fixed_at = mem_alloc(tape->register_count, sizeof *tape->fixed_at);
    for (size_t r = 0; r < tape->register_count; r++)
        tape->fixed_at[r] = TAPE_NO_INDEX;
    for (size_t i = 0; i < tape->length; i++)
        if (tape->code[i].fixed) {
            tape->fixed_at[tape->code[i].result] = (uint32_t)i;
            tape_step_arb(&registers, tape, tape->code + i, NULL, PRESET_PRECISION);
            tape->presets[i] = preset_of(&registers, tape->code + i);
        }
    arb_registers_clear(&registers, tape->register_count);
}

static void enclose_constants(const compiler_t *c, coverage_t *coverage)
{
    for (size_t s = 0; s < coverage_scale_count(coverage); s++)
        for (size_t k = 0; k < coverage_constant_count(coverage, s); k++) {
            const preset_t *preset = c->tape->presets + c->code[coverage_constant(coverage, s, k)];
            coverage_set_constant(coverage, s, k, preset->value);
        }
}

static void finish_coverages(const compiler_t *c)
{
    tape_t *tape = c->tape;
    for (size_t i = 0; i < tape->length; i++) {
        instruction_t *code = tape->code + i;
        if (code->op != EXPR_CASES || code->index == TAPE_NO_INDEX)
            continue;
        enclose_constants(c, tape->coverages[code->index].coverage);
        if (!coverage_sort(tape->coverages[code->index].coverage))
            code->index = TAPE_NO_INDEX;
    }
}

// ---- loads ----

static dinterval_t negated_interval(dinterval_t x)
{
    return (dinterval_t){x.hi, x.neg_lo};
}

// The form of an operand, with a minus when it is subtracted.
static tape_load_t load_of(const compiler_t *c, expr_t operand, bool subtracted)
{
    const fold_form_t *form = c->folds.forms + operand;
    tape_load_t load = {
        c->registers[form->base], form->negated != subtracted, {LOAD_PLAIN, dinterval_point(0), form->scale}};
    if (form->shift != EXPR_NONE) {
        load.form.mode = LOAD_SHIFTED;
        load.form.shift = c->tape->presets[c->code[form->shift]].value;
        if (form->shift_negated != subtracted)
            load.form.shift = negated_interval(load.form.shift);
    }
    if (form->scale != 1)
        load.form.mode = LOAD_SCALED;
    return load;
}

static void set_loads(const compiler_t *c)
{
    tape_t *tape = c->tape;
    tape->loads = mem_alloc(2 * tape->length, sizeof *tape->loads);
    for (size_t i = 0; i < tape->length; i++) {
        const instruction_t *code = tape->code + i;
        for (size_t k = 0; code->loads && k < code->count; k++)
            tape->loads[2 * i + k] =
                load_of(c, expr_child(c->dag, c->order.nodes[i], k), code->op == EXPR_SUB && k == 1);
    }
}

// ---- what is foreseen ----

// Of an operation that has a value on the whole box, whose operands have these levels, and asks for nothing else.
static level_t level_with_value(const instruction_t *code, const level_t *operands)
{
    level_t level = code->op == EXPR_MUL ? level_product(operands[0], code->total[0], operands[1], code->total[1])
                    : code->count == 2   ? level_least(operands[0], operands[1])
                                         : operands[0];
    level = level_of_operator(code->op, level);
    return code->still ? level_still(level) : level;
}

static bool asks_for_no_values(const instruction_t *code)
{
    bool kink = code->op == EXPR_ABS || code->op == EXPR_RELU || code->op == EXPR_MIN || code->op == EXPR_MAX ||
                code->op == EXPR_SQRT || code->op == EXPR_CASES || (code->op == EXPR_POWER && code->q != 1);
    return !kink && code->op != EXPR_DERIVATIVE && !expr_op_is_formula(code->op);
}

// The levels of registers, and whether they are foreseen, as the code runs.
static void foresee(tape_t *tape)
{
    level_t *level = mem_alloc(tape->register_count, sizeof *level);
    bool *known = mem_alloc(tape->register_count, sizeof *known);
    for (size_t i = 0; i < tape->length; i++) {
        instruction_t *code = tape->code + i;
        level_t operands[2] = {LEVEL_UNKNOWN, LEVEL_UNKNOWN};
        code->foreseen = asks_for_no_values(code);
        for (size_t k = 0; k < code->count && k < 2; k++) {
            operands[k] = level[tape->operands[code->first + k]];
            code->foreseen = code->foreseen && known[tape->operands[code->first + k]];
        }
        if (code->fixed)
            code->level = (uint8_t)tape->presets[i].level;
        else if (code->op == EXPR_VARIABLE)
            code->level = LEVEL_SMOOTH;
        else if (code->foreseen)
            code->level = (uint8_t)level_with_value(code, operands);
        level[code->result] = (level_t)code->level;
        known[code->result] = code->foreseen || code->fixed;
    }
    mem_free(level);
    mem_free(known);
}

// ---- all together ----

static void compiler_init(compiler_t *c, tape_t *tape, const dag_t *dag, size_t root_count, const expr_t *roots,
                          expr_t along)
{
    memset(c, 0, sizeof *c);
    c->tape = tape;
    c->dag = dag;
    c->along = along;
    for (size_t r = 0; r < root_count; r++)
        c->end = roots[r] >= c->end ? roots[r] + 1 : c->end;
    c->marked = expr_reachable(dag, root_count, roots);
    c->fixed = mem_alloc(c->end, sizeof *c->fixed);
    c->stays = mem_alloc(c->end, sizeof *c->stays);
    c->still = mem_alloc(c->end, sizeof *c->still);
    c->total = mem_alloc(c->end, sizeof *c->total);
    c->well_typed = mem_alloc(c->end, sizeof *c->well_typed);
    c->covers = mem_alloc(c->end, sizeof(coverage_t *));
    c->last_use = mem_alloc(c->end, sizeof *c->last_use);
    c->variables = mem_alloc(c->end, sizeof *c->variables);
    c->registers = mem_alloc(c->end, sizeof *c->registers);
    c->code = mem_alloc(c->end, sizeof *c->code);
}

static void compiler_clear(compiler_t *c)
{
    tape_order_clear(&c->order);
    tape_folds_clear(&c->folds);
    mem_free(c->marked);
    mem_free(c->fixed);
    mem_free(c->stays);
    mem_free(c->still);
    mem_free(c->total);
    mem_free(c->well_typed);
    mem_free(c->covers);
    mem_free(c->last_use);
    mem_free(c->variables);
    mem_free(c->registers);
    mem_free(c->code);
    mem_free(c->released);
}

static void number_variables(compiler_t *c, size_t count, const expr_t *variables)
{
    for (expr_t a = 0; a < c->end; a++)
        c->variables[a] = TAPE_NO_INDEX;
    for (size_t v = 0; v < count; v++)
        if (variables[v] < c->end)
            c->variables[variables[v]] = (uint32_t)v;
    c->tape->variable_count = count;
}

static tape_t *compile(const dag_t *dag, size_t root_count, const expr_t *roots, size_t variable_count,
                       const expr_t *variables, expr_t along)
{
    tape_t *tape = mem_alloc(1, sizeof *tape);
    tape->runners = mem_alloc(PARALLEL_MAX, sizeof *tape->runners);
    compiler_t compiler;
    compiler_init(&compiler, tape, dag, root_count, roots, along);
    number_variables(&compiler, variable_count, variables);
    classify(&compiler);
    tape_order_init(&compiler.order, dag, compiler.end, compiler.marked, compiler.fixed, compiler.stays, root_count,
                    roots);
    tape_folds_init(&compiler.folds, dag, compiler.end, compiler.marked, compiler.fixed, compiler.well_typed,
                    root_count, roots);
    find_last_uses(&compiler, root_count, roots);
    emit_all(&compiler);
    tape->root_count = root_count;
    tape->roots = mem_alloc(root_count, sizeof *tape->roots);
    for (size_t r = 0; r < root_count; r++) {
        tape->roots[r] = (tape_root_t){compiler.registers[roots[r]], expr_is_formula(dag, roots[r])};
        tape->code[compiler.code[roots[r]]].loaded = true;
    }
    compute_presets(tape);
    finish_coverages(&compiler);
    set_loads(&compiler);
    foresee(tape);
    compiler_clear(&compiler);
    return tape;
}

tape_t *tape_compile(const dag_t *dag, size_t root_count, const expr_t *roots, size_t variable_count,
                     const expr_t *variables)
{
    return compile(dag, root_count, roots, variable_count, variables, EXPR_NONE);
}

tape_t *tape_compile_along(const dag_t *dag, expr_t root, size_t variable_count, const expr_t *variables, size_t along)
{
    return compile(dag, 1, &root, variable_count, variables, variables[along]);
}

void tape_free(tape_t *tape)
{
    if (!tape)
        return;
    for (size_t i = 0; i < tape->rational_count; i++)
        fmpq_clear(tape->rationals + i);
    for (size_t i = 0; i < tape->coverage_count; i++)
        coverage_free(tape->coverages[i].coverage);
    mem_free(tape->code);
    mem_free(tape->presets);
    mem_free(tape->fixed_at);
    mem_free(tape->loads);
    mem_free(tape->skips);
    mem_free(tape->operands);
    mem_free(tape->rationals);
    mem_free(tape->coverages);
    mem_free(tape->roots);
    for (size_t i = 0; i < PARALLEL_MAX; i++)
        tape_runner_free(tape->runners[i]);
    mem_free(tape->runners);
    mem_free(tape);
}

size_t tape_root_count(const tape_t *tape)
{
    return tape->root_count;
}

size_t tape_length(const tape_t *tape)
{
    return tape->length;
}
