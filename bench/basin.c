// SPDX-License-Identifier: LGPL-3.0-or-later
// The subdivision for measured basins on the mended toy function of Appendix J (landscapes/toy1d-mended.spec), starts
// in [9, 12]: cells, images of cells, images a second of user time, the part that stays unresolved; the same work on
// two threads: by how much less time goes by, and by how much less processor time the first thread needs (threads.h);
// and the user time of two processes at once, each with the same work, as a multiple of twice that of one.
#include "threads.h"

#include "claim/system.h"
#include "prove/measure.h"
#include "real/number.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS 5000

static const char text[] =
    "landscape toy(x) = cases {\n"
    "  2 <= x <= 3             : -1600*(x - 2.5)^5 - 2000*(x - 2.5)^4 + 800*(x - 2.5)^3 + 1020*(x - 2.5)^2\n"
    "  8.4 <= x <= 8.40001     : 1411.2*(1 - 10^5*(x - 8.4))\n"
    "  8.40001 <= x <= 8.59999 : 0\n"
    "  8.59999 <= x <= 8.6     : 1479.2*(10^5*(x - 8.6) + 1)\n"
    "  otherwise               : 20*x^2\n"
    "}\n"
    "region flat = 8.40001 < x < 8.59999\n"
    "region zero = -1.9 < x < 1.9\n"
    "region trap = 2.05 < x < 2.72\n";

typedef struct {
    spec_t spec;
    obligation_t obligation;
    prover_t prover;
} basins_t;

static void basins_init(basins_t *b, const char *rate, size_t targets, slong max_boxes)
{
    const prove_limits_t limits = {.max_boxes = max_boxes, .max_precision = 4096};
    fmpq_t number;
    if (spec_read(&b->spec, "bench", text, strlen(text)) != STATUS_OK)
        exit(1);
    dag_t *dag = b->spec.dag;
    obligation_t *o = &b->obligation;
    *o = (obligation_t){.kind = OBLIGATION_MEASURE,
                        .role = "measure",
                        .variable_count = 1,
                        .state_count = 1,
                        .map_count = 1,
                        .has_steps = true,
                        .steps = STEPS,
                        .target_count = targets};
    o->region = expr_leaf(dag, EXPR_TRUE);
    o->conclusion = o->bound = o->shape_function = o->shape_constant = EXPR_NONE;
    o->variables = mem_alloc(1, sizeof *o->variables);
    o->variables[0] = (quantified_t){b->spec.state[0], {expr_integer(dag, 9), expr_integer(dag, 12), false, false}};
    fmpq_init(number);
    if (number_read_fmpq(number, rate, strlen(rate)) != STATUS_OK)
        exit(1);
    o->map = mem_alloc(1, sizeof *o->map);
    o->map[0] = expr_binary(dag, EXPR_SUB, b->spec.state[0],
                            expr_binary(dag, EXPR_MUL, expr_rational(dag, number),
                                        expr_derivative(dag, b->spec.landscape, b->spec.state[0])));
    fmpq_clear(number);
    o->targets = mem_alloc(targets, sizeof *o->targets);
    for (size_t k = 0; k < targets; k++)
        o->targets[k] = (target_t){b->spec.regions[k].formula, EXPR_NONE, EXPR_NONE};
    prover_init(&b->prover, dag, &limits);
}

static void basins_clear(basins_t *b)
{
    prover_clear(&b->prover);
    obligation_clear(&b->obligation);
    spec_clear(&b->spec);
}

// User time: of this process, or of the children that have ended.
static double seconds(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec;
}

// The time of one proof; cells and images as the proof tells them.
static double prove_once(size_t *cells, size_t *images, basins_t *b)
{
    proof_t proof;
    proof_init(&proof);
    double start = seconds(RUSAGE_SELF);
    prove_measure(&proof, &b->prover, &b->obligation);
    double time = seconds(RUSAGE_SELF) - start;
    *cells = *images = 0;
    if (proof.method)
        (void)sscanf(proof.method, "%zu cells, %zu images", cells, images);
    proof_clear(&proof);
    return time;
}

static void prove_some(void *context)
{
    size_t cells, images;
    prove_once(&cells, &images, context);
}

static double prove_in_two_processes(basins_t *b)
{
    size_t cells, images;
    double start = seconds(RUSAGE_CHILDREN);
    for (int k = 0; k < 2; k++)
        if (fork() == 0) {
            prove_once(&cells, &images, b);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return seconds(RUSAGE_CHILDREN) - start;
}

static void measure(const char *rate, size_t targets, slong max_boxes)
{
    basins_t b;
    basins_init(&b, rate, targets, max_boxes);
    size_t cells, images;
    double time = prove_once(&cells, &images, &b), both = prove_in_two_processes(&b);
    thread_times_t one = time_on_threads(1, prove_some, &b), two = time_on_threads(2, prove_some, &b);
    fmpq *least = _fmpq_vec_init((slong)targets), *most = _fmpq_vec_init((slong)targets);
    bool found = measure_volumes(least, most, &cells, &b.prover, &b.obligation);
    fmpq_sub(most, most, least);
    printf("%8s %8zu %10zu %8.2f %10.2f %12.2g %10.2f %10.2f %10.2f\n", rate, cells, images, time,
           1e-6 * (double)images / time, found ? fmpq_get_d(most) / 3 : 1, one.wall / two.wall, one.first / two.first,
           both / (2 * time));
    _fmpq_vec_clear(least, (slong)targets);
    _fmpq_vec_clear(most, (slong)targets);
    basins_clear(&b);
}

int main(int count, char **arguments)
{
    slong max_boxes = count > 1 ? atol(arguments[1]) : 20000;
    printf("%8s %8s %10s %8s %10s %12s %10s %10s %10s\n", "rate", "cells", "images", "seconds", "million/s",
           "unresolved", "2 threads", "its first", "2 at once");
    measure("1/5000", 3, max_boxes);
    measure("1/1000", 3, max_boxes);
    measure("3/2000", 3, max_boxes);
    measure("1/500", 2, max_boxes);
    measure("1/100", 2, max_boxes);
    measure("1/50", 2, max_boxes);
    measure("9/200", 2, max_boxes);
    return 0;
}
