// SPDX-License-Identifier: LGPL-3.0-or-later
// The evidence `symmetric`: some symmetries, and the obligation at the points that are largest among their images.
#include "base/memory.h"
#include "check/evidence.h"
#include "claim/symmetry.h"

#include <stdlib.h>

// A number from -count to count, but not 0.
static bool read_signed(slong *number, reader_t *reader, size_t word, size_t count)
{
    fmpq_t value;
    fmpq_init(value);
    bool good = reader_rational(value, reader, word);
    if (good) {
        const fmpz *numerator = fmpq_numref(value);
        bool fits = fmpz_is_one(fmpq_denref(value)) && !fmpz_is_zero(numerator) &&
                    fmpz_cmp_si(numerator, (slong)count) <= 0 && fmpz_cmp_si(numerator, -(slong)count) >= 0;
        good = fits || reader_fail(reader, FAULT_MALFORMED, "no such variable");
        *number = fits ? fmpz_get_si(numerator) : 0;
    }
    fmpq_clear(value);
    return good;
}

// A line `image V ...`: for each variable the number of the one that takes its place, behind a `-` where negated.
static bool read_permutation(signed_permutation_t *permutation, evidence_t *ev)
{
    reader_t *reader = ev->reader;
    size_t count = permutation->count;
    if (!reader_line(reader, "image", count + 1))
        return false;
    bool *taken = mem_alloc(count, sizeof *taken);
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        slong number;
        good = read_signed(&number, reader, i + 1, count);
        if (!good)
            break;
        permutation->image[i] = (size_t)labs(number) - 1;
        permutation->negative[i] = number < 0;
        if (taken[permutation->image[i]])
            good = reader_fail(reader, FAULT_MALFORMED, "not a permutation of the variables");
        taken[permutation->image[i]] = true;
    }
    mem_free(taken);
    return good;
}

static bool read_symmetry(signed_permutation_t *permutation, evidence_t *ev, const symmetry_t *symmetry)
{
    size_t count = ev->variable_count;
    permutation_init(permutation, count);
    return read_permutation(permutation, ev) &&
           (symmetry_has(symmetry, permutation) ||
            evidence_refuse(ev, "the obligation is not seen to have this symmetry"));
}

bool check_symmetric(evidence_t *ev)
{
    ground_t *ground = ev->ground;
    size_t count, read = 0, variables = ev->variable_count;
    if (!reader_unsigned(&count, ev->reader, 3, variables * variables))
        return false;
    if (count == 0)
        return reader_fail(ev->reader, FAULT_MALFORMED, "no symmetry");
    if (ground->within_symmetry) // so that nesting has an end
        return reader_fail(ev->reader, FAULT_MALFORMED, "`symmetric` within `symmetric`");
    symmetry_t symmetry;
    obligation_t reduced;
    signed_permutation_t *permutations = mem_alloc(count, sizeof *permutations);
    bool good =
        symmetry_init(&symmetry, ground->dag, ev->obligation) || evidence_refuse(ev, "the expressions are too large");
    while (good && read < count)
        good = read_symmetry(permutations + read++, ev, &symmetry);
    if (good)
        good = symmetry_reduce(&reduced, &symmetry, count, permutations) ||
               evidence_refuse(ev, "the expressions are too large");
    symmetry_clear(&symmetry);
    for (size_t k = 0; k < read; k++)
        permutation_clear(permutations + k);
    mem_free(permutations);
    if (!good)
        return false;
    ground->within_symmetry = true;
    good = evidence_check_part(ev, &reduced);
    ground->within_symmetry = false;
    return good;
}
