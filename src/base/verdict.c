// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/verdict.h"

const char *verdict_name(verdict_t verdict)
{
    static const char *const names[] = {"undecided", "proved", "refuted"};
    return names[verdict];
}

verdict_t verdict_negate(verdict_t verdict)
{
    if (verdict == VERDICT_PROVED)
        return VERDICT_REFUTED;
    return verdict == VERDICT_REFUTED ? VERDICT_PROVED : VERDICT_UNDECIDED;
}
