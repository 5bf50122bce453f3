// SPDX-License-Identifier: LGPL-3.0-or-later
// stress_enclosure [--count N] [--seed S]: evaluates random expressions over at least N random boxes (100000) and looks
// for enclosures, truth values and regularity claims that are wrong. Writes one TAP test; exits 1 on any miss.
#include "enclosure_trial.h"

#include "interval/rounding.h"

#define BOXES_PER_POINT 32

static uint64_t number(const char *text)
{
    return strtoull(text, NULL, 0);
}

int main(int argc, char **argv)
{
    uint64_t count = 100000, seed = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--count") == 0)
            count = number(argv[i + 1]);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = number(argv[i + 1]);
        else
            return 64;
    }
    if (argc % 2 == 0)
        return 64;
    trial_counts_t counts = {0};
    bool rounds = interval_self_test() == STATUS_OK;
    for (samples_t samples = {seed}; rounds && counts.boxes < count;) {
        enclosure_trial(&counts, &samples, BOXES_PER_POINT);
        regularity_trial(&counts, &samples);
    }
    bool ok = rounds && counts.misses == 0;
    printf("1..1\n%s 1 - enclosures hold\n", ok ? "ok" : "not ok");
    printf("# seed %llu: %zu boxes, %zu balls, %zu values compared, %zu claimed defined, %zu neighbours, %zu misses\n",
           (unsigned long long)seed, counts.boxes, counts.balls, counts.values, counts.defined, counts.neighbours,
           counts.misses);
    flint_cleanup();
    return ok ? 0 : 1;
}
