// SPDX-License-Identifier: LGPL-3.0-or-later
// The one place that includes GMP, MPFR, FLINT, Arb and Calcium: before FLINT 3 they were separate libraries with
// separate include folders (Debian 12), from 3 on they are one. In FLINT 3 headers include little of each other, and what
// converts to GMP and MPFR is declared only after these: so they come first, and every header that is used is named.
#ifndef CERTIFY_BASE_FLINT_H
#define CERTIFY_BASE_FLINT_H

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#endif

#include <gmp.h>
#include <mpfr.h>

#include <flint/flint.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_mpoly.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpq_vec.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>
#include <flint/fmpz_vec.h>
#include <flint/ulong_extras.h>

#if __FLINT_RELEASE >= 30000
#include <flint/acb.h>
#include <flint/acb_poly.h>
#include <flint/arb.h>
#include <flint/arb_fmpz_poly.h>
#include <flint/arb_mat.h>
#include <flint/arb_poly.h>
#include <flint/arf.h>
#include <flint/mag.h>
#include <flint/qqbar.h>
#else
#include <acb.h>
#include <acb_poly.h>
#include <arb.h>
#include <arb_fmpz_poly.h>
#include <arb_mat.h>
#include <arb_poly.h>
#include <arf.h>
#include <calcium/qqbar.h>
#include <mag.h>
#endif

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
