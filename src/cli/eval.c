// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/eval.h"

#include "base/memory.h"
#include "cli/command_worker.h"
#include "cli/output.h"
#include "decide/enclosure.h"
#include "interval/rounding.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const char *text; // of the expression
    dag_t *dag;
    expr_t expression;
    size_t variable_count;
    expr_t *variables;
    interval_t *domains; // per variable
    bool *assigned;
    prove_limits_t limits;
    slong digits;
} eval_t;

// ---- reading ----

static exit_code_t read_expression(eval_t *eval)
{
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    bool good = spec_read_expression(&eval->expression, &eval->variable_count, &eval->variables, eval->dag,
                                     &diagnostics, eval->text, strlen(eval->text)) == STATUS_OK;
    if (!good)
        output_diagnostics(&diagnostics, "EXPRESSION", eval->text);
    diagnostics_clear(&diagnostics);
    eval->domains = mem_alloc(eval->variable_count, sizeof *eval->domains);
    eval->assigned = mem_alloc(eval->variable_count, sizeof *eval->assigned);
    return good ? EXIT_CODE_EXPECTED : EXIT_CODE_USAGE;
}

static exit_code_t assign(eval_t *eval, const char *name, const interval_t *interval, const char *text)
{
    for (size_t i = 0; i < eval->variable_count; i++) {
        if (strcmp(expr_variable_name(eval->dag, eval->variables[i]), name) != 0)
            continue;
        if (eval->assigned[i]) {
            output_error("%s: %s has a value already", text, name);
            return EXIT_CODE_USAGE;
        }
        eval->domains[i] = *interval;
        eval->assigned[i] = true;
        return EXIT_CODE_EXPECTED;
    }
    output_error("%s: there is no %s in the expression", text, name);
    return EXIT_CODE_USAGE;
}

static exit_code_t read_assignment(eval_t *eval, const char *option, const char *text, bool wants_point)
{
    char *name;
    interval_t interval;
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    exit_code_t code = EXIT_CODE_USAGE;
    if (spec_read_assignment(&name, &interval, eval->dag, &diagnostics, text, strlen(text)) != STATUS_OK) {
        output_diagnostics(&diagnostics, option, text);
    } else if (wants_point && (interval.lo == EXPR_NONE || interval.lo != interval.hi)) {
        output_error("--at %s: a value expected; --over takes intervals", text);
    } else {
        code = assign(eval, name, &interval, text);
    }
    mem_free(name);
    diagnostics_clear(&diagnostics);
    return code;
}

static exit_code_t read_assignments(eval_t *eval, const options_t *options)
{
    const option_value_t *over = options->values + COMMAND_OVER, *at = options->values + COMMAND_AT;
    exit_code_t code = EXIT_CODE_EXPECTED;
    for (size_t i = 0; i < over->count && code == EXIT_CODE_EXPECTED; i++)
        code = read_assignment(eval, "--over", over->list[i], false);
    for (size_t i = 0; i < at->count && code == EXIT_CODE_EXPECTED; i++)
        code = read_assignment(eval, "--at", at->list[i], true);
    for (size_t i = 0; i < eval->variable_count && code == EXIT_CODE_EXPECTED; i++)
        if (!eval->assigned[i]) {
            const char *name = expr_variable_name(eval->dag, eval->variables[i]);
            output_error("%s has no value: give --over '%s=[A,B]' or --at '%s=VALUE'", name, name, name);
            code = EXIT_CODE_USAGE;
        }
    return code;
}

// ---- evaluating ----

// Puts the exact values in the place of their variables; what is left over ranges over intervals.
static size_t substitute_points(eval_t *eval, quantified_t *ranging)
{
    expr_t *fixed = mem_alloc(eval->variable_count, sizeof *fixed);
    expr_t *values = mem_alloc(eval->variable_count, sizeof *values);
    size_t fixed_count = 0, count = 0;
    for (size_t i = 0; i < eval->variable_count; i++) {
        if (eval->domains[i].lo != EXPR_NONE && eval->domains[i].lo == eval->domains[i].hi) {
            fixed[fixed_count] = eval->variables[i];
            values[fixed_count++] = eval->domains[i].lo;
        } else {
            ranging[count++] = (quantified_t){eval->variables[i], eval->domains[i]};
        }
    }
    eval->expression = expr_substitute(eval->dag, eval->expression, fixed_count, fixed, values);
    mem_free(fixed);
    mem_free(values);
    return count;
}

static void evaluate(worker_output_t *output, void *context)
{
    eval_t *eval = context;
    enclosure_t enclosure;
    strbuf_t text;
    quantified_t *ranging = mem_alloc(eval->variable_count, sizeof *ranging);
    enclosure_init(&enclosure);
    strbuf_init(&text);
    size_t count = substitute_points(eval, ranging);
    enclose_range(&enclosure, eval->dag, eval->expression, count, ranging, &eval->limits, eval->digits);
    if (enclosure.kind == ENCLOSURE_FOUND) {
        strbuf_printf(&text, "[%s, %s]\n", enclosure.lo.text, enclosure.hi.text);
        command_answer(output, EXIT_CODE_EXPECTED, ANSWER_OUTPUT, &text);
    } else {
        command_answer(output, enclosure.kind == ENCLOSURE_UNDEFINED ? EXIT_CODE_OPPOSITE : EXIT_CODE_UNDECIDED,
                       ANSWER_ERROR, &enclosure.remark);
    }
    mem_free(ranging);
    strbuf_clear(&text);
    enclosure_clear(&enclosure);
}

static void eval_clear(eval_t *eval)
{
    mem_free(eval->variables);
    mem_free(eval->domains);
    mem_free(eval->assigned);
    dag_free(eval->dag);
}

exit_code_t eval_main(const options_t *options)
{
    if (options->operand_count != 1) {
        output_error("one expression expected; `certify eval --help` tells more");
        return EXIT_CODE_USAGE;
    }
    if (interval_self_test() != STATUS_OK) {
        output_error("directed rounding does not work on this machine");
        return EXIT_CODE_INTERNAL;
    }
    const option_value_t *digits = options->values + COMMAND_DIGITS;
    eval_t eval = {.text = options->operands[0],
                   .dag = dag_new(),
                   .limits = job_default_settings().limits,
                   .digits = digits->is_set ? (slong)digits->number : COMMAND_EVAL_DIGITS};
    exit_code_t code = read_expression(&eval);
    if (code == EXIT_CODE_EXPECTED)
        code = read_assignments(&eval, options);
    if (code == EXIT_CODE_EXPECTED)
        code = command_run(options, evaluate, &eval);
    eval_clear(&eval);
    return code;
}
