// SPDX-License-Identifier: LGPL-3.0-or-later
// The last subdivision of which the volumes were asked for, so that the proof of the bounds found need not repeat it.
#ifndef CERTIFY_PROVE_MEASURE_RECORD_H
#define CERTIFY_PROVE_MEASURE_RECORD_H

#include "prove/prove.h"

typedef struct measure_record measure_record_t;

// Evidence with which each target k of the MEASURE obligation is shown to have a volume of least[k] to most[k]. Takes
// the texts; copies the numbers.
measure_record_t *measure_record_new(const obligation_t *obligation, const fmpq *least, const fmpq *most,
                                     char *evidence, char *method);
void measure_record_free(measure_record_t *record); // NULL is allowed

// Whether the record (NULL: none) is about the same starts, map, steps and targets, and its volumes imply the bounds of
// the obligation, which are rational numbers. Then the proof is PROVED with its evidence.
bool measure_record_proves(proof_t *proof, const measure_record_t *record, const dag_t *dag,
                           const obligation_t *obligation);

#endif
