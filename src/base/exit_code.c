// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/exit_code.h"

static int rank(exit_code_t code)
{
    switch (code) {
#define EXIT_CODE_RANK(name, status, place)                                                                            \
    case EXIT_CODE_##name:                                                                                             \
        return place;
        EXIT_CODES(EXIT_CODE_RANK)
#undef EXIT_CODE_RANK
    }
    return 0;
}

exit_code_t exit_code_worse(exit_code_t a, exit_code_t b)
{
    return rank(a) >= rank(b) ? a : b;
}
