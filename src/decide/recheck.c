// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/recheck.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "check/share.h"

#include <string.h>

#define SHARED_BYTES 65536 // of evidence; below, a process costs more than it saves

void recheck_init(recheck_t *recheck, dag_t *dag, size_t obligation_count)
{
    real_ctx_init(recheck->reals);
    ground_init(&recheck->ground, dag, recheck->reals);
    recheck->count = obligation_count;
    recheck->verdicts = mem_alloc(obligation_count, sizeof *recheck->verdicts);
}

void recheck_clear(recheck_t *recheck)
{
    ground_clear(&recheck->ground);
    real_ctx_clear(recheck->reals);
    mem_free(recheck->verdicts);
}

// Whether the evidence shows the verdict; else *message says why not.
static bool read_evidence(char **message, recheck_t *recheck, const obligation_t *obligation, size_t index,
                          const char *evidence, verdict_t verdict)
{
    *message = NULL;
    recheck->verdicts[index] = VERDICT_UNDECIDED;
    FILE *stream = fmemopen((void *)(uintptr_t)evidence, strlen(evidence), "r");
    if (!stream) {
        *message = mem_copy_text("no memory", 9);
        return false;
    }
    reader_t reader;
    reader_init(&reader, stream);
    bool shown =
        evidence_check(recheck->verdicts + index, &reader, &recheck->ground, obligation, recheck->verdicts, index) &&
        recheck->verdicts[index] == verdict && reader_at_end(&reader);
    if (!shown) {
        *message = mem_copy_text(reader.message.text, reader.message.length);
        recheck->verdicts[index] = VERDICT_UNDECIDED;
    }
    reader_clear(&reader);
    fclose(stream);
    return shown;
}

// Only of these kinds evidence has large trees, and leaves nothing behind but the verdict.
static bool may_be_shared(const obligation_t *obligation, const char *evidence)
{
    bool kind = obligation->kind == OBLIGATION_FORALL || obligation->kind == OBLIGATION_EXISTS ||
                obligation->kind == OBLIGATION_PAIR;
    return kind && strlen(evidence) >= SHARED_BYTES;
}

// With the processors that this one may use; false also where another process ended without an answer.
static bool read_together(recheck_t *recheck, const obligation_t *obligation, size_t index, const char *evidence,
                          verdict_t verdict)
{
    share_t share;
    char *message;
    if (!share_fork(&share, parallel_allowed()))
        return false;
    recheck->ground.share = &share;
    bool shown = read_evidence(&message, recheck, obligation, index, evidence, verdict);
    recheck->ground.share = NULL;
    mem_free(message);
    return share_end(&share, shown);
}

bool recheck_evidence(char **message, recheck_t *recheck, const obligation_t *obligation, size_t index,
                      const char *evidence, verdict_t verdict)
{
    *message = NULL;
    recheck->verdicts[index] = VERDICT_UNDECIDED;
    if (!evidence ||
        (may_be_shared(obligation, evidence) && read_together(recheck, obligation, index, evidence, verdict)))
        return true;
    return read_evidence(message, recheck, obligation, index, evidence, verdict);
}
