// SPDX-License-Identifier: LGPL-3.0-or-later
// Nonnegative least squares in floating point: C. L. Lawson, R. J. Hanson, Solving Least Squares Problems, 1974, chapter 23. To guess
// from; nothing here proves anything.
#ifndef CERTIFY_PROVE_NNLS_H
#define CERTIFY_PROVE_NNLS_H

#include <stddef.h>

// x >= 0 that makes the Euclidean norm of A x - b small, A being given by columns of `rows` numbers and of length 1 (or 0, which are
// not used). The columns with x > 0 are linearly independent. Returns the norm that is left. At most `steps` columns enter.
double nnls(double *x, size_t rows, size_t columns, const double *a, const double *b, size_t steps);

#endif
