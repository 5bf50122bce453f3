// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/eval.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/worker.h"
#include "cli/output.h"
#include "decide/enclosure.h"
#include "interval/rounding.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const char *text; // of the expression
    const char *path; // of the output
    dag_t *dag;
    expr_t expression;
    size_t variable_count;
    expr_t *variables;
    interval_t *domains; // per variable
    bool *assigned;
    prove_limits_t limits;
    slong digits;
    exit_code_t code;
} eval_t;

// ---- reading ----

static exit_code_t report_diagnostics(const diagnostics_t *diagnostics, const char *name, const char *text)
{
    strbuf_t out;
    strbuf_init(&out);
    for (size_t i = 0; i < diagnostics->count; i++)
        diagnostic_write(&out, diagnostics->items + i, name, text, strlen(text));
    fputs(out.text, stderr);
    strbuf_clear(&out);
    return EXIT_CODE_USAGE;
}

static exit_code_t read_expression(eval_t *eval)
{
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    exit_code_t code = EXIT_CODE_EXPECTED;
    if (spec_read_expression(&eval->expression, &eval->variable_count, &eval->variables, eval->dag, &diagnostics,
                             eval->text, strlen(eval->text)) != STATUS_OK)
        code = report_diagnostics(&diagnostics, "EXPRESSION", eval->text);
    diagnostics_clear(&diagnostics);
    eval->domains = mem_alloc(eval->variable_count, sizeof *eval->domains);
    eval->assigned = mem_alloc(eval->variable_count, sizeof *eval->assigned);
    return code;
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
    exit_code_t code;
    if (spec_read_assignment(&name, &interval, eval->dag, &diagnostics, text, strlen(text)) != STATUS_OK) {
        code = report_diagnostics(&diagnostics, option, text);
    } else if (wants_point && (interval.lo == EXPR_NONE || interval.lo != interval.hi)) {
        output_error("--at %s: a value expected; --over takes intervals", text);
        code = EXIT_CODE_USAGE;
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

// Sends the exit status as one byte, then the text to print.
static void evaluate(worker_output_t *output, size_t index, void *context)
{
    (void)index;
    eval_t *eval = context;
    enclosure_t enclosure;
    strbuf_t text;
    quantified_t *ranging = mem_alloc(eval->variable_count, sizeof *ranging);
    enclosure_init(&enclosure);
    strbuf_init(&text);
    size_t count = substitute_points(eval, ranging);
    enclose_range(&enclosure, eval->dag, eval->expression, count, ranging, &eval->limits, eval->digits);
    strbuf_append_char(&text, enclosure.kind == ENCLOSURE_FOUND       ? EXIT_CODE_EXPECTED
                              : enclosure.kind == ENCLOSURE_UNDEFINED ? EXIT_CODE_OPPOSITE
                                                                      : EXIT_CODE_UNDECIDED);
    if (enclosure.kind == ENCLOSURE_FOUND)
        strbuf_printf(&text, "[%s, %s]\n", enclosure.lo.text, enclosure.hi.text);
    else
        strbuf_append(&text, enclosure.remark.text);
    worker_send(output, text.text, text.length);
    mem_free(ranging);
    strbuf_clear(&text);
    enclosure_clear(&enclosure);
}

static void deliver(const worker_result_t *result, void *context)
{
    eval_t *eval = context;
    if (result->failure || result->output->length == 0) {
        output_error("%s", result->failure ? result->failure : "the worker process sent no result");
        eval->code = EXIT_CODE_UNDECIDED;
        return;
    }
    eval->code = (exit_code_t)result->output->text[0];
    if (eval->code != EXIT_CODE_EXPECTED) {
        output_error("%s", result->output->text + 1);
        return;
    }
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append_bytes(&text, result->output->text + 1, result->output->length - 1);
    eval->code = output_write_file(&text, eval->path);
    strbuf_clear(&text);
}

static void run_worker(eval_t *eval, const options_t *options)
{
    worker_options_t workers = job_default_settings().workers;
    workers.jobs = 1;
    if (options->values[COMMAND_TIME_LIMIT].is_set)
        workers.time_limit = options->values[COMMAND_TIME_LIMIT].number;
    if (options->values[COMMAND_MAX_MEMORY].is_set)
        workers.max_memory = options->values[COMMAND_MAX_MEMORY].size;
    worker_calls_t calls = {evaluate, deliver, NULL, eval};
    interrupt_hold_t hold;
    interrupt_hold(&hold);
    worker_run(1, &workers, &calls);
    interrupt_release(&hold);
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
                   .path = command_output_path(options),
                   .dag = dag_new(),
                   .limits = job_default_settings().limits,
                   .digits = digits->is_set ? (slong)digits->number : COMMAND_EVAL_DIGITS};
    eval.code = read_expression(&eval);
    if (eval.code == EXIT_CODE_EXPECTED)
        eval.code = read_assignments(&eval, options);
    if (eval.code == EXIT_CODE_EXPECTED)
        run_worker(&eval, options);
    eval_clear(&eval);
    return eval.code;
}
