// SPDX-License-Identifier: LGPL-3.0-or-later
// Uses something of each part: FLINT, Arb, Calcium.
#include "base/flint.h"

#include <stdio.h>

int main(void)
{
    qqbar_t root;
    arb_t ball;
    fmpq_t two;
    qqbar_init(root);
    arb_init(ball);
    fmpq_init(two);
    fmpq_set_si(two, 2, 1);
    qqbar_set_fmpq(root, two);
    qqbar_root_ui(root, root, 2);
    qqbar_get_arb(ball, root, 64);
    arb_mul(ball, ball, ball, 64);
    printf("%d %s\n", __FLINT_RELEASE, FLINT_VERSION);
    int failed = __FLINT_RELEASE < 30000 || !arb_contains_si(ball, 2);
    qqbar_clear(root);
    arb_clear(ball);
    fmpq_clear(two);
    flint_cleanup();
    return failed;
}
