// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence by subdivision: every leaf rule with evidence that holds, evidence that just fails, and attempts to get a
// false statement through.
#include "test_check_evidence.h"

#define SQUARE "landscape f(x) = x^2\n"
#define PLANE "landscape f(x, y) = x^2 + y^2\n"
#define TREE "evidence proved tree\n"

static void test_natural(void **state)
{
    (void)state;
    static const char truth[] = SQUARE "claim a: holds(f(x) + 1/2 > x/4) on -1 <= x <= 1\n";
    expect(truth, "holds", TREE "natural 53\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "natural 300\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "split 1 0\nnatural 53\nnatural 24\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "split 1 0\nnatural 53\n", IS_MALFORMED); // a leaf is missing
    expect(truth, "holds", TREE "natural 53\nnatural 53\n", IS_MALFORMED);
    expect(truth, "holds", TREE "split 1 2\nnatural 53\nnatural 53\n", IS_REFUSED); // not inside
    expect(truth, "holds", TREE "split 1 1\nnatural 53\nnatural 53\n", IS_REFUSED); // an end
    expect(truth, "holds", TREE "split 2 0\nnatural 53\nnatural 53\n", IS_MALFORMED);
    expect(truth, "holds", TREE "split 0 0\nnatural 53\nnatural 53\n", IS_MALFORMED);
    expect(truth, "holds", TREE "split 1 0.5\nnatural 53\nnatural 53\n", IS_MALFORMED);
    expect(truth, "holds", TREE "natural 0\n", IS_MALFORMED);
    expect(truth, "holds", TREE "natural 1\n", IS_MALFORMED);
    expect(truth, "holds", TREE "natural 100001\n", IS_MALFORMED);
    expect(truth, "holds", TREE "natural\n", IS_MALFORMED);
    expect(truth, "holds", TREE "outside 53\n", IS_REFUSED);
    expect(truth, "holds", TREE "inside\n", IS_MALFORMED);
    expect(truth, "holds", "evidence refuted tree\nnatural 53\n", IS_REFUSED);
    expect(truth, "holds", "evidence none\n", SHOWS_NOTHING);
    static const char falsehood[] = SQUARE "claim a: holds(f(x) < 1) on -1 <= x <= 1\n";
    expect(falsehood, "holds", TREE "natural 53\n", IS_REFUSED);
    expect(falsehood, "holds", TREE "split 1 1/2\nnatural 53\nsplit 1 1048575/1048576\nnatural 53\nnatural 53\n",
           IS_REFUSED);
}

static void test_unbounded(void **state)
{
    (void)state;
    static const char truth[] = SQUARE "claim a: holds(exp(x) + f(x) > -1)\n";
    expect(truth, "holds", TREE "natural 53\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "centred 53\n", IS_REFUSED);
    expect(SQUARE "claim a: holds(1/(1 + f(x)) > 0)\n", "holds", TREE "natural 53\n", IS_REFUSED); // tends to 0
    expect(SQUARE "claim a: holds(1/(1 + f(x)) >= 0)\n", "holds", TREE "natural 53\n", SHOWS_PROVED);
}

static void test_undefined_is_not_true(void **state)
{
    (void)state;
    expect("landscape f(x) = x\nclaim a: holds(1/x > -5) on -1 <= x <= 1\n", "holds", TREE "natural 53\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(sqrt(x) >= 0) on -1 <= x <= 1\n", "holds", TREE "natural 53\n",
           IS_REFUSED);
    static const char gap[] = "landscape f(x) = cases { x < 0 : 1  0 < x : 1 }\nclaim a: holds(f(x) > 0)\n";
    expect(gap, "domain", TREE "natural 53\n", IS_REFUSED);
    expect(gap, "holds", TREE "natural 53\n", IS_REFUSED);
    static const char whole[] = "landscape f(x) = cases { x < 0 : 1  0 <= x : 2 }\nclaim a: holds(f(x) > 0)\n";
    expect(whole, "domain", TREE "natural 53\n", SHOWS_PROVED);
    expect(whole, "holds", TREE "natural 53\n", SHOWS_PROVED);
}

static void test_outside(void **state)
{
    (void)state;
    static const char disc[] = PLANE "claim a: holds(x < 2) on x^2 + y^2 <= 1\n";
    expect(disc, "holds", TREE "split 1 3/2\nnatural 53\noutside 53\n", SHOWS_PROVED);
    expect(disc, "holds", TREE "split 1 1/2\nnatural 53\noutside 53\n", IS_REFUSED);
    expect(disc, "holds", TREE "outside 53\n", IS_REFUSED);
}

static void test_parts(void **state)
{
    (void)state;
    // x - x is not 0 in interval arithmetic; on parts of the box it is small.
    static const char truth[] = SQUARE "claim a: holds(x*(1 - x) <= 0.27) on 0 <= x <= 1\n";
    expect(truth, "holds", TREE "natural 53\n", SHOWS_PROVED);
    static const char narrow[] = SQUARE "claim a: holds(x*(1 - x) <= 0.2500001) on 0 <= x <= 1\n";
    expect(narrow, "holds", TREE "natural 53\n", IS_REFUSED);
    expect(narrow, "holds", TREE "centred 53\n", SHOWS_PROVED);
}

static void test_centred(void **state)
{
    (void)state;
    static const char truth[] = SQUARE "claim a: holds(x^3 - x > -0.4) on 1/2 <= x <= 5/8\n";
    expect(truth, "holds", TREE "centred 53\n", SHOWS_PROVED);
    // A jump: the mean value form does not see it.
    static const char jump[] =
        "landscape f(x) = cases { x <= 0 : 0  0 < x : 0-1 }\nclaim a: holds(f(x) > -1/2) on -1 <= x <= 1/2\n";
    expect(jump, "holds", TREE "centred 53\n", IS_REFUSED);
    static const char kink[] =
        "landscape f(x) = abs(x)\nclaim a: holds(abs(x - 1/8) - x/64 >= -1/50) on -1 <= x <= 1\n";
    expect(kink, "holds", TREE "centred 53\n", SHOWS_PROVED);
    expect("landscape f(x) = x\nclaim a: holds(x > 0 or x < 1)\n", "holds", TREE "centred 53\n", IS_REFUSED);
}

static void test_convex(void **state)
{
    (void)state;
    static const char truth[] =
        PLANE "claim a: holds(x^2 + y^2 - x*y + x + y + 2 > 0) on -4 <= x <= 4 and -4 <= y <= 4\n";
    expect(truth, "holds", TREE "convex 53 -1 -1\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "convex 53 -1 5\n", IS_REFUSED); // not in the box
    expect(truth, "holds", TREE "convex 53 3 3\n", IS_REFUSED);  // the tangent there is too steep
    expect(truth, "holds", TREE "convex 53 -1\n", IS_MALFORMED);
    static const char unbounded[] = PLANE "claim a: holds(x^2 + y^2 - x*y + 2 > 0)\n";
    expect(unbounded, "holds", TREE "convex 53 0 0\n", SHOWS_PROVED);
    static const char saddle[] = PLANE "claim a: holds(x^2 - y^2 + 1 > 0) on -4 <= x <= 4 and -4 <= y <= 4\n";
    expect(saddle, "holds", TREE "convex 53 0 0\n", IS_REFUSED);
    static const char kinked[] = "landscape f(x) = x\nclaim a: holds(x^2 - abs(x) + 1/8 >= 0) on -1 <= x <= 1\n";
    expect(kinked, "holds", TREE "convex 53 0\n", IS_REFUSED);
    static const char concave[] = PLANE "claim a: holds(4 - x^2 - y^2 >= 0) on -1 <= x <= 1 and -1 <= y <= 1\n";
    expect(concave, "holds", TREE "convex 53 0 0\n", IS_REFUSED);
}

// Members of a disjunction that can only be shown together.
static void test_combined(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(x + y != 1 or x - y != 1) on -1 <= x <= 7/8 and -1 <= y <= 1\n";
    expect(truth, "holds", TREE "combined 53 1 1\n", SHOWS_PROVED); // 2 - 2x
    expect(truth, "holds", TREE "combined 300 1 1\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "combined 53 -1 -1\n", IS_REFUSED); // negative
    expect(truth, "holds", TREE "combined 53 1 -1\n", IS_REFUSED);
    expect(truth, "holds", TREE "combined 53 0 0\n", IS_REFUSED);
    expect(truth, "holds", TREE "combined 53 1 0\n", IS_REFUSED);
    expect(truth, "holds", TREE "combined 53 1\n", IS_MALFORMED);
    expect(truth, "holds", TREE "combined 53 -1 -1 0\n", IS_MALFORMED);
    expect(truth, "holds", TREE "combined 0 -1 -1\n", IS_MALFORMED);
    expect(truth, "holds", TREE "combined 53 -1 -0.5\n", IS_MALFORMED);
    expect(truth, "holds", TREE "combined 53\n", IS_MALFORMED);
    static const char near[] =
        PLANE "claim a: holds(x + y != 1 or x - y != 1) on -1 <= x <= 0.999999999999 and -1 <= y <= 1\n";
    expect(near, "holds", TREE "combined 53 1 1\n", SHOWS_PROVED);
    static const char falsehood[] =
        PLANE "claim a: holds(x + y != 1 or x - y != 1) on -1 <= x <= 1 and -1 <= y <= 1\n";
    expect(falsehood, "holds", TREE "combined 53 1 1\n", IS_REFUSED);
    expect(falsehood, "holds", TREE "split 1 1023/1024\ncombined 53 1 1\ncombined 53 1 1\n", IS_REFUSED);
    // Inequalities take no negative multipliers.
    static const char signs[] = PLANE "claim a: holds(x + y > 0 or x - y > -1 or y > 9) on 0 <= x <= 1 and -1 <= y <= 1\n";
    expect(signs, "holds", TREE "combined 53 1 1 0\n", SHOWS_PROVED);
    expect(signs, "holds", TREE "combined 53 2 1 -1\n", IS_REFUSED);
    expect(PLANE "claim a: holds(x > 1 or y > 1) on 0 <= x <= 1/2 and 0 <= y <= 1/2\n", "holds",
           TREE "combined 53 -1 -1\n", IS_REFUSED);
    expect(PLANE "claim a: holds(x >= 1 or y >= 1) on x = x and 0 <= x <= 1/2 and 0 <= y <= 1/2\n", "holds",
           TREE "combined 53 -1 -1\n", IS_REFUSED);
    // An equation is none of the members that can be combined, nor is a conjunction.
    expect(PLANE "claim a: holds(x = 2 or y != 2) on 0 <= x <= 1 and 0 <= y <= 1\n", "holds",
           TREE "combined 53 1\n", SHOWS_PROVED);
    expect(PLANE "claim a: holds(x = 2 or y != 2) on 0 <= x <= 1 and 0 <= y <= 1\n", "holds",
           TREE "combined 53 -1 1\n", IS_MALFORMED);
    expect(PLANE "claim a: holds((x != 2 and y != 1/2) or x > 5) on 0 <= x <= 1 and 0 <= y <= 1\n", "holds",
           TREE "combined 53 -1 0\n", IS_MALFORMED);
}

static void test_combined_to_second_order(void **state)
{
    (void)state;
    static const char away[] = PLANE "claim a: holds(x^2 + y^2 != 2 or x*y != 1) on 1/2 <= x <= 1 and -1 <= y <= 3/4\n";
    expect(away, "holds", TREE "combined 53 -1 2\n", IS_REFUSED); // (x - y)^2 vanishes at x = y
    expect(away, "holds", TREE "combined 53 0 1\n", SHOWS_PROVED);
    // 1 + x^2 - x y + y^2: the cross term is met once.
    expect(PLANE "claim a: holds(x^2 + y^2 != 2 or x*y != 3) on -1 <= x <= 1 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 1\n", SHOWS_PROVED);
    // A kink and a jump: not C2 on the box.
    expect(PLANE "claim a: holds(abs(x) != -1 or y != 2) on -1 <= x <= 1 and 0 <= y <= 1\n", "holds",
           TREE "combined 53 -1 0\n", IS_REFUSED);
    expect(PLANE "claim a: holds(abs(x) != -1 or y != 2) on -1 <= x <= 1 and 0 <= y <= 1\n", "holds",
           TREE "combined 53 0 1\n", SHOWS_PROVED); // what is not used need not be smooth
    expect("landscape f(x, y) = cases { x < 0 : 1  otherwise : -1 }\n"
           "claim a: holds(f(x, y) != -1 or y != 2) on -1 <= x <= -1/8 and 0 <= y <= 1\n",
           "holds", TREE "combined 53 -1 0\n", SHOWS_PROVED);
    expect("landscape f(x, y) = cases { x < 0 : 1  otherwise : -1 }\n"
           "claim a: holds(f(x, y) != -1 or y != 2) on -1 <= x <= 1/8 and 0 <= y <= 1\n",
           "holds", TREE "combined 53 -1 0\n", IS_REFUSED);
    expect(PLANE "claim a: holds(x != -1 or y != 2) on 0 <= x and 0 <= y <= 1\n", "holds", TREE "combined 53 0 1\n",
           IS_REFUSED); // unbounded
}

// A norm, or a sum of even powers, is not 0 where one of its terms is not.
static void test_combined_norms(void **state)
{
    (void)state;
    static const char norm[] = PLANE "claim a: holds(norm((x + y - 1, x - y - 1)) > 0) on -1 <= x <= 7/8 and -1 <= y <= 1\n";
    expect(norm, "holds", TREE "combined 53 -1 -1\n", SHOWS_PROVED);
    expect(norm, "holds", TREE "combined 53 -1\n", IS_MALFORMED);
    expect(PLANE "claim a: holds(norm((x + y - 1, x - y - 1)) != 0) on -1 <= x <= 7/8 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 -1\n", SHOWS_PROVED);
    expect(PLANE "claim a: holds((x + y - 1)^2 + (x - y - 1)^4 > 0) on -1 <= x <= 7/8 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 -1\n", SHOWS_PROVED);
    // Not so for odd powers, and where a bound above 0 is claimed.
    expect(PLANE "claim a: holds((x + y - 1)^2 + (x - y - 1)^3 > 0) on -1 <= x <= 7/8 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 -1\n", IS_MALFORMED);
    expect(PLANE "claim a: holds(norm((x + y - 1, x - y - 1)) > 1) on -1 <= x <= 7/8 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 -1\n", IS_MALFORMED);
    expect(PLANE "claim a: holds(norm((x + y - 1, x - y - 1)) < 0) on -1 <= x <= 7/8 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 -1\n", IS_MALFORMED);
    // A term without a value: the norm has none.
    expect(PLANE "claim a: holds(norm((x - 2, sqrt(y))) > 0) on 0 <= x <= 1 and -1 <= y <= 1\n", "holds",
           TREE "combined 53 -1 0\n", IS_REFUSED);
    expect(PLANE "claim a: holds(norm((x - 2, sqrt(y))) > 0) on 0 <= x <= 1 and 0 <= y <= 1\n", "holds",
           TREE "combined 53 -1 0\n", SHOWS_PROVED);
}

static void test_combined_refutes_equations(void **state)
{
    (void)state;
    static const char none[] = PLANE "claim a: exists(x + y = 1 and x - y = 1) on -1 <= x <= 7/8 and -1 <= y <= 1\n";
    expect(none, "exists", "evidence refuted tree\ncombined 53 1 1\n", SHOWS_REFUTED);
    expect(none, "exists", "evidence refuted tree\ncombined 53 -1 -1\n", IS_REFUSED);
    expect(none, "exists", TREE "combined 53 1 1\n", IS_REFUSED);
    expect(PLANE "claim a: exists(x + y = 1 and x - y = 1) on -1 <= x <= 1 and -1 <= y <= 1\n", "exists",
           "evidence refuted tree\ncombined 53 1 1\n", IS_REFUSED);
    // not 0 < x - y - 1 is 0 <= -(x - y - 1)
    static const char order[] = PLANE "claim a: exists(x + y > 1 and x - y > 1) on -1 <= x <= 7/8 and -1 <= y <= 1\n";
    expect(order, "exists", "evidence refuted tree\ncombined 53 1 1\n", SHOWS_REFUTED);
    expect(order, "exists", "evidence refuted tree\ncombined 53 -1 -1\n", IS_REFUSED);
    expect(PLANE "claim a: exists(norm((x + y - 1, x - y - 1)) = 0) on -1 <= x <= 7/8 and -1 <= y <= 1\n", "exists",
           "evidence refuted tree\ncombined 53 -1 -1\n", SHOWS_REFUTED);
}

static void test_stationary(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(x^2 + y + 1/100 > 0) on -1 <= x <= 1 and 0 <= y <= 1\n";
    expect(truth, "holds", TREE "split 1 1/8\nsplit 1 -1/8\nstationary 1 53\nnatural 53\nstationary 1 53\n",
           SHOWS_PROVED);
    // False at the low end, where the derivative would put the minimum.
    static const char falsehood[] = "landscape f(x) = x\nclaim a: holds(x > 0) on -1 <= x <= 1\n";
    expect(falsehood, "holds", TREE "stationary 1 53\n", IS_REFUSED);
    expect(falsehood, "holds", TREE "split 1 1/2\nstationary 1 53\nnatural 53\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x > -2) on -1 < x <= 1\n", "holds",
           TREE "split 1 0\nnatural 53\nstationary 1 53\n", IS_REFUSED); // an open interval
    expect("landscape f(x) = x\nclaim a: holds(x > -2) on -1 <= x\n", "holds",
           TREE "split 1 0\nnatural 53\nstationary 1 53\n", IS_REFUSED); // an unbounded one
    expect(PLANE "claim a: holds(x > -2) on -1 <= x <= 1 and -1 <= y <= 1 and x != y\n", "holds",
           TREE "split 1 0\nnatural 53\nstationary 1 53\n", IS_REFUSED); // a region
    // The kink of abs: not C1 on the box.
    expect("landscape f(x) = x\nclaim a: holds(abs(x) - 1/10 > 0) on -1 <= x <= 1\n", "holds",
           TREE "split 1 1/2\nsplit 1 -1/2\nstationary 1 53\nstationary 1 53\nstationary 1 53\n", IS_REFUSED);
}

// Below a face the leaves cover the face only: a stationary box that touches the end of the face shows nothing,
// although the whole interval goes on.
static void test_stationary_below_a_face(void **state)
{
    (void)state;
    static const char falsehood[] = PLANE "claim a: holds(x + y > 0) on -1 <= x <= 1 and -1 <= y <= 1\n";
    expect(falsehood, "holds",
           TREE "split 1 0\nsplit 2 0\nface 2 lo 53\nstationary 1 53\nface 2 lo 53\nstationary 1 53\n"
                "split 2 0\nface 2 lo 53\nstationary 1 53\nnatural 53\n",
           IS_REFUSED);
}

static void test_faces(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x) = x\nclaim a: holds(u + v <= 2) for u in [0, 1], v in [0, 1]\n";
    expect(truth, "holds", TREE "face 1 hi 53\nface 2 hi 53\nconstant 0\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "face 1 hi 53\nface 2 hi 53\nconstant 53\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "face 1 hi 53\ncells 2 1\nat 1/2\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "face 1 lo 53\nface 2 hi 53\nconstant 0\n", IS_REFUSED); // the wrong end
    expect(truth, "holds", TREE "face 1 hi 53\nface 1 hi 53\nconstant 0\n", IS_REFUSED); // fixed already
    expect(truth, "holds", TREE "face 1 hi 53\nconstant 0\n", IS_REFUSED);               // v is not fixed
    expect(truth, "holds", TREE "face 1 up 53\nface 2 hi 53\nconstant 0\n", IS_MALFORMED);
    expect(truth, "holds", TREE "face 1 hi 53\ncells 1 0\n", IS_REFUSED);
    static const char falsehood[] =
        "landscape f(x) = x\nclaim a: holds(u + v <= 1.999999999999999999999) for u in [0, 1], v in [0, 1]\n";
    expect(falsehood, "holds", TREE "face 1 hi 53\nface 2 hi 53\nconstant 0\n", IS_REFUSED);
    expect(falsehood, "holds", TREE "face 1 hi 53\ncells 2 0\n", IS_REFUSED);
    // Not monotone in the middle.
    expect("landscape f(x) = x\nclaim a: holds((u - 1/2)^2 >= 1/4) for u in [0, 1]\n", "holds",
           TREE "face 1 hi 53\nconstant 0\n", IS_REFUSED);
    // A jump upward in between; the derivative has the right sign everywhere.
    expect("landscape f(x) = cases { x <= 0 : x  0 < x : x - 5 }\nclaim a: holds(f(x) >= -1) on -1 <= x <= 1\n",
           "holds", TREE "face 1 lo 53\nconstant 0\n", IS_REFUSED);
    // No end to go to.
    expect("landscape f(x) = x\nclaim a: holds(x <= 5)\n", "holds", TREE "face 1 hi 53\nconstant 0\n", IS_REFUSED);
}

// Jumps in one variable do not matter to a face in another, unless a guard depends on that one.
static void test_faces_across_jumps(void **state)
{
    (void)state;
    static const char truth[] =
        "landscape f(x) = x\nclaim a: holds(cases { x < 0 : 1 - u; otherwise : 3 - 2*u } >= 0) on -1 <= x <= 1 for u in [0, 1]\n";
    expect(truth, "holds", TREE "face 2 hi 53\ncells 1 1\nat 0\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "face 2 lo 53\ncells 1 1\nat 0\n", IS_REFUSED); // falling in u
    expect(truth, "holds", TREE "face 1 lo 53\ncells 2 0\n", IS_REFUSED);       // it jumps in x
    // Rising in u in each case, and down at the jump.
    static const char saw[] =
        "landscape f(x) = x\nclaim a: holds(cases { u < 1/2 : u; otherwise : u - 3/4 } >= 0) on -1 <= x <= 1 for u in [0, 1]\n";
    expect(saw, "holds", TREE "face 2 lo 53\ncells 1 0\n", IS_REFUSED);
    static const char slanted[] =
        "landscape f(x) = x\nclaim a: holds(cases { u < x : u; otherwise : u - 3/4 } >= 0) on 0 <= x <= 1 for u in [0, 1]\n";
    expect(slanted, "holds", TREE "face 2 lo 53\ncells 1 0\n", IS_REFUSED);
    // The second guard depends on u where the first one leaves it to decide.
    static const char second[] =
        "landscape f(x) = x\n"
        "claim a: holds(cases { x < 0 : u; u < 1/2 : u; otherwise : u - 3/4 } >= 0) on -1 <= x <= 1 for u in [0, 1]\n";
    expect(second, "holds", TREE "face 2 lo 53\ncells 1 1\nat 0\n", IS_REFUSED);
    expect(second, "holds", TREE "split 1 0\nface 2 lo 53\ncells 1 0\nface 2 lo 53\ncells 1 0\n", IS_REFUSED);
    // The true derivative of a function with a kink in x has no value there, whatever u does.
    static const char kink[] = "landscape f(x, y) = abs(x)*y\nclaim a: growth(L = 9, toward = (0, 0)) on -1 <= x <= 1 and 1 <= y <= 2\n";
    expect(kink, "inequality", TREE "face 2 lo 53\ncells 1 0\n", IS_REFUSED);
}

// Points at an open end of the variable's interval are not asked about.
static void test_cells_at_open_ends(void **state)
{
    (void)state;
    static const char open[] = "landscape f(x) = x\nclaim a: holds(x + u > 0) on 0 < x <= 1 for u in [0, 1]\n";
    static const char closed[] = "landscape f(x) = x\nclaim a: holds(x + u > 0) on 0 <= x <= 1 for u in [0, 1]\n";
    static const char inner[] = "landscape f(x) = x\nclaim a: holds(abs(x) + u > 0) on -1 < x <= 1 for u in [0, 1]\n";
    expect(open, "holds", TREE "face 2 lo 53\ncells 1 0\n", SHOWS_PROVED);
    expect(closed, "holds", TREE "face 2 lo 53\ncells 1 0\n", IS_REFUSED);
    expect(inner, "holds", TREE "split 1 0\nface 2 lo 53\ncells 1 0\nface 2 lo 53\ncells 1 0\n", IS_REFUSED);
}

static void test_open_faces(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x) = x\nclaim a: holds(u + v < 2) for u in [0, 1), v in [0, 1)\n";
    expect(truth, "holds", TREE "open-face 1 hi 53\nface 2 hi 53\nconstant 0\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "face 1 hi 53\nface 2 hi 53\nconstant 0\n", IS_REFUSED); // 2 < 2
    static const char closed[] = "landscape f(x) = x\nclaim a: holds(u + v < 2) for u in [0, 1], v in [0, 1]\n";
    expect(closed, "holds", TREE "open-face 1 hi 53\nface 2 hi 53\nconstant 0\n", IS_REFUSED);
    // An inner end is not open.
    expect(truth, "holds",
           TREE
           "split 1 1/2\nopen-face 1 hi 53\nface 2 hi 53\nconstant 0\nopen-face 1 hi 53\nface 2 hi 53\nconstant 0\n",
           IS_REFUSED);
    // Not strictly monotone: u^2 v at v = 0.
    static const char flat[] = "landscape f(x) = x\nclaim a: holds(u*v > 0) for u in (0, 1], v in [0, 1]\n";
    expect(flat, "holds", TREE "open-face 1 lo 53\nface 2 lo 53\nconstant 0\n", IS_REFUSED);
}

static void test_cells_of_one_variable(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(x^3 - 3*x + 2 >= 0) on -2 <= x <= 3 and -1 <= y <= 1\n";
    expect(truth, "holds", TREE "cells 1 1\nat 1\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "cells 1 0\n", IS_REFUSED); // touches 0 at 1
    // y matters.
    static const char both[] = PLANE "claim a: holds(x^2 + y >= 0) on -2 <= x <= 3 and 0 <= y <= 1\n";
    expect(both, "holds", TREE "cells 1 1\nat 0\n", IS_REFUSED);
    expect(both, "holds", TREE "face 2 lo 53\ncells 1 1\nat 0\n", SHOWS_PROVED);
}

static void test_expand(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds((x + y)^2 - x^2 - y^2 - 2*x*y = 0)\n";
    expect(truth, "holds", TREE "expand 53\n", SHOWS_PROVED);
    expect(truth, "holds", TREE "natural 53\n", IS_REFUSED);
    static const char sums[] = PLANE "claim a: holds((x - y)^2*(x - y) + y^3 - x^3 + 3*x^2*y - 3*x*y^2 >= 0)\n";
    expect(sums, "holds", TREE "expand 53\n", SHOWS_PROVED);
    static const char cases[] = PLANE "claim a: holds(abs(x - 3)*y + x*y - 3*y = 0) on x <= 3\n";
    expect(cases, "holds", TREE "expand 53\n", SHOWS_PROVED);
    static const char beyond[] = PLANE "claim a: holds(abs(x - 3)*y + x*y - 3*y = 0) on x <= 4\n";
    expect(beyond, "holds", TREE "expand 53\n", IS_REFUSED);
    static const char derivative[] = PLANE "claim a: holds(d(f, x)*d(f, y) - 4*x*y = 0)\n";
    expect(derivative, "holds", TREE "expand 53\n", SHOWS_PROVED);
    // Not polynomials: their Taylor series break off.
    expect(PLANE "claim a: holds(x/(1 - y) - x - x*y = 0) on y < 1/2\n", "holds", TREE "expand 53\n", IS_REFUSED);
    expect(PLANE "claim a: holds(exp(x) - 1 = 0)\n", "holds", TREE "expand 53\n", IS_REFUSED);
    expect(PLANE "claim a: holds(sqrt(x^2) - x = 0)\n", "holds", TREE "expand 53\n", IS_REFUSED);
    expect(PLANE "claim a: holds((x + y)^2 - x^2 - y^2 - 2.0000000001*x*y = 0)\n", "holds", TREE "expand 53\n",
           IS_REFUSED);
}

static void test_shapes(void **state)
{
    static const char critical[] = "evidence proved constant 0\n";
    (void)state;
    static const char truth[] = "landscape f(x, y) = (x^2 + y^2)/2 + 2*x^2*y^2\npoint o = (0, 0)\n"
                                "claim a: opsc(mu = 1/4, toward = o) on norm((x, y)) <= 1/4\n";
    static const char outside[] =
        "split 1 17/64\nsplit 1 -17/64\noutside 53\nsplit 2 17/64\nsplit 2 -17/64\noutside 53\n";
    char tree[400];
    snprintf(tree, sizeof tree, TREE "%sshape 53\noutside 53\noutside 53\n", outside);
    expect(truth, "inequality", tree, IS_REFUSED); // the lemma is not proved
    expect_with(truth, "inequality", tree, SHOWS_PROVED, "critical", critical);
    static const char strong[] = "landscape f(x, y) = (x^2 + y^2)/2 + 2*x^2*y^2\npoint o = (0, 0)\n"
                                 "claim a: opsc(mu = 1.01, toward = o) on norm((x, y)) <= 1/4\n";
    expect_with(strong, "inequality", tree, IS_REFUSED, "critical", critical);
    static const char growth[] =
        "landscape f(x, y) = x^2 + y^2/2\npoint o = (0, 0)\nclaim a: growth(L = 2, toward = o)\n";
    expect_with(growth, "inequality", TREE "shape 53\n", SHOWS_PROVED, "critical", critical);
    static const char steep[] =
        "landscape f(x, y) = x^2 + y^2/2\npoint o = (0, 0)\nclaim a: growth(L = 1.999, toward = o)\n";
    expect_with(steep, "inequality", TREE "shape 53\n", IS_REFUSED, "critical", critical);
    static const char minimum[] = "landscape f(x, y) = x^2 + y^2\nclaim a: minimum((0, 0), strict, global)\n";
    expect_with(minimum, "global-minimum", TREE "shape 53\n", SHOWS_PROVED, "critical", critical);
    static const char flat[] = "landscape f(x, y) = x^2\nclaim a: minimum((0, 0), strict, global)\n";
    expect_with(flat, "global-minimum", TREE "shape 53\n", IS_REFUSED, "critical", critical);
    static const char weak[] = "landscape f(x, y) = x^2\nclaim a: minimum((0, 0), global)\n";
    expect_with(weak, "global-minimum", TREE "shape 53\n", SHOWS_PROVED, "critical", critical);
    // Not critical.
    static const char slope[] = "landscape f(x, y) = x^2 + y^2 + x\nclaim a: minimum((0, 0), global)\n";
    expect(slope, "critical", critical, IS_REFUSED);
    expect(SQUARE "claim a: holds(x^2 >= 0)\n", "holds", TREE "shape 53\n", IS_REFUSED);
}

static void test_exists(void **state)
{
    (void)state;
    static const char none[] = SQUARE "claim a: exists(f(x) < 0) on x != 1\n";
    expect(none, "exists", "evidence refuted tree\nnatural 53\n", SHOWS_REFUTED);
    expect(none, "exists", "evidence proved tree\nnatural 53\n", IS_REFUSED);
    static const char some[] = SQUARE "claim a: exists(f(x) < 1/4)\n";
    expect(some, "exists", "evidence refuted tree\nnatural 53\n", IS_REFUSED);
    expect(some, "exists", "evidence refuted tree\nsplit 1 1\nsplit 1 -1\nnatural 53\nstationary 1 53\nnatural 53\n",
           IS_REFUSED);
}

static void test_depth(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, TREE);
    for (int i = 0; i < 5000; i++)
        strbuf_printf(&text, "split 1 %d\n", 5000 - i);
    expect(SQUARE "claim a: holds(f(x) >= 0)\n", "holds", text.text, IS_MALFORMED);
    strbuf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_natural),
        cmocka_unit_test(test_unbounded),
        cmocka_unit_test(test_undefined_is_not_true),
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_centred),
        cmocka_unit_test(test_convex),
        cmocka_unit_test(test_combined),
        cmocka_unit_test(test_combined_to_second_order),
        cmocka_unit_test(test_combined_norms),
        cmocka_unit_test(test_combined_refutes_equations),
        cmocka_unit_test(test_stationary),
        cmocka_unit_test(test_stationary_below_a_face),
        cmocka_unit_test(test_faces),
        cmocka_unit_test(test_faces_across_jumps),
        cmocka_unit_test(test_cells_at_open_ends),
        cmocka_unit_test(test_open_faces),
        cmocka_unit_test(test_cells_of_one_variable),
        cmocka_unit_test(test_expand),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_exists),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
