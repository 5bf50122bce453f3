// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence for orbits: exact steps, boxes, too few bits, boundaries, false statements, malformed lines.
#include "test_check_evidence.h"

#define ORBIT "evidence proved orbit "
#define NO_ORBIT "evidence refuted orbit "
#define JUMP "landscape f(x) = cases { x < 1 : 3*x\n otherwise : x^2 + 2 }\n"

static void test_exact(void **state)
{
    (void)state;
    static const char ends[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 3, steps = 4) lands((x = 3/16)) with gd(rate = 1/4)\n";
    expect(ends, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    expect(ends, "lands", NO_ORBIT "0 0\n", IS_REFUSED);
    expect(ends, "lands", ORBIT "64 0\n", SHOWS_PROVED); // all numbers are dyadic
    static const char thirds[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 3, steps = 4) lands((x = 1/27)) with gd(rate = 1/3)\n";
    expect(thirds, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    expect(thirds, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(thirds, "lands", ORBIT "64 4\n", IS_REFUSED); // an enclosure of the exact end
    static const char root[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = sqrt(2), steps = 2) lands(x > sqrt(2)/4) with gd(rate = 1/4)\n";
    expect(root, "lands", NO_ORBIT "0 0\n", SHOWS_REFUTED);
    expect(root, "lands", ORBIT "0 0\n", IS_REFUSED);
}

// Exact numbers may not become so large that checking does not end.
static void test_exact_limits(void **state)
{
    (void)state;
    // x - x^2 squares denominators: 2^k bits after k steps.
    static const char doubling[] =
        "landscape f(x) = x^3/3\nclaim a: orbit(from = 1/2, steps = %d) lands(x > 0) with gd(rate = 1)\n";
    char text[256];
    sprintf(text, doubling, 12);
    expect(text, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    sprintf(text, doubling, 60);
    expect(text, "lands", ORBIT "0 0\n", IS_REFUSED);
    expect(text, "lands", ORBIT "64 60\n", IS_REFUSED);
    expect(text, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    // Numbers that stay as large as they are, and are fine for some time.
    static const char large[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = 1/3^36000, steps = %d) lands(x > 0) "
                                "with gd(rate = 2)\n";
    sprintf(text, large, 1000);
    expect(text, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    sprintf(text, large, 10000000);
    expect(text, "lands", ORBIT "0 0\n", IS_REFUSED);
}

static void test_boxes(void **state)
{
    (void)state;
    static const char quartic[] = "landscape f(x) = x^4/4 - x^2/2\nclaim a: orbit(from = 1/7, steps = 60) lands(abs(x "
                                  "- 1) < 1e-9) with gd(rate = 4/10)\n";
    expect(quartic, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    expect(quartic, "lands", ORBIT "200 3\n", SHOWS_PROVED);
    expect(quartic, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    // Chaos: the box is lost at few bits, and nothing is shown then.
    static const char logistic[] = "landscape f(x) = x^3/3 - 3*x^2/8\nclaim a: orbit(from = 1/3, steps = 200) lands(0 "
                                   "<= x <= 1) with gd(rate = 4)\n";
    expect(logistic, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(logistic, "lands", ORBIT "512 0\n", SHOWS_PROVED);
    static const char heavy[] = "landscape f(x, y) = x^2*y^2/2 + exp(x - y)\n"
                                "claim a: orbit(from = (1, 2), steps = 100) lands(abs(x) < 5 and y > 0)\n"
                                "      with heavy_ball(rate = 1/100, momentum = 1/2)\n";
    expect(heavy, "lands", ORBIT "64 0\n", SHOWS_PROVED);
}

static void test_boundaries(void **state)
{
    (void)state;
    static const char lands[] = JUMP "claim a: orbit(from = 5/3, steps = 9) lands(x > -3.7) with gd(rate = 1/5)\n";
    expect(lands, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(lands, "lands", ORBIT "1000 0\n", IS_REFUSED);
    expect(lands, "lands", ORBIT "64 1\n", SHOWS_PROVED); // x(1) = 1 needs few bits
    expect(lands, "lands", ORBIT "64 2\n", SHOWS_PROVED);
    expect(lands, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    static const char near[] =
        JUMP "claim a: orbit(from = 5/3 - 1e-40, steps = 9) lands(x > -3.7) with gd(rate = 1/5)\n";
    expect(near, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(near, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    expect(near, "lands", NO_ORBIT "256 0\n", SHOWS_REFUTED);
    // Continuous across the boundary: the box may meet both sides.
    static const char smooth[] = "landscape f(x) = cases { x < 1 : x^2\n otherwise : 2*x - 1 }\n"
                                 "claim a: orbit(from = 5/3, steps = 6) lands(0.07 < x < 0.08) with gd(rate = 1/3)\n";
    expect(smooth, "lands", ORBIT "64 0\n", IS_REFUSED);
    static const char through[] =
        "landscape f(x) = cases { x < 1 : x^2\n otherwise : 2*x - 1 }\n"
        "claim a: orbit(from = 5/3, steps = 3) lands(0.111 < x < 0.112) with gd(rate = 1/3)\n";
    expect(through, "lands", ORBIT "64 0\n", SHOWS_PROVED);
}

// Doubles are tried where 64 bits are asked for: what they do not show is left to more bits.
static void test_few_bits(void **state)
{
    (void)state;
    static const char fine[] = "landscape f(x) = x^4/4 - x^2/2\nclaim a: orbit(from = 1/7, steps = 60) lands(abs(x "
                               "- 1) < 1e-20) with gd(rate = 4/10)\n";
    expect(fine, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    static const char thirds[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = 1/3, steps = 3) lands(abs(x - 8/81) < "
                                 "%s) with gd(rate = 1/3)\n";
    char text[sizeof thirds + 16];
    sprintf(text, thirds, "1e-25");
    expect(text, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    sprintf(text, thirds, "1e-31");
    expect(text, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(text, "lands", ORBIT "128 0\n", SHOWS_PROVED);
    // 0.98^100000 is below all doubles, and known to some digits nevertheless.
    static const char tiny[] = "landscape f(x) = x^2\nclaim a: orbit(from = 1, steps = 60000) lands(x > 0) with "
                               "gd(rate = 1/100)\n";
    expect(tiny, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    expect(tiny, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    static const char huge[] = "landscape f(x) = -x^2\nclaim a: orbit(from = 1, steps = 1500) lands(3^1499 < x) with "
                               "gd(rate = 1)\n";
    expect(huge, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    static const char start[] =
        "landscape f(x) = x^2/2\nclaim a: orbit(from = 10^400, steps = 1) lands(x > 9*10^399 and "
        "x < 9.1*10^399) with gd(rate = 1/11)\n";
    expect(start, "lands", ORBIT "64 0\n", SHOWS_PROVED);
}

// More pieces than programs are kept, in turn.
static void test_many_pieces(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "landscape f(x) = cases {\n");
    for (int k = 1; k < 40; k++)
        strbuf_printf(&text, "x < %d : %d*x\n", k, -1 - k % 3);
    strbuf_printf(&text,
                  "otherwise : 41*x }\nclaim a: orbit(from = 1/7, steps = 300) lands(x == %%s) with gd(rate = 1/2)\n");
    // The steps are sums of halves, so that sevenths stay.
    double x = 1;
    for (int t = 0; t < 300; t++) {
        int k = (int)floor(x / 7) + 1;
        x += k < 40 ? 3.5 * (1 + k % 3) : -7 * 20.5;
    }
    char spec[4000], end[40];
    sprintf(end, "%d/14", (int)(2 * x));
    assert_true(strlen(text.text) + sizeof end < sizeof spec);
    char *place = strstr(text.text, "%s");
    sprintf(spec, "%.*sabs(x - %s) < 1e-9%s", (int)(place - text.text - 5), text.text, end, place + 2);
    expect(spec, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    sprintf(spec, "%.*sabs(x - %s - 1e-9) < 1e-10%s", (int)(place - text.text - 5), text.text, end, place + 2);
    expect(spec, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(spec, "lands", NO_ORBIT "64 0\n", SHOWS_REFUTED);
    strbuf_clear(&text);
}

// Kinks and jumps that the box meets at every step: evaluated on the whole box, which may not grow by more than that.
static void test_kinks(void **state)
{
    (void)state;
    static const char kink[] = "landscape f(x, y) = relu(x - y)^3/3 + x^2/2 + y^2/2\nclaim a: orbit(from = (1/3, 1/3), "
                               "steps = 200) lands(0 < x < 1e-9) with gd(rate = 1/10)\n";
    expect(kink, "lands", ORBIT "160 0\n", SHOWS_PROVED);
    expect(kink, "lands", NO_ORBIT "160 0\n", IS_REFUSED);
    static const char max[] = "landscape f(x, y) = max(x, y)*x\nclaim a: orbit(from = (1/3, 1/3), steps = 1) lands(x < "
                              "7/25) with gd(rate = 1/10)\n"; // 2 x where x >= y, else y
    expect(max, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(max, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
}

// A map that jumps where the start is, to either side.
static void test_jump_at_start(void **state)
{
    (void)state;
    static const char text[] = "landscape f(x) = cases { x < 1/3 : x\n otherwise : 2*x }\n"
                               "claim a: orbit(from = 1/3 %s, steps = 1) lands(x > -1) with gd(rate = 1)\n";
    char spec[sizeof text + 16];
    sprintf(spec, text, "");
    expect(spec, "lands", ORBIT "64 0\n", IS_REFUSED); // the box is on both sides
    expect(spec, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    expect(spec, "lands", NO_ORBIT "64 1\n", SHOWS_REFUTED);
    sprintf(spec, text, "- 1e-12");
    expect(spec, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    expect(spec, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    sprintf(spec, text, "+ 1e-12");
    expect(spec, "lands", NO_ORBIT "64 0\n", SHOWS_REFUTED);
    sprintf(spec, text, "- 1e-22"); // doubles do not tell
    expect(spec, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    expect(spec, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    sprintf(spec, text, "+ 1e-22");
    expect(spec, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(spec, "lands", NO_ORBIT "64 0\n", SHOWS_REFUTED);
}

static void test_undefined(void **state)
{
    (void)state;
    static const char outside[] =
        "landscape f(x) = log(x)\nclaim a: orbit(from = 1, steps = 3) lands(x < 9) with gd(rate = 1/2)\n";
    expect(outside, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(outside, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    expect(outside, "lands", ORBIT "0 0\n", IS_REFUSED);
    static const char nowhere[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 1/(pi - pi), steps = 1) lands(x < 9) with gd(rate = 1/2)\n";
    expect(nowhere, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(nowhere, "lands", ORBIT "64 1\n", IS_REFUSED);
    static const char endless[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 1, steps = 10000001) lands(x < 9) with gd(rate = 1/2)\n";
    expect(endless, "lands", ORBIT "64 0\n", IS_REFUSED);
}

static void test_malformed(void **state)
{
    (void)state;
    static const char claim[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 3, steps = 4) lands(x < 1) with gd(rate = 1/4)\n";
    expect(claim, "lands", ORBIT "64 5\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "64\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "64 -1\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "100001 0\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "64 0 0\n", IS_MALFORMED);
    expect(claim, "lands", "evidence proved constant 0\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x^2 >= 0)\n", "holds", ORBIT "64 0\n", IS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),      cmocka_unit_test(test_exact_limits),  cmocka_unit_test(test_boxes),
        cmocka_unit_test(test_boundaries), cmocka_unit_test(test_few_bits),      cmocka_unit_test(test_many_pieces),
        cmocka_unit_test(test_kinks),      cmocka_unit_test(test_jump_at_start), cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
