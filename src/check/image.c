// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/image.h"

#include "base/memory.h"
#include "check/expand.h"
#include "check/ways.h"

typedef struct {
    evidence_t *ev;
    size_t n, components;
    slong precision;
    bool change; // of map(x) - x instead of map(x)
    image_test_t accepts;
    void *data;
    range_t *part; // enclosures of the components
    bool met;      // some part
    ways_t ways;
} image_t;

size_t image_check_inputs(const evidence_t *ev)
{
    return ev->variable_count + ev->obligation->noise_count;
}

bool image_check_put(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    size_t n = image_check_inputs(ev), m = obligation->map_count;
    if (ev->image.plan)
        return true;
    ev->inputs = mem_alloc(n, sizeof *ev->inputs);
    for (size_t i = 0; i < n; i++)
        ev->inputs[i] = i < ev->variable_count ? ev->variables[i] : obligation->noise[i - ev->variable_count].variable;
    int *orders = mem_alloc(m, sizeof *orders);
    for (size_t i = 0; i < m; i++)
        orders[i] = 1;
    bool fits = question_put(&ev->image, ev->ground, m, obligation->map, orders, n, ev->inputs);
    mem_free(orders);
    return fits || evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

// ---- one formula ----

static bool is_bounded(const image_t *image, const range_t *inputs)
{
    for (size_t v = 0; v < image->n; v++)
        if (!range_is_bounded(inputs + v))
            return false;
    return true;
}

// The derivative of component i in input v; of map(x) - x, one less where that is the component's own variable.
static void slope(range_t *result, const image_t *image, const enclosure_t *component, size_t i, size_t v)
{
    range_set(result, enclosure_coefficient(component, monomial_variable(v)));
    if (!image->change || i != v)
        return;
    range_t one;
    range_init(&one, image->precision);
    range_set_si(&one, 1);
    rounding_t mode = rounding_upward();
    range_sub(result, result, &one);
    rounding_restore(mode);
    range_clear(&one);
}

// Component i, of which this is the enclosure at these inputs.
static bool value_of(range_t *result, const image_t *image, const enclosure_t *component, size_t i,
                     const range_t *inputs)
{
    if (!jet_has_value(&component->jet))
        return false;
    range_set(result, enclosure_coefficient(component, 0));
    if (image->change) {
        rounding_t mode = rounding_upward();
        range_sub(result, result, inputs + i);
        rounding_restore(mode);
    }
    return true;
}

static bool value_at(range_t *result, image_t *image, size_t assumed, size_t i, const range_t *inputs)
{
    return value_of(result, image, evaluator_root(ways_evaluate(&image->ways, assumed, inputs), i), i, inputs);
}

// Sets the inputs with slopes of one sign to the ends at which the component is least (greatest).
static void go_to_face(range_t *face, const image_t *image, const range_t *inputs, const range_t *slopes, bool greatest)
{
    range_t end;
    range_init(&end, image->precision);
    for (size_t v = 0; v < image->n; v++) {
        bool rising = range_is_nonnegative(slopes + v), falling = range_is_nonpositive(slopes + v);
        range_set(face + v, inputs + v);
        bool found = (rising || falling) && range_end(&end, inputs + v, rising == greatest);
        if (!found && rising && falling) // it does not depend on v
            found = range_end(&end, inputs + v, rising != greatest);
        if (found)
            range_set(face + v, &end);
    }
    range_clear(&end);
}

static void sharpen_by_faces(range_t *value, image_t *image, size_t assumed, size_t i, const range_t *inputs,
                             const range_t *slopes)
{
    range_t *face = range_array_new(image->n, image->precision), least, greatest;
    range_init(&least, image->precision);
    range_init(&greatest, image->precision);
    go_to_face(face, image, inputs, slopes, false);
    bool known = value_at(&least, image, assumed, i, face);
    go_to_face(face, image, inputs, slopes, true);
    if (known && value_at(&greatest, image, assumed, i, face)) {
        range_set_ends(&least, &least, &greatest);
        (void)range_meet(value, &least);
    }
    range_clear(&least);
    range_clear(&greatest);
    range_array_free(face, image->n);
}

static void sharpen_by_mean_value(range_t *value, image_t *image, size_t assumed, size_t i, const range_t *inputs,
                                  const range_t *slopes)
{
    range_t *centre = range_array_new(image->n, image->precision), sum, term;
    range_init(&sum, image->precision);
    range_init(&term, image->precision);
    for (size_t v = 0; v < image->n; v++)
        range_middle(centre + v, inputs + v);
    if (value_at(&sum, image, assumed, i, centre)) {
        rounding_t mode = rounding_upward();
        for (size_t v = 0; v < image->n; v++) {
            range_sub(&term, inputs + v, centre + v);
            range_mul(&term, &term, slopes + v);
            range_add(&sum, &sum, &term);
        }
        rounding_restore(mode);
        (void)range_meet(value, &sum);
    }
    range_clear(&sum);
    range_clear(&term);
    range_array_free(centre, image->n);
}

// The map's components to the degrees that they have as polynomials; those that are none to order 0. False when it is
// too large.
static bool put_polynomials(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    size_t n = image_check_inputs(ev), m = obligation->map_count;
    if (ev->polynomials.plan || ev->polynomials.status != STATUS_OK)
        return ev->polynomials.status == STATUS_OK;
    int *orders = mem_alloc(m, sizeof *orders);
    for (size_t i = 0; i < m; i++) {
        int degree = expand_degree(ev->image.plan, i, NULL);
        orders[i] = degree == NOT_POLYNOMIAL ? 0 : degree;
    }
    bool fits = question_put(&ev->polynomials, ev->ground, m, obligation->map, orders, n, ev->inputs);
    mem_free(orders);
    return fits;
}

// What cancels in a polynomial is gone where like terms are collected: on unbounded boxes no other enclosure sees that
// a case of the map is constant but for rounding.
static void sharpen_by_expansion(range_t *value, image_t *image, size_t assumed, size_t i, const range_t *inputs)
{
    evidence_t *ev = image->ev;
    if (image->change || range_is_bounded(value) || !put_polynomials(ev))
        return;
    question_t *question = &ev->polynomials;
    question->assumption_count = assumed;
    question->assumptions = image->ways.assumptions;
    const evaluator_t *guide = question_enclose(question, ev->ground, image->n, ev->inputs, inputs, image->precision);
    question->assumption_count = 0;
    question->assumptions = NULL;
    int degree = expand_degree(question->plan, i, guide);
    if (degree == NOT_POLYNOMIAL || degree > question->plan->steps[question->plan->roots[i]].order)
        return;
    rpoly_struct *origin = mem_alloc(image->n, sizeof *origin);
    range_t sum;
    range_init(&sum, image->precision);
    for (size_t v = 0; v < image->n; v++)
        rpoly_init(origin + v);
    const exact_t *exact = question_expand(question, ev->ground, image->n, ev->inputs, origin, guide);
    if (expand_add_values(&sum, exact, i, question->plan, inputs))
        (void)range_meet(value, &sum);
    for (size_t v = 0; v < image->n; v++)
        rpoly_clear(origin + v);
    range_clear(&sum);
    mem_free(origin);
}

static bool has_slopes(range_t *slopes, const image_t *image, const enclosure_t *component, size_t i)
{
    for (size_t v = 0; v < image->n; v++) {
        if (!component->jet.known[monomial_variable(v)])
            return false;
        slope(slopes + v, image, component, i, v);
    }
    return component->level >= LEVEL_CONTINUOUS_ON_DOMAIN;
}

// On a continuous and piecewise C1 term with enclosed derivatives growth along each coordinate has the sign of the
// slope, and between two points it is a sum of slopes times distances.
static bool add_part(void *data, size_t assumed, const range_t *inputs)
{
    image_t *image = data;
    range_t *slopes = range_array_new(image->n, image->precision);
    bool bounded = is_bounded(image, inputs), defined = true;
    for (size_t i = 0; defined && i < image->components; i++) {
        const enclosure_t *component = evaluator_root(ways_evaluate(&image->ways, assumed, inputs), i);
        bool sharp = jet_has_value(&component->jet) && has_slopes(slopes, image, component, i);
        defined = value_of(image->part + i, image, component, i, inputs);
        if (defined && sharp)
            sharpen_by_faces(image->part + i, image, assumed, i, inputs, slopes);
        if (defined && sharp && bounded)
            sharpen_by_mean_value(image->part + i, image, assumed, i, inputs, slopes);
        if (defined)
            sharpen_by_expansion(image->part + i, image, assumed, i, inputs);
    }
    image->met = true;
    range_array_free(slopes, image->n);
    return defined && image->accepts(image->data, image->part);
}

// ---- all of them ----

// The values without any assumption: guards that leave no gap together may seem to leave one when each is decided
// alone.
static bool whole(image_t *image, const range_t *inputs)
{
    const evaluator_t *values =
        question_enclose(&image->ev->image, image->ev->ground, image->n, image->ev->inputs, inputs, image->precision);
    for (size_t i = 0; i < image->components; i++) {
        const enclosure_t *component = evaluator_root(values, i);
        if (!jet_has_value(&component->jet))
            return false;
        range_set(image->part + i, enclosure_coefficient(component, 0));
        rounding_t mode = rounding_upward();
        if (image->change)
            range_sub(image->part + i, image->part + i, inputs + i);
        rounding_restore(mode);
    }
    return image->accepts(image->data, image->part);
}

static bool each_part(evidence_t *ev, const range_t *inputs, slong precision, bool change, image_test_t accepts,
                      void *data)
{
    image_t image = {.ev = ev,
                     .n = image_check_inputs(ev),
                     .components = ev->obligation->map_count,
                     .precision = precision,
                     .change = change,
                     .accepts = accepts,
                     .data = data};
    if (!image_check_put(ev))
        return false;
    ways_init(&image.ways, ev, &ev->image, image.n, ev->inputs, precision);
    image.part = range_array_new(image.components, precision);
    bool good = (ways_follow(&image.ways, inputs, add_part, &image) && image.met) || whole(&image, inputs);
    range_array_free(image.part, image.components);
    return good;
}

bool image_check_parts(evidence_t *ev, const range_t *inputs, slong precision, image_test_t accepts, void *data)
{
    return each_part(ev, inputs, precision, false, accepts, data);
}

typedef struct {
    range_t *out;
    size_t count;
    bool met;
} hull_t;

static bool widen(void *data, const range_t *part)
{
    hull_t *hull = data;
    for (size_t i = 0; i < hull->count; i++)
        if (hull->met)
            range_hull(hull->out + i, hull->out + i, part + i);
        else
            range_set(hull->out + i, part + i);
    hull->met = true;
    return true;
}

bool image_check(range_t *out, evidence_t *ev, const range_t *inputs, slong precision)
{
    hull_t hull = {out, ev->obligation->map_count, false};
    return each_part(ev, inputs, precision, false, widen, &hull);
}

bool image_check_change(range_t *out, evidence_t *ev, const range_t *inputs, slong precision)
{
    hull_t hull = {out, ev->obligation->map_count, false};
    return each_part(ev, inputs, precision, true, widen, &hull);
}

// ---- derivatives ----

bool image_check_slopes(range_t *out, evidence_t *ev, size_t count, const assumption_t *assumptions, const range_t *box,
                        const range_t *place, int level, slong precision)
{
    size_t n = image_check_inputs(ev), components = ev->obligation->map_count;
    static const assumption_t none;
    if (!image_check_put(ev))
        return false;
    ev->image.assumption_count = count;
    ev->image.assumptions = count ? assumptions : &none;
    const evaluator_t *values = question_enclose(&ev->image, ev->ground, n, ev->inputs, box, precision);
    bool known = true;
    for (size_t i = 0; i < components; i++) {
        const enclosure_t *component = evaluator_root(values, i);
        known = known && jet_has_value(&component->jet) && component->level >= level;
    }
    if (place != box)
        values = question_enclose(&ev->image, ev->ground, n, ev->inputs, place, precision);
    for (size_t i = 0; known && i < components; i++) {
        const enclosure_t *component = evaluator_root(values, i);
        known = jet_has_value(&component->jet);
        for (size_t v = 0; known && v < n; v++) {
            known = component->jet.known[monomial_variable(v)];
            range_set(out + i * n + v, enclosure_coefficient(component, monomial_variable(v)));
        }
    }
    return known;
}
