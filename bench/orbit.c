// SPDX-License-Identifier: LGPL-3.0-or-later
// The cost of a certified orbit step against loops written by hand in Arb for the same function, at the same precision,
// in pairs:
//   plain        x - rate f'(x) in balls, the piece chosen by comparing the ball with its ends
//   mean value   the centre by the map, the radius by the derivative, the same choice of pieces
// Prints nanoseconds a step, the least of the pairs, and the ratios.
#include "claim/system.h"
#include "expr/derivative.h"
#include "prove/orbit_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char text[] = "let alpha = 2.9 - sqrt(2.9)/360\n"
                           "let beta  = 8640000*(3 - alpha)^2\n"
                           "let f1(x) = 86400*((x - alpha)^3 - (2.9 - alpha)^3) + 2.9^2\n"
                           "let f2(x) = beta*((x - 3.1)^3 + 0.001) + f1(3)\n"
                           "let f3(x) = -300*(x - 3.1)^2 + f2(3.1)\n"
                           "landscape ftm(x) = cases {\n"
                           "  x <= 2.9       : x^2\n"
                           "  2.9 < x <= 3   : f1(x)\n"
                           "  3 < x <= 3.1   : f2(x)\n"
                           "  3.1 < x <= 3.7 : f3(x)\n"
                           "  3.7 < x        : 450*((x - 4.1)^2 - 0.16) + f3(3.7)\n"
                           "}\n";

// ---- by hand ----

typedef struct {
    arb_t ends[4], rate, alpha, three_beta, c31, c41, t, slope;
} hand_t;

static void set_decimal(arb_t x, const char *number, slong prec)
{
    arb_set_str(x, number, prec);
}

static void hand_init(hand_t *h, const char *rate, slong prec)
{
    static const char *const ends[] = {"2.9", "3", "3.1", "3.7"};
    for (int i = 0; i < 4; i++) {
        arb_init(h->ends[i]);
        set_decimal(h->ends[i], ends[i], prec);
    }
    arb_ptr all[] = {h->rate, h->alpha, h->three_beta, h->c31, h->c41, h->t, h->slope};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        arb_init(all[i]);
    set_decimal(h->rate, rate, prec);
    set_decimal(h->c31, "3.1", prec);
    set_decimal(h->c41, "4.1", prec);
    arb_sqrt(h->t, h->ends[0], prec);
    arb_div_ui(h->t, h->t, 360, prec);
    arb_sub(h->alpha, h->ends[0], h->t, prec);
    arb_sub(h->t, h->ends[1], h->alpha, prec);
    arb_mul(h->t, h->t, h->t, prec);
    arb_mul_ui(h->three_beta, h->t, 3 * 8640000, prec);
}

static void hand_clear(hand_t *h)
{
    arb_ptr all[] = {h->rate, h->alpha, h->three_beta, h->c31, h->c41, h->t, h->slope};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        arb_clear(all[i]);
    for (int i = 0; i < 4; i++)
        arb_clear(h->ends[i]);
}

static int piece_of(const hand_t *h, const arb_t x)
{
    int piece = 0;
    while (piece < 4 && !arb_lt(x, h->ends[piece])) {
        if (!arb_gt(x, h->ends[piece])) {
            fputs("a ball meets two pieces\n", stderr);
            exit(1);
        }
        piece++;
    }
    return piece;
}

// y = f'(x)
static void gradient(arb_t y, hand_t *h, const arb_t x, int piece, slong prec)
{
    switch (piece) {
    case 0:
        arb_mul_2exp_si(y, x, 1);
        break;
    case 1:
        arb_sub(y, x, h->alpha, prec);
        arb_mul(y, y, y, prec);
        arb_mul_ui(y, y, 3 * 86400, prec);
        break;
    case 2:
        arb_sub(y, x, h->c31, prec);
        arb_mul(y, y, y, prec);
        arb_mul(y, y, h->three_beta, prec);
        break;
    case 3:
        arb_sub(y, x, h->c31, prec);
        arb_mul_si(y, y, -600, prec);
        break;
    default:
        arb_sub(y, x, h->c41, prec);
        arb_mul_ui(y, y, 900, prec);
    }
}

// y = f''(x)
static void curvature(arb_t y, hand_t *h, const arb_t x, int piece, slong prec)
{
    switch (piece) {
    case 0:
        arb_set_ui(y, 2);
        break;
    case 1:
        arb_sub(y, x, h->alpha, prec);
        arb_mul_ui(y, y, 6 * 86400, prec);
        break;
    case 2:
        arb_sub(y, x, h->c31, prec);
        arb_mul(y, y, h->three_beta, prec);
        arb_mul_2exp_si(y, y, 1);
        break;
    default:
        arb_set_si(y, piece == 3 ? -600 : 900);
    }
}

