// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence lines, and the same for people.
#include "base/memory.h"
#include "prove/exact.h"
#include "real/number.h"

#include <string.h>

status_t evidence_points(strbuf_t *out, const partition_t *partition, size_t first, size_t count, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    for (size_t i = first; status == STATUS_OK && i < first + count; i++) {
        strbuf_append(out, "at ");
        status = number_write_rpoint(out, partition_point(partition, i), ctx);
        strbuf_append_char(out, '\n');
    }
    return status;
}

static bool is_regularity(expr_op_t op)
{
    return op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
}

static bool has_regularity(const problem_t *problem)
{
    const dag_t *dag = problem->line.dag;
    expr_t roots[2];
    size_t count = 0;
    if (problem->region != EXPR_NONE)
        roots[count++] = problem->region;
    if (problem->conclusion != EXPR_NONE)
        roots[count++] = problem->conclusion;
    bool *marked = expr_reachable(dag, count, roots);
    bool found = false;
    for (expr_t a = 0; !found && a < dag_size(dag); a++)
        found = marked[a] && is_regularity(expr_op(dag, a));
    mem_free(marked);
    return found;
}

// The interval's ends count as points of the frame. Formulas about regularity at an end look at the cell beyond it,
// which the next point limits.
status_t evidence_cells(strbuf_t *out, const frame_t *frame, size_t first, size_t last, const problem_t *problem)
{
    size_t total = frame->partition->points->count;
    size_t begin = first > last ? total : first / 2, end = first > last ? total : (last + 1) / 2;
    if (first <= last && first % 2 == 0 && begin > 0)
        begin--;
    if (first <= last && last % 2 == 0 && end < total)
        end++;
    if (first <= last && has_regularity(problem)) {
        begin -= begin > 0;
        end += end < total;
    }
    strbuf_printf(out, "cells %zu\n", end - begin);
    return evidence_points(out, frame->partition, begin, end - begin, problem->prover->reals);
}

status_t cell_point(rpoint_t point, const partition_t *partition, size_t cell, real_ctx_t ctx)
{
    if (cell % 2 == 1) {
        rpoint_set(point, partition_point(partition, cell / 2));
        return STATUS_OK;
    }
    fmpq_t sample;
    fmpq_init(sample);
    status_t status = partition_sample(sample, partition, cell, ctx);
    if (status == STATUS_OK)
        rpoint_set_fmpq(point, sample);
    fmpq_clear(sample);
    return status;
}

#define DECIMAL_DIGITS 17

status_t decimal_text(strbuf_t *out, const rpoint_t value, real_ctx_t ctx)
{
    strbuf_t below, above;
    strbuf_init(&below);
    strbuf_init(&above);
    status_t status = number_decimal_rpoint(&below, value, DECIMAL_DIGITS, NUMBER_DOWN, ctx);
    if (status == STATUS_OK)
        status = number_decimal_rpoint(&above, value, DECIMAL_DIGITS, NUMBER_UP, ctx);
    if (status == STATUS_OK) {
        bool exact = strcmp(below.text, above.text) == 0;
        strbuf_append(out, below.text[0] == '-' ? above.text : below.text); // towards 0
        strbuf_append(out, exact ? "" : "...");
    }
    strbuf_clear(&below);
    strbuf_clear(&above);
    return status;
}

status_t evidence_value(strbuf_t *out, proof_t *proof, expr_t variable, bool second, const rpoint_t value,
                        real_ctx_t ctx)
{
    strbuf_t exact, decimal;
    strbuf_init(&exact);
    strbuf_init(&decimal);
    status_t status = number_write_rpoint(&exact, value, ctx);
    if (status == STATUS_OK)
        status = decimal_text(&decimal, value, ctx);
    if (status == STATUS_OK) {
        strbuf_printf(out, "value %s\n", exact.text);
        proof->witness = mem_resize(proof->witness, proof->witness_count + 1, sizeof *proof->witness);
        proof->witness[proof->witness_count++] =
            (witness_value_t){variable, second, strbuf_detach(&exact), strbuf_detach(&decimal)};
    }
    strbuf_clear(&exact);
    strbuf_clear(&decimal);
    return status;
}

char *finish_text(strbuf_t *text)
{
    char *result = strbuf_detach(text);
    strbuf_clear(text);
    return result;
}

char *format_text(const char *format, ...)
{
    strbuf_t text;
    va_list arguments;
    strbuf_init(&text);
    va_start(arguments, format);
    strbuf_vprintf(&text, format, arguments);
    va_end(arguments);
    return finish_text(&text);
}

void proof_settle(proof_t *proof, verdict_t verdict, strbuf_t *evidence, size_t cells)
{
    proof->verdict = verdict;
    strbuf_append_bytes(&proof->evidence, evidence->text, evidence->length);
    proof->method = format_text("exact, %zu cell%s", cells, cells == 1 ? "" : "s");
}

void describe_cell(strbuf_t *out, const problem_t *problem, const partition_t *partition, size_t cell)
{
    const line_t *line = &problem->line;
    rpoint_t point;
    if (line->variable == EXPR_NONE)
        return;
    rpoint_init(point);
    strbuf_t decimal;
    strbuf_init(&decimal);
    if (cell_point(point, partition, cell, line->reals) == STATUS_OK &&
        decimal_text(&decimal, point, line->reals) == STATUS_OK)
        strbuf_printf(out, "%s = %s", expr_variable_name(line->dag, line->variable), decimal.text);
    strbuf_clear(&decimal);
    rpoint_clear(point);
}
