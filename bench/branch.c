// SPDX-License-Identifier: LGPL-3.0-or-later
// Branch and bound on statements that need many boxes: boxes, boxes a second of user time, and the same on two threads:
// by how much less time goes by, and by how much less processor time the first thread needs.
#include "threads.h"

#include "base/memory.h"
#include "claim/claim.h"
#include "prove/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name, *text;
} statement_text_t;

static const statement_text_t statements[] = {
    {"sines",
     "landscape s(x, y, z, w, v, u) = sin(3*x*y) + cos(3*y*z + x) + tanh(x*z - y*w)*sin(3*u) + sin(2*w*z - u) + "
     "cos(2*v*x - y)\n"
     "                                + (x^2 + y^2 + z^2 + w^2 + v^2 + u^2)/200\n"
     "region box = abs(x) <= 4 and abs(y) <= 4 and abs(z) <= 4 and abs(w) <= 4 and abs(v) <= 4 and abs(u) <= 4\n"
     "claim bound: holds(s(x, y, z, w, v, u) >= -4.965) on box\n"},
    {"kinks", "landscape s(x, y, z) = abs(sin(3*x*y)) - cos(2*x + y)*z + z^2/4 + max(x*y, z)/10 + cos(3*y*z)\n"
              "claim bound: holds(s(x, y, z) >= -2.102) on x^2 + y^2 + z^2 <= 9\n"},
};

typedef struct {
    spec_t spec;
    obligation_list_t list;
    prover_t prover;
    size_t boxes;
} job_t;

static void prove(void *context)
{
    job_t *job = context;
    proof_t proof;
    proof_init(&proof);
    prove_branch(&proof, &job->prover, job->list.items + job->list.count - 1);
    job->boxes = 0;
    if (proof.verdict == VERDICT_PROVED && proof.method)
        (void)sscanf(proof.method, "%zu boxes", &job->boxes);
    proof_clear(&proof);
}

static thread_times_t run(size_t *boxes, const statement_text_t *statement, size_t threads)
{
    const prove_limits_t limits = {.max_boxes = 10000000, .max_precision = 4096};
    const instance_t instance = {.unknown = EXPR_NONE};
    const char *reason;
    job_t job = {.boxes = 0};
    if (spec_read(&job.spec, statement->name, statement->text, strlen(statement->text)) != STATUS_OK ||
        claims_validate(&job.spec) != STATUS_OK || claim_lower(&job.list, &reason, &job.spec, &instance) != STATUS_OK)
        exit(1);
    prover_init(&job.prover, job.spec.dag, &limits);
    thread_times_t times = time_on_threads(threads, prove, &job);
    *boxes = job.boxes;
    prover_clear(&job.prover);
    obligation_list_clear(&job.list);
    spec_clear(&job.spec);
    return times;
}

int main(void)
{
    printf("%8s %8s %8s %10s %10s %10s\n", "", "boxes", "seconds", "boxes/s", "2 threads", "its first");
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        size_t boxes;
        thread_times_t one = run(&boxes, statements + i, 1), two = run(&boxes, statements + i, 2);
        printf("%8s %8zu %8.2f %10.0f %10.2f %10.2f\n", statements[i].name, boxes, one.first, (double)boxes / one.first,
               one.wall / two.wall, one.first / two.first);
    }
    return 0;
}