static void plain_loop(arb_t x, hand_t *h, size_t steps, slong prec)
{
    for (size_t t = 0; t < steps; t++) {
        gradient(h->t, h, x, piece_of(h, x), prec);
        arb_submul(x, h->rate, h->t, prec);
    }
}

static void mean_value_loop(arb_t x, hand_t *h, size_t steps, slong prec)
{
    mag_t radius, factor;
    mag_init(radius);
    mag_init(factor);
    for (size_t t = 0; t < steps; t++) {
        int piece = piece_of(h, x);
        curvature(h->slope, h, x, piece, 64);
        arb_mul(h->slope, h->slope, h->rate, 64);
        arb_sub_ui(h->slope, h->slope, 1, 64);
        arb_get_mag(factor, h->slope);
        mag_mul(radius, arb_radref(x), factor);
        mag_zero(arb_radref(x));
        gradient(h->t, h, x, piece, prec);
        arb_submul(x, h->rate, h->t, prec);
        mag_add(arb_radref(x), arb_radref(x), radius);
    }
    mag_clear(radius);
    mag_clear(factor);
}

// ---- certify's ----

typedef struct {
    spec_t spec;
    system_t system;
    orbit_map_t *map;
} certified_t;

static void certified_init(certified_t *c, const char *rate)
{
    if (spec_read(&c->spec, "bench", text, strlen(text)) != STATUS_OK)
        exit(1);
    fmpq_t value;
    fmpq_init(value);
    if (fmpq_set_str(value, rate, 10) != 0)
        exit(1);
    char name[] = "rate", gd[] = "gd";
    argument_t argument = {.name = name, .kind = VALUE_NUMBER, .number = expr_rational(c->spec.dag, value)};
    dynamics_t dynamics = {.name = gd, .argument_count = 1, .arguments = &argument};
    system_init(&c->system, &c->spec, &dynamics, EXPR_NONE);
    expr_t term = expr_eliminate_operators(c->spec.dag, c->system.map[0]);
    c->map = orbit_map_new(c->spec.dag, 1, c->system.state, &term);
    fmpq_clear(value);
}

static void certified_clear(certified_t *c)
{
    orbit_map_free(c->map);
    system_clear(&c->system);
    spec_clear(&c->spec);
}

static double certified_loop(certified_t *c, size_t steps, slong prec)
{
    orbit_state_t state;
    arb_t start;
    arb_init(start);
    set_decimal(start, "3.9", prec);
    orbit_state_init(&state, 1);
    orbit_state_set(&state, start);
    orbit_map_set_precision(c->map, prec);
    clock_t begin = clock();
    for (size_t t = 0; t < steps; t++)
        if (orbit_map_step(&state, c->map) != STEP_INSIDE) {
            fputs("a box meets two pieces\n", stderr);
            exit(1);
        }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    orbit_state_clear(&state);
    arb_clear(start);
    return seconds;
}

// The second time, when the pieces are known: the steps alone.
static double certified_time(certified_t *c, size_t steps, slong prec)
{
    certified_loop(c, steps, prec);
    return certified_loop(c, steps, prec);
}

// ---- pairs ----

typedef void (*loop_t)(arb_t x, hand_t *h, size_t steps, slong prec);

static double hand_time(loop_t loop, const char *rate, size_t steps, slong prec)
{
    hand_t h;
    arb_t x;
    hand_init(&h, rate, prec);
    arb_init(x);
    set_decimal(x, "3.9", prec);
    clock_t begin = clock();
    loop(x, &h, steps, prec);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    arb_clear(x);
    hand_clear(&h);
    return seconds;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static void compare(const char *decimal, const char *rational, size_t steps, slong prec, slong plain_prec, int pairs)
{
    double plain = 1e9, mean = 1e9, ours = 1e9;
    for (int i = 0; i < pairs; i++) {
        certified_t c;
        certified_init(&c, rational);
        ours = least(ours, certified_time(&c, steps, prec));
        mean = least(mean, hand_time(mean_value_loop, decimal, steps, prec));
        plain = least(plain, hand_time(plain_loop, decimal, steps, plain_prec));
        certified_clear(&c);
    }
    double scale = 1e9 / (double)steps;
    printf("%6s %8zu %6ld %10.0f %10.0f %7.2f %10.0f (%ld bits) %7.2f\n", decimal, steps, (long)prec, ours * scale,
           mean * scale, ours / mean, plain * scale, (long)plain_prec, ours / plain);
}

int main(int count, char **arguments)
{
    int pairs = count > 1 ? atoi(arguments[1]) : 15;
    printf("%6s %8s %6s %10s %10s %7s %10s %18s\n", "rate", "steps", "bits", "certify", "mean value", "ratio", "plain",
           "ratio");
    compare("0.01", "1/100", 500, 64, 64, pairs);
    compare("0.01", "1/100", 100000, 64, 4096, pairs);
    compare("0.45", "9/20", 60, 64, 256, pairs);
    compare("0.0026", "13/5000", 1000, 1024, 4096, pairs);
    return 0;
}
