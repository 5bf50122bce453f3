// SPDX-License-Identifier: LGPL-3.0-or-later
// stress_functions [--count N] [--seed S]: the kernels of elementary functions at N numbers each (100000) against MPFR.
// One TAP test a function, failed on any bound that is on the wrong side; says how many units in the last place the
// enclosures of numbers are wide. 100000000 numbers each are to be tried before a release.
#include "samples.h"

#include "interval/elementary.h"
#include "interval/kernels.h"
#include "interval/rounding.h"

#define BLOCK 64

typedef struct {
    const char *name;
    interval_function_kernel_t kernel;
    interval_function_t library;
    bool correct;                // the library gives the tightest enclosure, not only within one unit in the last place
    double most_ulps;            // that enclosures of numbers may be wide
} function_t;

typedef struct {
    double neg_lo[BLOCK], hi[BLOCK];
} block_t;

// Numbers of all sizes, most of them where the function is neither constant nor out of reach.
static double sample_argument(samples_t *samples)
{
    double fraction = (double)(sample_bits(samples) >> 11) * 0x1p-53, sign = sample_index(samples, 2) ? 1 : -1;
    switch (sample_index(samples, 8)) {
    case 0:
        return sample_double(samples);
    case 1:
        return sign * fraction * 800;
    case 2:
        return sign * ldexp(fraction + 1, sample_int(samples, -60, 10));
    case 3: // near 1
        return 1 + sign * ldexp(fraction, sample_int(samples, -53, -2));
    case 4: // near multiples of log(2)/2 and of pi/4
        return nextafter(sample_int(samples, -1400, 1400) * (sample_index(samples, 2) ? 0.34657359027997264 : M_PI_4),
                         sign * INFINITY);
    default:
        return sign * fraction * 24;
    }
}

static double ulps(dinterval_t x)
{
    double least = fmin(fabs(x.neg_lo), fabs(x.hi));
    double unit = fmax(nextafter(least, INFINITY) - least, DBL_TRUE_MIN);
    return (x.hi + x.neg_lo) / unit;
}

// Whether the enclosure leaves out more than the last unit of one that is the tightest up to that.
static bool misses(dinterval_t enclosure, dinterval_t tightest)
{
    return !dinterval_is_valid(enclosure) || -enclosure.neg_lo > nextafter(-tightest.neg_lo, INFINITY) ||
           enclosure.hi < nextafter(tightest.hi, -INFINITY);
}

// The same for a number, whose value MPFR knows to lie strictly between the ends, or to be equal to both.
static bool misses_value(dinterval_t enclosure, dinterval_t tightest)
{
    return misses(enclosure, tightest) || -enclosure.neg_lo > -tightest.neg_lo || enclosure.hi < tightest.hi;
}

static bool report(const function_t *f, double x, dinterval_t enclosure, const char *what)
{
    fprintf(stderr, "# %s(%a): [%a, %a] %s\n", f->name, x, -enclosure.neg_lo, enclosure.hi, what);
    return false;
}

// Returns whether all bounds hold.
static bool try_block(const function_t *f, samples_t *samples, double *widest, uint64_t *reached)
{
    block_t x, y;
    uint8_t within[BLOCK];
    bool ok = true;
    for (size_t i = 0; i < BLOCK; i++) {
        x.hi[i] = sample_argument(samples);
        x.neg_lo[i] = -x.hi[i];
        if (i % 4 == 0)
            x.hi[i] += ldexp(1, sample_int(samples, -60, 5));
    }
    interval_round_upward();
    f->kernel((interval_array_t){y.neg_lo, y.hi}, within, (interval_array_t){x.neg_lo, x.hi}, BLOCK);
    interval_round_nearest();
    for (size_t i = 0; i < BLOCK; i++) {
        dinterval_t tightest, enclosure = {y.neg_lo[i], y.hi[i]};
        bool number = -x.neg_lo[i] == x.hi[i];
        if (!within[i] || f->library(&tightest, (dinterval_t){x.neg_lo[i], x.hi[i]}) != STATUS_OK)
            continue;
        (*reached)++;
        if (number && f->correct ? misses_value(enclosure, tightest) : misses(enclosure, tightest))
            ok = report(f, x.hi[i], enclosure, "misses");
        if (number)
            *widest = fmax(*widest, ulps(enclosure));
    }
    return ok;
}

static bool try_function(const function_t *f, samples_t *samples, uint64_t count, size_t number)
{
    double widest = 0;
    uint64_t reached = 0;
    bool ok = true;
    for (uint64_t done = 0; done < count; done += BLOCK)
        ok = try_block(f, samples, &widest, &reached) && ok;
    ok = ok && widest <= f->most_ulps && reached > count / 3;
    printf("%s %zu - %s\n# %llu numbers within reach, enclosures of them at most %g ulps wide\n", ok ? "ok" : "not ok",
           number, f->name, (unsigned long long)reached, widest);
    return ok;
}

int main(int argc, char **argv)
{
    uint64_t count = 100000, seed = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--count") == 0)
            count = strtoull(argv[i + 1], NULL, 0);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 0);
        else
            return 64;
    }
    if (argc % 2 == 0)
        return 64;
    const interval_kernels_t *k = interval_kernels();
    const function_t functions[] = {
        {"atan", k->atan, interval_atan, true, 24},
        {"cos", k->cos, interval_cos, true, 20},
        {"cosh", k->cosh, interval_cosh, true, 12},
        {"exp", k->exp, interval_exp, true, 8},
        {"log", k->log, interval_log, true, 8},
        {"sigmoid", k->sigmoid, interval_sigmoid, false, 12},
        {"sin", k->sin, interval_sin, true, 20},
        {"sinh", k->sinh, interval_sinh, true, 24},
        {"softplus", k->softplus, interval_softplus, false, 16},
        {"tan", k->tan, interval_tan, true, 40},
        {"tanh", k->tanh, interval_tanh, true, 24},
    };
    const size_t total = sizeof functions / sizeof *functions;
    samples_t samples = {seed};
    bool ok = interval_self_test() == STATUS_OK;
    printf("1..%zu\n# kernels: %s, seed %llu\n", total, k->name, (unsigned long long)seed);
    for (size_t f = 0; f < total; f++)
        ok = try_function(functions + f, &samples, count, f + 1) && ok;
    flint_cleanup();
    return ok ? 0 : 1;
}
