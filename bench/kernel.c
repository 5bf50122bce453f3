// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes a second through the program's own tapes, in pairs in one run with plain loops over Boost.Interval, Arb and
// MPFI: bench-kernel [--plain] [RUNS]. Processor time, the median of the runs, ratios. Enclosures of one box are
// compared, so that nobody is fast by being wrong.
#include "kernel_loops.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "expr/tape_batch.h"
#include "interval/kernels.h"
#include "interval/rounding.h"
#include "spec/spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_INPUTS 4
#define MAX_RUNS 101

typedef struct {
    const char *name;
    const char *text; // a spec: a landscape, whose value, derivative or iteration is meant
    size_t inputs, derivatives;
    bool is_map;
    size_t count, rounds; // boxes, few enough for the cache, and how often they are gone through
    double lo[MAX_INPUTS], hi[MAX_INPUTS], width; // boxes lie between, and are no wider
    loop_t loops[3];
    size_t divisors[3]; // of the work, for slow ones
} task_t;

static const task_t tasks[] = {
    {"h", "landscape h(x, y) = x^2 + y^2 - 200*(x - 1)*(y - 1)*(2 - x)*(2 - y)\n", 2, 0, false, 1024, 1600, {1, 1}, {2, 2},
     0.02, {boost_h, arb_h, mpfi_h}, {4, 100, 100}},
    {"F_aa",
     "landscape F(a, b, c, k) = 1/3*((c*tanh(-a) + k*tanh(-b) + 1/2)^2 + (c*tanh(a/2) + k*tanh(b/2) - 1/3)^2"
     " + (c*tanh(2*a) + k*tanh(2*b) - 1)^2)\n",
     4, 2, false, 1024, 80, {0.5, -1, 0.5, -1}, {1.5, 1, 1.5, 1}, 0.02, {boost_fit, arb_fit, mpfi_fit}, {4, 40, 40}},
    {"map",
     "landscape step(x) = cases {\n"
     "  2 <= x <= 3 : x - 1/50*((((-8000*(min(max(x, 2), 3) - 2.5) - 8000)*(min(max(x, 2), 3) - 2.5) + 2400)"
     "*(min(max(x, 2), 3) - 2.5) + 2040)*(min(max(x, 2), 3) - 2.5))\n"
     "  otherwise   : 1/5*x\n}\n",
     1, 0, true, 1000000, 1, {2}, {3}, 0, {boost_map, arb_map, mpfi_map}, {1, 10, 10}},
};

typedef struct {
    const task_t *task;
    spec_t spec;
    tape_t *tape;
    tape_batch_t *batch, *other;
    double *numbers;
    ends_t inputs[MAX_INPUTS], result;
    double *negated[MAX_INPUTS]; // the lower ends
} bench_t;

// ---- set-up ----

static void compile(bench_t *b)
{
    const task_t *task = b->task;
    if (spec_read(&b->spec, task->name, task->text, strlen(task->text)) != STATUS_OK)
        exit(1);
    dag_t *dag = b->spec.dag;
    expr_t root = b->spec.landscape;
    for (size_t k = 0; k < task->derivatives; k++)
        root = expr_differentiate(dag, root, b->spec.state[0]);
    root = expr_simplify(dag, root);
    b->tape = tape_compile(dag, 1, &root, task->inputs, b->spec.state);
    b->batch = tape_batch_new(b->tape, SIZE_MAX);
    b->other = tape_batch_new(b->tape, SIZE_MAX);
}

