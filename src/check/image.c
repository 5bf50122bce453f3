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
    range_t *part;      // enclosures of the components
    bool met;           // some part
    program_t *program; // that evaluates on the whole box; NULL for none
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

// From the derivative of component i of the map in input v; that of map(x) - x is one less where the variable is the
// component's own.
static void set_slope(range_t *result, const image_t *image, const range_t *derivative, size_t i, size_t v)
{
    range_set(result, derivative);
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

// From the value of component i of the map at these inputs.
static void set_value(range_t *result, const image_t *image, const range_t *value, size_t i, const range_t *inputs)
{
    range_set(result, value);
    if (!image->change)
        return;
    rounding_t mode = rounding_upward();
    range_sub(result, result, inputs + i);
    rounding_restore(mode);
}

// Component i at inputs in the box.
static bool value_at(range_t *result, image_t *image, size_t assumed, size_t i, const range_t *inputs)
{
    if (image->program) {
        bool known = program_run_values(image->program, inputs);
        set_value(result, image, program_value(image->program, i), i, inputs);
        return known;
    }
    const enclosure_t *component = evaluator_root(ways_evaluate(&image->ways, assumed, inputs), i);
    bool known = jet_has_value(&component->jet);
    if (known)
        set_value(result, image, enclosure_coefficient(component, 0), i, inputs);
    return known;
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

// What is known of a component on the box to first order.
typedef struct {
    range_t *value;
    range_t *slopes;
    bool is_sharp; // the slopes are known, and the component is continuous
} first_order_t;

// False when the component is not defined.
static bool enclose_by_program(first_order_t *known, const image_t *image, size_t i, const range_t *inputs)
{
    const program_t *program = image->program;
    if (i > 0 && !program_run(image->program, inputs)) // values of places have taken the place of those of the box
        return false;
    set_value(known->value, image, program_value(program, i), i, inputs);
    for (size_t v = 0; v < image->n; v++)
        set_slope(known->slopes + v, image, program_slope(program, i, v), i, v);
    known->is_sharp = program_level(program, i) >= LEVEL_CONTINUOUS_ON_DOMAIN;
    return true;
}

static bool enclose_component(first_order_t *known, image_t *image, size_t assumed, size_t i, const range_t *inputs)
{
    if (image->program)
        return enclose_by_program(known, image, i, inputs);
    evidence_t *ev = image->ev;
    const evaluator_t *values = ways_evaluate(&image->ways, assumed, inputs);
    if (assumed == 0 && i == 0 && image->precision == RANGE_DOUBLE)
        programs_record(&ev->programs, values, values, ev->image.plan, image->n, ev->inputs);
    const enclosure_t *component = evaluator_root(values, i);
    if (!jet_has_value(&component->jet))
        return false;
    set_value(known->value, image, enclosure_coefficient(component, 0), i, inputs);
    known->is_sharp = component->level >= LEVEL_CONTINUOUS_ON_DOMAIN;
    for (size_t v = 0; v < image->n; v++) {
        known->is_sharp = known->is_sharp && component->jet.known[monomial_variable(v)];
        set_slope(known->slopes + v, image, enclosure_coefficient(component, monomial_variable(v)), i, v);
    }
    return true;
}

// On a continuous and piecewise C1 term with enclosed derivatives growth along each coordinate has the sign of the
// slope, and between two points it is a sum of slopes times distances.
static bool add_part(void *data, size_t assumed, const range_t *inputs)
{
    image_t *image = data;
    range_t *slopes = range_array_new(image->n, image->precision);
    bool bounded = is_bounded(image, inputs), defined = true;
    for (size_t i = 0; defined && i < image->components; i++) {
        first_order_t known = {image->part + i, slopes, false};
        defined = enclose_component(&known, image, assumed, i, inputs);
        if (defined && known.is_sharp)
            sharpen_by_faces(image->part + i, image, assumed, i, inputs, slopes);
        if (defined && known.is_sharp && bounded)
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

// Where every comparison is decided on the box, one program gives all of it.
static bool follow_ways(image_t *image, const range_t *inputs)
{
    if (image->precision == RANGE_DOUBLE)
        image->program = programs_find(&image->ev->programs, inputs);
    bool good = image->program ? add_part(image, 0, inputs) : ways_follow(&image->ways, inputs, add_part, image);
    image->program = NULL;
    return good && image->met;
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
    bool good = follow_ways(&image, inputs) || whole(&image, inputs);
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
