// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/orbit.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/worker.h"
#include "cli/output.h"
#include "interval/rounding.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const options_t *options;
    job_t job;
    expr_t *start; // per coordinate
    expr_t rate, momentum;
    size_t steps;
    slong digits;
    exit_code_t code;
} orbit_run_t;

static const option_value_t *value_of(const orbit_run_t *run, command_option_t option)
{
    return run->options->values + option;
}

// ---- reading ----

static void report_diagnostics(const diagnostics_t *diagnostics, const char *name, const char *text)
{
    strbuf_t out;
    strbuf_init(&out);
    for (size_t i = 0; i < diagnostics->count; i++)
        diagnostic_write(&out, diagnostics->items + i, name, text, strlen(text));
    fputs(out.text, stderr);
    strbuf_clear(&out);
}

// A constant expression, of the bytes given.
static bool read_constant(expr_t *result, orbit_run_t *run, const char *option, const char *text, size_t length)
{
    char *copy = mem_copy_text(text, length);
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    size_t count = 0;
    expr_t *variables = NULL;
    bool good =
        spec_read_expression(result, &count, &variables, run->job.spec.dag, &diagnostics, copy, length) == STATUS_OK;
    if (!good) {
        report_diagnostics(&diagnostics, option, copy);
    } else if (count > 0) {
        output_error("%s %s: a number expected, and %s is none", option, copy,
                     expr_variable_name(run->job.spec.dag, variables[0]));
        good = false;
    } else if (expr_is_formula(run->job.spec.dag, *result)) {
        output_error("%s %s: a number expected", option, copy);
        good = false;
    }
    mem_free(variables);
    mem_free(copy);
    diagnostics_clear(&diagnostics);
    return good;
}

static const spec_point_t *find_point(const spec_t *spec, const char *name)
{
    for (size_t k = 0; k < spec->point_count; k++)
        if (strcmp(spec->points[k]->name, name) == 0)
            return spec->points[k];
    return NULL;
}

// The length of the text up to a comma outside parentheses.
static size_t coordinate_length(const char *text, size_t length)
{
    size_t depth = 0, i = 0;
    for (; i < length && (depth > 0 || text[i] != ','); i++)
        depth += text[i] == '(' ? 1u : text[i] == ')' && depth > 0 ? (size_t)-1 : 0u;
    return i;
}

static bool has_outer_parentheses(const char *text, size_t length)
{
    if (length < 2 || text[0] != '(' || text[length - 1] != ')')
        return false;
    size_t depth = 0;
    for (size_t i = 0; i + 1 < length; i++) {
        depth += text[i] == '(' ? 1u : text[i] == ')' ? (size_t)-1 : 0u;
        if (depth == 0)
            return false;
    }
    return true;
}

static bool read_coordinates(orbit_run_t *run, const char *text)
{
    size_t length = strlen(text), count = 0, n = run->job.spec.dimension;
    if (n > 1 && has_outer_parentheses(text, length)) {
        text++;
        length -= 2;
    }
    for (bool more = true; more; count++) {
        size_t part = coordinate_length(text, length);
        expr_t value;
        if (!read_constant(&value, run, "--from", text, part))
            return false;
        if (count < n)
            run->start[count] = value;
        more = part < length;
        text += part + more;
        length -= part + more;
    }
    if (count != n)
        output_error("--from: %zu coordinate%s expected, not %zu", n, n == 1 ? "" : "s", count);
    return count == n;
}

static bool read_start(orbit_run_t *run)
{
    const char *text = value_of(run, COMMAND_FROM)->text;
    const spec_point_t *point = find_point(&run->job.spec, text);
    run->start = mem_alloc(run->job.spec.dimension, sizeof *run->start);
    if (!point)
        return read_coordinates(run, text);
    if (point->implicit) {
        output_error("--from %s: this point is known by an enclosure only; give numbers", text);
        return false;
    }
    memcpy(run->start, point->coordinates, run->job.spec.dimension * sizeof *run->start);
    return true;
}

static bool read_number(expr_t *result, orbit_run_t *run, command_option_t option, const char *name)
{
    const char *text = value_of(run, option)->text;
    if (!read_constant(result, run, name, text, strlen(text)))
        return false;
    arb_t value;
    arb_init(value);
    tape_t *tape = tape_compile(run->job.spec.dag, 1, result, 0, NULL);
    tape_evaluate_arb(value, NULL, NULL, tape, NULL, 128);
    tape_free(tape);
    bool good = arb_is_nonnegative(value);
    arb_clear(value);
    if (!good)
        output_error("%s %s: a number that is not negative expected", name, text);
    return good;
}