static double uniform(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

// Cells of the map are neighbours that cover the line; other boxes are random.
static void fill(bench_t *b)
{
    const task_t *task = b->task;
    uint64_t state = 1;
    for (size_t v = 0; v < task->inputs; v++)
        for (size_t i = 0; i < task->count; i++) {
            double length = task->hi[v] - task->lo[v], width = task->width * uniform(&state);
            double lo = task->lo[v] + (length - width) * uniform(&state), hi = lo + width;
            if (task->is_map) {
                lo = task->lo[v] + length * (double)i / (double)task->count;
                hi = task->lo[v] + length * (double)(i + 1) / (double)task->count;
            }
            b->inputs[v].lo[i] = lo;
            b->inputs[v].hi[i] = hi;
            b->negated[v][i] = -lo;
        }
}

static void bench_init(bench_t *b, const task_t *task)
{
    *b = (bench_t){.task = task};
    compile(b);
    b->numbers = mem_alloc((3 * MAX_INPUTS + 2) * task->count, sizeof *b->numbers);
    double *next = b->numbers;
    for (size_t v = 0; v < MAX_INPUTS; v++, next += 3 * task->count) {
        b->inputs[v] = (ends_t){next, next + task->count};
        b->negated[v] = next + 2 * task->count;
    }
    b->result = (ends_t){next, next + task->count};
    fill(b);
}

static void bench_clear(bench_t *b)
{
    mem_free(b->numbers);
    tape_batch_free(b->batch);
    tape_batch_free(b->other);
    tape_free(b->tape);
    spec_clear(&b->spec);
}

// ---- the program's own tape ----

// The lower ends stay negated.
static void keep_result(const bench_t *b, size_t done, size_t count)
{
    interval_array_t values = tape_batch_values(b->batch, 0);
    memcpy(b->result.lo + done, values.neg_lo, count * sizeof(double));
    memcpy(b->result.hi + done, values.hi, count * sizeof(double));
}

static void run_values(const bench_t *b, size_t done, size_t count)
{
    interval_array_t sides[MAX_INPUTS];
    for (size_t v = 0; v < b->task->inputs; v++)
        sides[v] = (interval_array_t){b->negated[v] + done, b->inputs[v].hi + done};
    tape_batch_run(b->batch, count, sides);
}

// Two batches by turns: each takes its sides where the other one has its values.
static void run_steps(bench_t *b, size_t done, size_t count)
{
    run_values(b, done, count);
    for (size_t k = 1; k < MAP_STEPS; k++) {
        interval_array_t x = tape_batch_values(b->batch, 0);
        tape_batch_t *other = b->other;
        b->other = b->batch;
        b->batch = other;
        tape_batch_run(other, count, &x);
    }
}

static void run_tape(bench_t *b)
{
    size_t room = tape_batch_room(b->batch);
    for (size_t done = 0; done < b->task->count; done += room) {
        size_t count = b->task->count - done < room ? b->task->count - done : room;
        if (b->task->is_map)
            run_steps(b, done, count);
        else
            run_values(b, done, count);
        keep_result(b, done, count);
    }
}

// ---- measuring ----

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#define RIVALS 3
static const char *const names[RIVALS + 1] = {"certify", "Boost.Interval", "Arb, 53 bits", "MPFI, 53 bits"};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, size_t runs)
{
    qsort(times, runs, sizeof *times, by_size);
    return times[runs / 2];
}

static double mean_width(const bench_t *b, size_t count, bool negated)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += b->result.hi[i] - (negated ? -b->result.lo[i] : b->result.lo[i]);
    return sum / (double)count;
}

// Nanoseconds a box. A slow rival goes through all boxes less often, or once through some of them.
static double measure_one(bench_t *b, size_t who, double *width)
{
    const task_t *task = b->task;
    size_t divisor = who == 0 ? 1 : task->divisors[who - 1];
    size_t rounds = task->rounds > divisor ? task->rounds / divisor : 1;
    size_t count = task->rounds == 1 ? task->count / divisor : task->count;
    double start = seconds();
    for (size_t k = 0; k < rounds; k++)
        if (who == 0)
            run_tape(b);
        else
            task->loops[who - 1](b->result, b->inputs, count);
    double time = seconds() - start;
    *width = mean_width(b, task->rounds == 1 ? task->count / task->divisors[RIVALS - 1] : task->count, who == 0);
    return 1e9 * time / (double)(count * rounds);
}

static void measure(const task_t *task, size_t runs)
{
    bench_t b;
    double times[RIVALS + 1][MAX_RUNS], widths[RIVALS + 1];
    bench_init(&b, task);
    for (size_t run = 0; run < runs; run++)
        for (size_t who = 0; who <= RIVALS; who++)
            times[who][run] = measure_one(&b, who, widths + who);
    double own = median(times[0], runs);
    for (size_t who = 0; who <= RIVALS; who++) {
        double time = median(times[who], runs);
        printf("%-6s %-15s %12.3g %10.1f %8.1f %12.3g\n", task->name, names[who], 1e9 / time, time, time / own,
               widths[who]);
    }
    printf("%-6s %zu instructions, blocks of %zu boxes\n", "", tape_length(b.tape), tape_batch_room(b.batch));
    bench_clear(&b);
}

int main(int count, char **arguments)
{
    bool plain = count > 1 && strcmp(arguments[1], "--plain") == 0;
    size_t runs = count > (plain ? 2 : 1) ? strtoul(arguments[plain ? 2 : 1], NULL, 10) : 5;
    if (runs < 1 || runs > MAX_RUNS || interval_self_test() != STATUS_OK || (plain && !interval_kernels_choose("plain")))
        return 64;
    printf("kernels: %s; processor time, median of %zu runs\n", interval_kernels()->name, runs);
    printf("%-6s %-15s %12s %10s %8s %12s\n", "task", "", "boxes/s", "ns/box", "ratio", "mean width");
    for (size_t k = 0; k < sizeof tasks / sizeof *tasks; k++)
        measure(tasks + k, runs);
    flint_cleanup();
    return 0;
}
