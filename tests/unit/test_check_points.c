// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence by exact cells, points, directions, boxes of zeros: what holds, what just fails, and false statements.
#include "test_check_evidence.h"

#define CELLS "evidence proved cells "
#define KINK "landscape f(x) = cases { x <= 1 : x^2  1 < x : 2*x - 1 }\n"

static void test_cells(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x) = x^2 - 2\nclaim a: holds(f(x)*f(x) >= 0)\n";
    static const char roots[] = "2\nat alg(-2,0,1;-2,-1)\nat alg(-2,0,1;1,2)\n";
    char text[300];
    snprintf(text, sizeof text, CELLS "%s", roots);
    expect(truth, "holds", text, SHOWS_PROVED);
    expect(truth, "holds", CELLS "3\nat -3\nat alg(-2,0,1;-2,-1)\nat alg(-2,0,1;1,2)\n", SHOWS_PROVED);
    expect(truth, "holds", CELLS "1\nat alg(-2,0,1;-2,-1)\n", IS_REFUSED); // a zero inside a cell
    expect(truth, "holds", CELLS "0\n", IS_REFUSED);
    expect(truth, "holds", CELLS "2\nat alg(-2,0,1;1,2)\nat alg(-2,0,1;-2,-1)\n", IS_MALFORMED); // not increasing
    expect(truth, "holds", CELLS "2\nat 1\nat 1\n", IS_MALFORMED);
    expect(truth, "holds", CELLS "2\nat alg(-2,0,1;-2,-1)\n", IS_MALFORMED);
    expect(truth, "holds", CELLS "2\nat alg(-2,0,1;-2,2)\nat alg(-2,0,1;1,2)\n", IS_MALFORMED); // two roots there
    expect(truth, "holds", CELLS "2\nat 2/4\nat 3\n", IS_MALFORMED);
    expect(truth, "holds", CELLS "2\nat 1.5\nat 3\n", IS_MALFORMED);
    expect(truth, "holds", "evidence refuted cells 0\n", IS_REFUSED);
    static const char strict[] = "landscape f(x) = x^2 - 2\nclaim a: holds(f(x)*f(x) > 0)\n";
    expect(strict, "holds", text, IS_REFUSED);
    static const char inside[] = "landscape f(x) = x^2 - 2\nclaim a: holds(f(x) < 0) on -1 <= x <= 1\n";
    expect(inside, "holds", CELLS "0\n", SHOWS_PROVED);
    static const char wide[] = "landscape f(x) = x^2 - 2\nclaim a: holds(f(x) < 0) on -3/2 < x <= 1\n";
    expect(wide, "holds", CELLS "0\n", IS_REFUSED);
    static const char open[] = "landscape f(x) = x^2 - 2\nclaim a: holds(f(x) < 0) on -sqrt(2) < x < 2 - 3/5\n";
    expect(open, "holds", CELLS "0\n", SHOWS_PROVED);
    static const char shut[] = "landscape f(x) = x^2 - 2\nclaim a: holds(f(x) < 0) on -sqrt(2) <= x < 2 - 3/5\n";
    expect(shut, "holds", CELLS "0\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(exp(x) > 0)\n", "holds", CELLS "0\n", IS_REFUSED); // not a polynomial
    expect("landscape f(x, y) = x + y\nclaim a: holds(f(x, y)^2 >= 0)\n", "holds", CELLS "0\n", IS_REFUSED);
}

static void test_cells_near_misses(void **state)
{
    (void)state;
    // 27/4 is the largest c with x^3 - 3 x^2 ... at its minimum: x^2 (3 - x) <= 4 on [0, 3], attained at 2.
    expect("landscape f(x) = x^2*(3 - x)\nclaim a: holds(f(x) <= 4) on 0 <= x <= 3\n", "holds", CELLS "1\nat 2\n",
           SHOWS_PROVED);
    expect("landscape f(x) = x^2*(3 - x)\nclaim a: holds(f(x) <= 4 - 1e-12) on 0 <= x <= 3\n", "holds",
           CELLS "1\nat 2\n", IS_REFUSED);
    expect("landscape f(x) = x^2*(3 - x)\nclaim a: holds(f(x) <= 4 - 1e-30) on 0 <= x <= 3\n", "holds",
           CELLS "1\nat 2\n", IS_REFUSED);
    expect("landscape f(x) = x^2*(3 - x)\nclaim a: holds(f(x) < 4) on 0 <= x <= 3 and x != 2\n", "holds",
           CELLS "1\nat 2\n", SHOWS_PROVED);
    expect("landscape f(x) = x^2*(3 - x)\nclaim a: holds(f(x) <= 4) on 0 <= x\n", "holds", CELLS "1\nat 2\n",
           SHOWS_PROVED);
    expect("landscape f(x) = x^2*(3 - x)\nclaim a: holds(f(x) <= 4)\n", "holds", CELLS "3\nat -1\nat 0\nat 2\n",
           IS_REFUSED);
}