static bool read_all(orbit_run_t *run)
{
    static const struct {
        command_option_t option;
        const char *name;
    } required[] = {{COMMAND_FROM, "--from"}, {COMMAND_RATE, "--rate"}, {COMMAND_STEPS, "--steps"}};
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        if (!value_of(run, required[i].option)->is_set) {
            output_error("%s is missing; `certify orbit --help` tells more", required[i].name);
            return false;
        }
    run->steps = (size_t)value_of(run, COMMAND_STEPS)->number;
    run->digits =
        value_of(run, COMMAND_DIGITS)->is_set ? (slong)value_of(run, COMMAND_DIGITS)->number : COMMAND_ORBIT_DIGITS;
    run->momentum = EXPR_NONE;
    return read_start(run) && read_number(&run->rate, run, COMMAND_RATE, "--rate") &&
           (!value_of(run, COMMAND_MOMENTUM)->is_set ||
            read_number(&run->momentum, run, COMMAND_MOMENTUM, "--momentum"));
}

// ---- following ----

static void set_system(system_t *system, orbit_run_t *run)
{
    static char gd[] = "gd", heavy_ball[] = "heavy_ball", rate[] = "rate", momentum[] = "momentum";
    bool heavy = run->momentum != EXPR_NONE;
    argument_t arguments[] = {{.name = rate, .kind = VALUE_NUMBER, .number = run->rate},
                              {.name = momentum, .kind = VALUE_NUMBER, .number = run->momentum}};
    dynamics_t dynamics = {.name = heavy ? heavy_ball : gd, .argument_count = heavy ? 2 : 1, .arguments = arguments};
    system_init(system, &run->job.spec, &dynamics, EXPR_NONE);
}

// Sends the exit status as one byte, then the text to print.
static void follow(worker_output_t *output, size_t index, void *context)
{
    (void)index;
    orbit_run_t *run = context;
    prove_limits_t limits = job_default_settings().limits;
    prover_t prover;
    system_t system;
    comparison_t comparison;
    strbuf_t text;
    strbuf_init(&text);
    prover_init(&prover, run->job.spec.dag, &limits);
    set_system(&system, run);
    comparison_init(&comparison, &prover, &run->job.spec, &system, run->start, run->steps, run->digits);
    orbit_report_t report = {&run->job.spec,
                             value_of(run, COMMAND_FROM)->text,
                             value_of(run, COMMAND_RATE)->text,
                             value_of(run, COMMAND_MOMENTUM)->text,
                             run->digits,
                             &comparison};
    strbuf_append_char(&text, (char)(comparison.orbit.settled ? EXIT_CODE_EXPECTED : EXIT_CODE_UNDECIDED));
    if (value_of(run, COMMAND_JSON)->is_set)
        orbit_write_json(&text, &report);
    else
        orbit_write_table(&text, &report);
    worker_send(output, text.text, text.length);
    comparison_clear(&comparison);
    system_clear(&system);
    prover_clear(&prover);
    strbuf_clear(&text);
}

static void deliver(const worker_result_t *result, void *context)
{
    orbit_run_t *run = context;
    if (result->failure || result->output->length == 0) {
        output_error("%s", result->failure ? result->failure : "the worker process sent no result");
        run->code = EXIT_CODE_UNDECIDED;
        return;
    }
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append_bytes(&text, result->output->text + 1, result->output->length - 1);
    run->code = exit_code_worse((exit_code_t)result->output->text[0],
                                output_write_file(&text, command_output_path(run->options)));
    strbuf_clear(&text);
}

static void run_worker(orbit_run_t *run)
{
    worker_options_t workers = job_default_settings().workers;
    workers.jobs = 1;
    if (value_of(run, COMMAND_TIME_LIMIT)->is_set)
        workers.time_limit = value_of(run, COMMAND_TIME_LIMIT)->number;
    if (value_of(run, COMMAND_MAX_MEMORY)->is_set)
        workers.max_memory = value_of(run, COMMAND_MAX_MEMORY)->size;
    worker_calls_t calls = {follow, deliver, NULL, run};
    interrupt_hold_t hold;
    interrupt_hold(&hold);
    worker_run(1, &workers, &calls);
    interrupt_release(&hold);
}

exit_code_t orbit_main(const options_t *options)
{
    if (options->operand_count != 1) {
        output_error("one spec expected; `certify orbit --help` tells more");
        return EXIT_CODE_USAGE;
    }
    if (interval_self_test() != STATUS_OK) {
        output_error("directed rounding does not work on this machine");
        return EXIT_CODE_INTERNAL;
    }
    orbit_run_t run = {.options = options};
    job_init(&run.job);
    run.job.errors_only = true;
    run.code = job_load(&run.job, options->operands[0]);
    fputs(run.job.messages.text, stderr);
    if (run.code == EXIT_CODE_EXPECTED)
        run.code = read_all(&run) ? EXIT_CODE_EXPECTED : EXIT_CODE_USAGE;
    if (run.code == EXIT_CODE_EXPECTED)
        run_worker(&run);
    mem_free(run.start);
    job_clear(&run.job);
    return run.code;
}
