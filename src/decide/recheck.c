// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/recheck.h"

#include "base/memory.h"

#include <string.h>

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

static bool read_evidence(reader_t *reader, recheck_t *recheck, const obligation_t *obligation, size_t index,
                          verdict_t verdict)
{
    return evidence_check(recheck->verdicts + index, reader, &recheck->ground, obligation, recheck->verdicts, index) &&
           recheck->verdicts[index] == verdict && reader_at_end(reader);
}

bool recheck_evidence(char **message, recheck_t *recheck, const obligation_t *obligation, size_t index,
                      const char *evidence, verdict_t verdict)
{
    *message = NULL;
    recheck->verdicts[index] = VERDICT_UNDECIDED;
    if (!evidence)
        return true;
    FILE *stream = fmemopen((void *)(uintptr_t)evidence, strlen(evidence), "r");
    if (!stream) {
        *message = mem_copy_text("no memory", 9);
        return false;
    }
    reader_t reader;
    reader_init(&reader, stream);
    bool shown = read_evidence(&reader, recheck, obligation, index, verdict);
    if (!shown) {
        *message = mem_copy_text(reader.message.text, reader.message.length);
        recheck->verdicts[index] = VERDICT_UNDECIDED;
    }
    reader_clear(&reader);
    fclose(stream);
    return shown;
}