static void test_regularity(void **state)
{
    (void)state;
    expect(KINK "claim a: C1\n", "C1", CELLS "1\nat 1\n", SHOWS_PROVED);
    expect(KINK "claim a: C1\n", "C1", CELLS "0\n", IS_REFUSED);
    expect(KINK "claim a: C2\n", "C2", CELLS "1\nat 1\n", IS_REFUSED);
    expect(KINK "claim a: C2\n", "C2", "evidence refuted witness\nvalue 1\nprecision 0\n", SHOWS_REFUTED);
    expect(KINK "claim a: C2\n", "C2", "evidence refuted witness\nvalue 2\nprecision 0\n", IS_REFUSED);
    expect(KINK "claim a: C1\n", "C1", "evidence refuted witness\nvalue 1\nprecision 0\n", IS_REFUSED);
    expect(KINK "claim a: C2 on x < 1\n", "C2", CELLS "0\n", SHOWS_PROVED);
    expect(KINK "claim a: C2 on x <= 1\n", "C2", CELLS "0\n", IS_REFUSED); // neighbourhoods reach beyond the region
    expect("landscape f(x) = abs(x)\nclaim a: continuous\n", "continuous", CELLS "1\nat 0\n", SHOWS_PROVED);
    expect("landscape f(x) = abs(x)\nclaim a: differentiable\n", "differentiable", CELLS "1\nat 0\n", IS_REFUSED);
    expect("landscape f(x) = x*abs(x)\nclaim a: differentiable\n", "differentiable", CELLS "1\nat 0\n", SHOWS_PROVED);
    // The limit from both sides is 0, the value at 0 is 1.
    static const char hole[] = "landscape f(x) = cases { x != 0 : x  otherwise : 1 }\nclaim a: continuous\n";
    expect(hole, "continuous", CELLS "1\nat 0\n", IS_REFUSED);
    expect(hole, "continuous", "evidence refuted witness\nvalue 0\nprecision 0\n", SHOWS_REFUTED);
    // At the end of the domain: continuous, not differentiable.
    static const char half[] = "landscape f(x) = cases { x >= 0 : x }\n";
    char spec[200];
    snprintf(spec, sizeof spec, "%sclaim a: continuous on x >= 0\n", half);
    expect(spec, "continuous", CELLS "0\n", SHOWS_PROVED);
    snprintf(spec, sizeof spec, "%sclaim a: differentiable on x >= 0\n", half);
    expect(spec, "differentiable", CELLS "0\n", IS_REFUSED);
    expect(spec, "differentiable", "evidence refuted witness\nvalue 0\nprecision 0\n", SHOWS_REFUTED);
    // In the plane the line through a point shows what fails, never what holds.
    static const char plane[] = "landscape f(x, y) = abs(x + y)\nclaim a: differentiable\n";
    expect(plane, "differentiable", "evidence refuted direction\nvalue 1\nvalue -1\ndirection 1 0\n", SHOWS_REFUTED);
    expect(plane, "differentiable", "evidence refuted direction\nvalue 1\nvalue -1\ndirection 1 -1\n", IS_REFUSED);
    expect(plane, "differentiable", "evidence refuted direction\nvalue 1\nvalue 1\ndirection 1 0\n", IS_REFUSED);
    expect(plane, "differentiable", "evidence refuted direction\nvalue 1\nvalue -1\ndirection 1\n", IS_MALFORMED);
    expect(plane, "differentiable", "evidence refuted witness\nvalue 1\nvalue -1\nprecision 0\n", SHOWS_REFUTED);
    expect(plane, "differentiable", "evidence proved tree\nnatural 53\n", IS_REFUSED);
    expect("landscape f(x, y) = abs(x + y)\nclaim a: differentiable on y = 1\n", "differentiable",
           "evidence proved tree\ncells 1 0\n", IS_REFUSED);
}

