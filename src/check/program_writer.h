// SPDX-License-Identifier: LGPL-3.0-or-later
// Writing instructions: a ring of registers, the operations of which append what computes their results. Only what is
// exact is left out (0 + a, 1 a, a^1), and what is constant is computed at once.
#ifndef CERTIFY_CHECK_PROGRAM_WRITER_H
#define CERTIFY_CHECK_PROGRAM_WRITER_H

#include "check/program_internal.h"

typedef struct {
    program_t *program;
    size_t most;      // instructions
    size_t zero, one; // registers
    bool too_long;    // nothing that was written means anything
} writer_t;

// An element of the ring.
typedef struct {
    writer_t *writer;
    size_t index; // of a register
} symbol_t;

// Begins with the inputs of the program.
void writer_init(writer_t *w, program_t *program);
// The registers of constants of the precision of fine runs, or of doubles where there are none; the range is that of
// the number.
size_t writer_constant(writer_t *w, const range_t *value);
size_t writer_rational(writer_t *w, const range_t *range, const fmpq_t value);
// The writer is borrowed.
ring_t writer_ring(writer_t *w);

// The register of the precision of fine runs (of doubles where there are none), made when it is first asked for.
range_t *program_fine_register(program_t *program, size_t index);

#endif
