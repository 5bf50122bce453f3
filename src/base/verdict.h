// SPDX-License-Identifier: LGPL-3.0-or-later
// The three answers. UNDECIDED is 0 so that whatever nobody proved stays undecided.
#ifndef CERTIFY_BASE_VERDICT_H
#define CERTIFY_BASE_VERDICT_H

typedef enum { VERDICT_UNDECIDED = 0, VERDICT_PROVED = 1, VERDICT_REFUTED = 2 } verdict_t;

// Lower-case name of a verdict, as in certificates and JSON: "undecided", "proved", "refuted".
const char *verdict_name(verdict_t verdict);

// The verdict that a claim and its negation exchange: PROVED <-> REFUTED, UNDECIDED stays.
verdict_t verdict_negate(verdict_t verdict);

#endif