static void test_witnesses(void **state)
{
    (void)state;
    static const char spec[] = "landscape f(x) = x^2\nclaim a: holds(f(x) < 2) on 0 < x < 3\n";
    expect(spec, "holds", "evidence refuted witness\nvalue 2\nprecision 0\n", SHOWS_REFUTED);
    expect(spec, "holds", "evidence refuted witness\nvalue 2\nprecision 53\n", SHOWS_REFUTED);
    expect(spec, "holds", "evidence refuted witness\nvalue alg(-2,0,1;1,2)\nprecision 0\n", SHOWS_REFUTED); // 2 < 2
    expect(spec, "holds", "evidence refuted witness\nvalue alg(-2,0,1;1,2)\nprecision 53\n", IS_REFUSED);
    expect(spec, "holds", "evidence refuted witness\nvalue 1\nprecision 0\n", IS_REFUSED);
    expect(spec, "holds", "evidence refuted witness\nvalue 3\nprecision 0\n", IS_REFUSED); // not in the interval
    expect(spec, "holds", "evidence refuted witness\nvalue 4\nprecision 0\n", IS_REFUSED);
    expect(spec, "holds", "evidence refuted witness\nprecision 0\n", IS_MALFORMED);
    expect(spec, "holds", "evidence refuted witness\nvalue 2\nvalue 2\nprecision 0\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved witness\nvalue 2\nprecision 0\n", IS_REFUSED);
    static const char region[] = "landscape f(x) = x^2\nclaim a: holds(f(x) < 2) on x*x < 1 or x = 5\n";
    expect(region, "holds", "evidence refuted witness\nvalue 2\nprecision 0\n", IS_REFUSED);
    expect(region, "holds", "evidence refuted witness\nvalue 5\nprecision 0\n", SHOWS_REFUTED);
    static const char exists[] = "landscape f(x) = x^2\nclaim a: exists(f(x) = 2) on x < 0 or x > 1\n";
    expect(exists, "exists", "evidence proved witness\nvalue alg(-2,0,1;1,2)\nprecision 0\n", SHOWS_PROVED);
    expect(exists, "exists", "evidence proved witness\nvalue 2\nprecision 0\n", IS_REFUSED);
    expect(exists, "exists", "evidence refuted cells 0\n", IS_REFUSED);
    static const char nothing[] = "landscape f(x) = x^2\nclaim a: exists(f(x) < 0)\n";
    expect(nothing, "exists", "evidence refuted cells 1\nat 0\n", SHOWS_REFUTED);
    // Undefined is neither true nor false.
    static const char pole[] = "landscape f(x) = x\nclaim a: holds(1/x > 0) on x >= 0\n";
    expect(pole, "holds", "evidence refuted witness\nvalue 0\nprecision 0\n", IS_REFUSED);
    expect(pole, "domain", "evidence refuted witness\nvalue 0\nprecision 0\n", SHOWS_REFUTED);
    expect(pole, "domain", "evidence refuted witness\nvalue 1\nprecision 0\n", IS_REFUSED);
}

static void test_constants(void **state)
{
    (void)state;
    static const char equal[] = "landscape f(x) = x\nclaim a: holds(sqrt(2)*sqrt(3) = sqrt(6))\n";
    expect(equal, "holds", "evidence proved constant 0\n", SHOWS_PROVED);
    expect(equal, "holds", "evidence proved constant 200\n",
           SHOWS_PROVED); // what intervals leave open is decided exactly
    expect(equal, "holds", "evidence refuted constant 0\n", IS_REFUSED);
    static const char close[] = "landscape f(x) = x\nclaim a: holds(sqrt(2) + sqrt(3) < 3.1462643699419723424)\n";
    expect(close, "holds", "evidence proved constant 0\n", SHOWS_PROVED);
    expect(close, "holds", "evidence proved constant 128\n", SHOWS_PROVED);
    expect(close, "holds", "evidence refuted constant 0\n", IS_REFUSED);
    static const char less[] = "landscape f(x) = x\nclaim a: holds(sqrt(2) + sqrt(3) < 3.1462643699419723423)\n";
    expect(less, "holds", "evidence proved constant 0\n", IS_REFUSED);
    expect(less, "holds", "evidence refuted constant 0\n", SHOWS_REFUTED);
    static const char transcendental[] = "landscape f(x) = x\nclaim a: holds(exp(pi) - pi < 20)\n";
    expect(transcendental, "holds", "evidence proved constant 0\n", IS_REFUSED);
    expect(transcendental, "holds", "evidence proved constant 53\n", SHOWS_PROVED);
    expect(transcendental, "holds", "evidence proved witness\nprecision 0\n", IS_REFUSED);
}

static void test_empty(void **state)
{
    (void)state;
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 2 < x < 1\n", "holds", "evidence proved empty 1\n",
           SHOWS_PROVED);
    expect("landscape f(x) = x^4\nclaim a: smooth(L = -1) on 2 < x < 1\n", "lipschitz-gradient",
           "evidence proved empty 1\n", SHOWS_PROVED);
    expect("landscape f(x) = x^4\nclaim a: smooth(L = -1) on 1 <= x <= 1\n", "lipschitz-gradient",
           "evidence proved empty 1\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 1 < x <= 1\n", "holds", "evidence proved empty 1\n",
           SHOWS_PROVED);
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 1 <= x <= 1\n", "holds", "evidence proved empty 1\n",
           IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 2 < x < 1\n", "holds", "evidence proved tree\nnatural 53\n",
           IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 2 < x < 1\n", "nonempty", "evidence refuted empty 1\n",
           SHOWS_REFUTED);
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 2 < x\n", "holds", "evidence proved empty 1\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x < 0) on 2 < x\n", "holds", "evidence proved empty 2\n", IS_MALFORMED);
}

static void test_pairs(void **state)
{
    (void)state;
    static const char truth[] = KINK "claim a: smooth(L = 2)\n";
    expect(truth, "lipschitz-gradient", CELLS "1\nat 1\n", SHOWS_PROVED);
    expect(truth, "lipschitz-gradient", CELLS "0\n", IS_REFUSED);
    expect(KINK "claim a: smooth(L = 2 - 1e-12)\n", "lipschitz-gradient", CELLS "1\nat 1\n", IS_REFUSED);
    expect(KINK "claim a: smooth(L = 2 - 1e-12)\n", "lipschitz-gradient",
           "evidence refuted pair\nvalue 0\nvalue 1\nprecision 0\n", SHOWS_REFUTED);
    expect(truth, "lipschitz-gradient", "evidence refuted pair\nvalue 0\nvalue 1\nprecision 0\n", IS_REFUSED);
    // A jump of the gradient.
    static const char jump[] = "landscape f(x) = abs(x)\nclaim a: smooth(L = 1000)\n";
    expect(jump, "lipschitz-gradient", CELLS "1\nat 0\n", IS_REFUSED);
    expect(jump, "lipschitz-gradient", "evidence refuted pair\nvalue -1/4000\nvalue 1/4000\nprecision 0\n",
           SHOWS_REFUTED);
    expect(jump, "lipschitz-gradient", "evidence refuted pair\nvalue 0\nvalue 1/2000\nprecision 0\n",
           IS_REFUSED); // no gradient
    // A gap in the region: f' jumps by 2 over a distance of 1, inside which it is wild.
    static const char gap[] = "landscape f(x) = cases { x < 0 : 0  x <= 1 : 50*x^2  1 < x : 2*x }\n";
    char spec[300];
    snprintf(spec, sizeof spec, "%sclaim a: smooth(L = 2) on x < 0 or x > 1\n", gap);
    expect(spec, "lipschitz-gradient", CELLS "2\nat 0\nat 1\n", SHOWS_PROVED);
    snprintf(spec, sizeof spec, "%sclaim a: smooth(L = 1.99) on x < 0 or x > 1\n", gap);
    expect(spec, "lipschitz-gradient", CELLS "2\nat 0\nat 1\n", IS_REFUSED);
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue -1/1000\nvalue 1001/1000\nprecision 0\n",
           SHOWS_REFUTED);
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 1/2\nvalue 1001/1000\nprecision 0\n", IS_REFUSED);
    snprintf(spec, sizeof spec, "%sclaim a: smooth(L = 2)\n", gap);
    expect(spec, "lipschitz-gradient", CELLS "2\nat 0\nat 1\n", IS_REFUSED);
}

static void test_pairs_in_the_plane(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x, y) = x^2 + x*y + y^2\nclaim a: smooth(L = 3)\n";
    expect(truth, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", SHOWS_PROVED);
    expect(truth, "lipschitz-gradient", "evidence proved tree\nnatural 53\n", IS_MALFORMED);
    expect(truth, "lipschitz-gradient", "evidence proved cells 0\n", IS_REFUSED);
    static const char less[] = "landscape f(x, y) = x^2 + x*y + y^2\nclaim a: smooth(L = 2.9)\n";
    expect(less, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", IS_REFUSED);
    expect(less, "lipschitz-gradient", "evidence refuted pair\nvalue 0\nvalue 0\nvalue 1\nvalue 1\nprecision 53\n",
           SHOWS_REFUTED);
    expect(less, "lipschitz-gradient", "evidence refuted pair\nvalue 0\nvalue 0\nvalue 1\nvalue -1\nprecision 0\n",
           IS_REFUSED);
    static const char disc[] = "landscape f(x, y) = x^4 + y^4\nclaim a: smooth(L = 13) on norm((x, y)) <= 1\n";
    expect(disc, "lipschitz-gradient",
           "evidence proved tree\n"
           "split 1 33/32\nsplit 1 -33/32\noutside 53\nsplit 2 33/32\nsplit 2 -33/32\noutside 53\njacobian 53\noutside "
           "53\noutside 53\n",
           SHOWS_PROVED);
    // Not convex: the segment may leave the region, but not the box, all of which must be covered.
    static const char ring[] =
        "landscape f(x, y) = x^4 + y^4\nclaim a: smooth(L = 50) on norm((x, y)) >= 1 and abs(x) <= 2 and abs(y) <= 2\n";
    static const char tight[] =
        "landscape f(x, y) = x^4 + y^4\nclaim a: smooth(L = 47) on norm((x, y)) >= 1 and abs(x) <= 2 and abs(y) <= 2\n";
    expect(ring, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", SHOWS_PROVED);
    expect(ring, "lipschitz-gradient",
           "evidence proved tree\nsplit 1 1/2\njacobian 53\nsplit 2 1\njacobian 53\njacobian 53\n", SHOWS_PROVED);
    expect(ring, "lipschitz-gradient",
           "evidence proved tree\nsplit 1 1/2\nsplit 1 -1/2\njacobian 53\nsplit 2 1/2\nsplit 2 -1/2\njacobian 53\n"
           "outside 53\njacobian 53\njacobian 53\n",
           IS_REFUSED);
    expect(tight, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", IS_REFUSED);
    static const char split[] =
        "landscape f(x, y) = cases { x < 0 : 0  otherwise : 100*x }\nclaim a: smooth(L = 1) on x < 0 or x > 1\n";
    expect(split, "lipschitz-gradient",
           "evidence proved tree\nsplit 1 1\nsplit 1 0\njacobian 53\noutside 53\njacobian 53\n", IS_REFUSED);
}

static void test_pairs_with_parameters(void **state)
{
    (void)state;
    static const char spec[] = "landscape f(x) = x^4/12\nclaim a: smooth(L = r) on abs(x) < 1 for r in [1/2, 2]\n";
    static const char fits[] = "landscape f(x) = x^4/12\nclaim a: smooth(L = r) on -1 < x < 1 for r in [1, 2]\n";
    static const char bent[] = "landscape f(x) = x^4/12\nclaim a: smooth(L = 9) on x^2 > r for r in [1, 2]\n";
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 3/4\nvalue 1/2\nvalue 4/5\nprecision 53\n",
           SHOWS_REFUTED);
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 3/4\nvalue 1/2\nvalue 4/5\nprecision 0\n",
           SHOWS_REFUTED);
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 3/4\nvalue 1\nvalue 4/5\nprecision 53\n",
           IS_REFUSED);
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 3/4\nvalue 1/3\nvalue 4/5\nprecision 53\n",
           IS_REFUSED); // r is not in its interval
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 3/4\nvalue 1/2\nvalue 1\nprecision 53\n",
           IS_REFUSED); // y is not in the region
    expect(spec, "lipschitz-gradient",
           "evidence refuted pair\nvalue 3/4\nvalue 1/2\nvalue 4/5\nvalue 1/2\nprecision 53\n", IS_MALFORMED);
    expect(spec, "lipschitz-gradient", "evidence refuted pair\nvalue 1/2\nvalue 1/2\nvalue 1/2\nprecision 0\n",
           IS_REFUSED); // the same point twice
    expect(fits, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", SHOWS_PROVED);
    expect(spec, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", IS_REFUSED);
    expect(spec, "lipschitz-gradient", "evidence proved tree\nsplit 2 1\njacobian 53\njacobian 53\n", IS_REFUSED);
    expect(bent, "lipschitz-gradient", "evidence proved tree\njacobian 53\n", IS_REFUSED); // not convex
}

static void test_local(void **state)
{
    (void)state;
    static const char cubic[] = "landscape f(x) = x^2*(x + 1)\nclaim a: minimum(0, strict)\n";
    expect(cubic, "strict-minimum", CELLS "2\nat -1\nat 0\n", SHOWS_PROVED);
    expect(cubic, "strict-minimum", CELLS "1\nat -1\n", IS_REFUSED); // 0 is inside a cell in which the sign changes
    expect(cubic, "strict-minimum", "evidence proved radius 1/2\ncells 1\nat 0\n", SHOWS_PROVED);
    expect(cubic, "strict-minimum", "evidence proved radius 1/2\ncells 3\nat -1/2\nat 0\nat 1/2\n", SHOWS_PROVED);
    expect(cubic, "strict-minimum", "evidence proved radius 1\ncells 1\nat 0\n", IS_REFUSED);
    expect(cubic, "strict-minimum", "evidence proved radius 0\ncells 1\nat 0\n", IS_REFUSED);
    expect(cubic, "strict-minimum", "evidence proved radius -1/2\ncells 1\nat 0\n", IS_REFUSED);
    expect(cubic, "strict-minimum", "evidence refuted descent\ndirection 1\ncells 2\nat 0\nat 1\n", IS_REFUSED);
    expect_with(cubic, "strict-minimum", "evidence proved radius 1/8\ntree\nshape 53\n", SHOWS_PROVED, "critical",
                "evidence proved constant 0\n");
    expect_with(cubic, "strict-minimum", "evidence proved radius 1/2\ntree\nshape 53\n", IS_REFUSED, "critical",
                "evidence proved constant 0\n");
    static const char inflection[] = "landscape f(x) = x^3\nclaim a: minimum(0)\n";
    expect(inflection, "local-minimum", "evidence refuted descent\ndirection -1\ncells 2\nat 0\nat 1\n", SHOWS_REFUTED);
    expect(inflection, "local-minimum", "evidence refuted descent\ndirection 1\ncells 2\nat 0\nat 1\n", IS_REFUSED);
    expect(inflection, "local-minimum", "evidence refuted descent\ndirection -1\nslope 53\n",
           IS_REFUSED); // the slope is 0
    expect(inflection, "local-minimum", CELLS "1\nat 0\n", IS_REFUSED);
    static const char slope[] = "landscape f(x, y) = exp(x) + y^2\nclaim a: minimum((0, 0))\n";
    expect(slope, "local-minimum", "evidence refuted descent\ndirection -1 0\nslope 53\n", SHOWS_REFUTED);
    expect(slope, "local-minimum", "evidence refuted descent\ndirection 1 0\nslope 53\n", IS_REFUSED);
    expect(slope, "local-minimum", "evidence refuted descent\ndirection 0 0\nslope 53\n", IS_REFUSED);
    static const char kink[] = "landscape f(x, y) = abs(x) + y^2\nclaim a: minimum((0, 0))\n";
    expect(kink, "local-minimum", "evidence refuted descent\ndirection -1 0\nslope 53\n", IS_REFUSED);
    expect(kink, "local-minimum", "evidence proved radius 1\ntree\nnatural 53\n", SHOWS_PROVED);
    expect(kink, "local-minimum", "evidence proved radius 1\nforest\n", IS_MALFORMED);
    // With a region: below f(p), but outside.
    static const char region[] = "landscape f(x) = x\nclaim a: minimum(0) on x >= 0\n";
    expect(region, "local-minimum", CELLS "1\nat 0\n", SHOWS_PROVED);
    expect(region, "local-minimum", "evidence refuted descent\ndirection -1\nslope 53\n", IS_REFUSED);
    expect(region, "local-minimum", "evidence refuted descent\ndirection -1\ncells 2\nat 0\nat 1\n", IS_REFUSED);
}

#define ROOT "landscape f(x) = x^4/4 - x^2/2\npoint z in [1/2, 2]\nclaim a: minimum(z)\n" // zeros of f': -1, 0, 1
#define KRAWCZYK "existence 15/16 17/16\nuniqueness 3/4 5/4\npreconditioner 1/2\nprecision 53\n"

static void test_roots(void **state)
{
    (void)state;
    expect(ROOT, "critical-point", CELLS "1\nat 1\n", SHOWS_PROVED);
    expect(ROOT, "critical-point", CELLS "0\n", IS_REFUSED);
    expect(ROOT, "critical-point", "evidence refuted cells 1\nat 1\n", IS_REFUSED);
    static const char tree[] = "split 1 5/4\nsplit 1 3/4\nnonzero 1 53\ninside\nnonzero 1 53\n";
    char text[400];
    snprintf(text, sizeof text, "evidence proved root\n" KRAWCZYK "%s", tree);
    expect(ROOT, "critical-point", text, SHOWS_PROVED);
    expect(ROOT, "critical-point", "evidence proved root\n" KRAWCZYK "split 1 5/4\ninside\nnonzero 1 53\n", IS_REFUSED);
    expect(ROOT, "critical-point", "evidence proved root\n" KRAWCZYK "nonzero 1 53\n", IS_REFUSED);
    snprintf(text, sizeof text,
             "evidence proved root\nexistence 33/32 17/16\nuniqueness 3/4 5/4\npreconditioner 1/2\nprecision 53\n%s",
             tree);
    expect(ROOT, "critical-point", text, IS_REFUSED); // no zero in there
    snprintf(text, sizeof text,
             "evidence proved root\nexistence 15/16 17/16\nuniqueness 1/2 5/4\npreconditioner 1/2\nprecision 53\n%s",
             tree);
    expect(ROOT, "critical-point", text, IS_REFUSED); // perhaps two zeros
    snprintf(text, sizeof text,
             "evidence proved root\nexistence 15/16 17/16\nuniqueness 1 5/4\npreconditioner 1/2\nprecision 53\n%s",
             tree);
    expect(ROOT, "critical-point", text, IS_REFUSED); // not nested
    snprintf(text, sizeof text,
             "evidence proved root\nexistence 15/16 17/16\nuniqueness 3/4 5/4\npreconditioner 0\nprecision 53\n%s",
             tree);
    expect(ROOT, "critical-point", text, IS_REFUSED); // singular
    // U may contain the box; Z lies in its interior.
    static const char tight[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [7/8, 9/8]\nclaim a: minimum(z)\n";
    expect(tight, "critical-point", "evidence proved root\n" KRAWCZYK "inside\n", SHOWS_PROVED);
    static const char beside[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [1000000000001/1000000000000, 9/8]\n"
                                 "claim a: minimum(z)\n";
    expect(beside, "critical-point", "evidence proved root\n" KRAWCZYK "inside\n", IS_REFUSED);
    static const char away[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [9/8, 5/4]\nclaim a: minimum(z)\n";
    expect(away, "critical-point", "evidence proved root\n" KRAWCZYK "inside\n", IS_REFUSED);
    static const char two[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [-1/2, 2]\nclaim a: minimum(z)\n";
    expect(two, "critical-point", CELLS "2\nat 0\nat 1\n", IS_REFUSED);
    expect(two, "critical-point", "evidence refuted cells 2\nat 0\nat 1\n", SHOWS_REFUTED);
    static const char none[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [5/4, 2]\nclaim a: minimum(z)\n";
    expect(none, "critical-point", "evidence refuted no-root\nnonzero 1 53\n", SHOWS_REFUTED);
    expect(none, "critical-point", "evidence refuted cells 0\n", SHOWS_REFUTED);
    expect(none, "critical-point", CELLS "0\n", IS_REFUSED);
    expect(ROOT, "critical-point", "evidence refuted no-root\nnonzero 1 53\n", IS_REFUSED);
    static const char end[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [1, 2]\nclaim a: minimum(z)\n";
    expect(end, "critical-point", "evidence proved root\n" KRAWCZYK "split 1 5/4\ninside\nnonzero 1 53\n", IS_REFUSED);
    expect(end, "critical-point", CELLS "0\n", IS_REFUSED);
    expect(end, "critical-point", "evidence refuted cells 0\n", SHOWS_REFUTED);
}

static void test_implicit_points(void **state)
{
    (void)state;
    static const char place[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [1/2, 2]\nclaim a: holds(z < 17/16)\n";
    static const char krawczyk[] =
        "evidence proved root\nexistence 31/32 33/32\nuniqueness 3/4 5/4\npreconditioner 1/2\nprecision 53\n"
        "split 1 5/4\nsplit 1 3/4\nnonzero 1 53\ninside\nnonzero 1 53\n";
    expect(place, "holds", "evidence proved constant 53\n", IS_REFUSED); // nothing is known of z yet
    expect(place, "holds", "evidence proved constant 0\n", IS_REFUSED);
    expect_with(place, "holds", "evidence proved constant 53\n", SHOWS_PROVED, "critical-point", krawczyk);
    expect_with(place, "holds", "evidence proved constant 0\n", IS_REFUSED, "critical-point", krawczyk);
    expect_with(place, "holds", "evidence proved constant 0\n", SHOWS_PROVED, "critical-point", CELLS "1\nat 1\n");
    static const char closer[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [1/2, 2]\nclaim a: holds(z < 65/64)\n";
    expect_with(closer, "holds", "evidence proved constant 53\n", IS_REFUSED, "critical-point", krawczyk);
    static const char minimum[] = "landscape f(x) = x^4/4 - x^2/2\npoint z in [1/2, 2]\nclaim a: minimum(z, strict)\n";
    expect_with(minimum, "strict-minimum", "evidence proved radius 1/8\ntree\nshape 53\n", SHOWS_PROVED,
                "critical-point", krawczyk);
    expect_with(minimum, "strict-minimum", "evidence proved radius 1/8\ncells 0\n", IS_REFUSED, "critical-point",
                krawczyk);
    expect_with(minimum, "strict-minimum", "evidence proved radius 1/8\ncells 1\nat 1\n", SHOWS_PROVED,
                "critical-point", CELLS "1\nat 1\n");
    expect_with(minimum, "strict-minimum", "evidence proved radius 3\ncells 3\nat -1\nat 0\nat 1\n", IS_REFUSED,
                "critical-point", CELLS "1\nat 1\n");
}

static void test_grammar(void **state)
{
    (void)state;
    static const char spec[] = "landscape f(x) = x\nclaim a: holds(x*x >= 0)\n";
    expect(spec, "holds", "evidence\n", IS_MALFORMED);
    expect(spec, "holds", "evidence none none\n", IS_MALFORMED);
    expect(spec, "holds", "evidence maybe\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved magic\n", IS_MALFORMED);
    expect(spec, "holds", "evidence  proved cells 0\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 0 \n", IS_MALFORMED);
    expect(spec, "holds", " evidence proved cells 0\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 00\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells -1\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 99999999999999999999\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 1\nat 0", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 1\nat 0\n\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 1\n\nat 0\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 1\nat 0\t\n", IS_MALFORMED);
    expect(spec, "holds", "evidence proved cells 1\nat 0\n", SHOWS_PROVED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),      cmocka_unit_test(test_cells_near_misses),
        cmocka_unit_test(test_regularity), cmocka_unit_test(test_witnesses),
        cmocka_unit_test(test_constants),  cmocka_unit_test(test_empty),
        cmocka_unit_test(test_pairs),      cmocka_unit_test(test_pairs_in_the_plane),
        cmocka_unit_test(test_local),      cmocka_unit_test(test_pairs_with_parameters),
        cmocka_unit_test(test_roots),      cmocka_unit_test(test_implicit_points),
        cmocka_unit_test(test_grammar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
