// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/image.h"

#include "base/memory.h"
#include "prove/image_piece.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 40     // comparisons decided one below the other
#define MAX_PARTS 4096   // that the boxes of one call may be divided into, beyond their number
#define FEW_CHOICES 1024 // inputs * terms beyond which gradients are not worth their size

struct image {
    pieces_t pieces;
    piece_t *root;
    size_t count; // terms
    size_t states; // that the inputs begin with
    size_t given;  // inputs that boxes have; the implicit points follow
    dinterval_t *points;
    bool held;
};

// Boxes on which one piece applies, and what they are parts of.
typedef struct {
    size_t count, capacity, owner_capacity;
    dinterval_t *boxes; // of all inputs
    size_t *owners;
} parts_t;

// What a call works on.
typedef struct {
    image_t *image;
    image_visit_t visit;
    void *data;
    bool *met, *defined; // per box: some part has been evaluated; all parts so far are defined
    size_t room;         // parts that may still be added
    bool missing;        // a formula that the image, being held, does not make
} job_t;

// ---- making ----

static bool set_points(image_t *image, const prover_t *prover, const obligation_t *obligation)
{
    for (size_t i = 0; i < obligation->point_count; i++) {
        bool found = false;
        for (size_t k = 0; k < prover->known_count && !found; k++) {
            const known_coordinate_t *known = prover->known + k;
            found = known->variable == obligation->points[i].variable;
            if (found)
                image->points[i] = dinterval_hull(dinterval_from_fmpq(known->lo), dinterval_from_fmpq(known->hi));
        }
        if (!found)
            return false;
    }
    return true;
}

image_t *image_new_terms(prover_t *prover, const obligation_t *obligation, size_t count, const expr_t *terms)
{
    image_t *image = mem_alloc(1, sizeof *image);
    size_t n = obligation->variable_count, noise = obligation->noise_count, points = obligation->point_count;
    expr_t *inputs = mem_alloc(n + noise + points, sizeof *inputs);
    for (size_t i = 0; i < n; i++)
        inputs[i] = obligation->variables[i].variable;
    for (size_t i = 0; i < noise; i++)
        inputs[n + i] = obligation->noise[i].variable;
    for (size_t i = 0; i < points; i++)
        inputs[n + noise + i] = obligation->points[i].variable;
    image->pieces = (pieces_t){.dag = prover->dag, .input_count = n + noise + points, .inputs = inputs};
    image->count = count;
    image->states = obligation->state_count;
    image->given = n + noise;
    image->points = mem_alloc(points, sizeof *image->points);
    if (set_points(image, prover, obligation))
        image->root = piece_new(&image->pieces, count, terms);
    if (image->root)
        return image;
    image_free(image);
    return NULL;
}

image_t *image_new(prover_t *prover, const obligation_t *obligation)
{
    return image_new_terms(prover, obligation, obligation->map_count, obligation->map);
}

void image_free(image_t *image)
{
    if (!image)
        return;
    piece_free(image->root);
    mem_free(image->pieces.inputs);
    mem_free(image->points);
    mem_free(image);
}

void image_hold(image_t *image, bool held)
{
    image->held = held;
}

size_t image_inputs(const image_t *image)
{
    return image->given;
}

// ---- parts ----

static void parts_clear(parts_t *parts)
{
    mem_free(parts->boxes);
    mem_free(parts->owners);
}

// Makes room for one more box and returns it.
static dinterval_t *parts_add(parts_t *parts, const image_t *image, size_t owner)
{
    size_t n = image->pieces.input_count;
    parts->boxes = mem_grow(parts->boxes, &parts->capacity, (parts->count + 1) * n + 1, sizeof *parts->boxes);
    parts->owners = mem_grow(parts->owners, &parts->owner_capacity, parts->count + 1, sizeof *parts->owners);
    parts->owners[parts->count] = owner;
    return parts->boxes + parts->count++ * n;
}

// ---- one formula on a box ----

static bool is_bounded(const dinterval_t *box, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(box[i].neg_lo) || !isfinite(box[i].hi))
            return false;
    return true;
}

static dinterval_t meet(dinterval_t a, dinterval_t b)
{
    dinterval_t both = {fmin(a.neg_lo, b.neg_lo), fmin(a.hi, b.hi)};
    return dinterval_is_valid(both) ? both : a;
}

// The face of the box on which a term with these derivatives is least (greatest).
static void extreme_face(dinterval_t *face, const dinterval_t *box, const tape_result_t *slopes, size_t n,
                         bool greatest)
{
    for (size_t i = 0; i < n; i++) {
        face[i] = box[i];
        bool rising = dinterval_lo(slopes[i].value) >= 0, falling = slopes[i].value.hi <= 0;
        double end = rising == greatest ? box[i].hi : dinterval_lo(box[i]);
        if (rising && falling && !isfinite(end)) // it does not depend on the input
            end = rising == greatest ? dinterval_lo(box[i]) : box[i].hi;
        if ((rising || falling) && isfinite(end))
            face[i] = dinterval_point(end);
    }
}

static dinterval_t outward_sum(dinterval_t a, double lo, double hi)
{
    return (dinterval_t){nextafter(a.neg_lo - lo, INFINITY), nextafter(a.hi + hi, INFINITY)};
}

// d * (box - c), rounded outward.
static dinterval_t change(dinterval_t d, dinterval_t side, double c)
{
    double down = nextafter(dinterval_lo(side) - c, -INFINITY), up = nextafter(side.hi - c, INFINITY);
    double products[] = {dinterval_lo(d) * down, dinterval_lo(d) * up, d.hi * down, d.hi * up};
    double lo = INFINITY, hi = -INFINITY;
    for (int k = 0; k < 4; k++) {
        double product = isnan(products[k]) ? 0 : products[k];
        lo = fmin(lo, product);
        hi = fmax(hi, product);
    }
    bool known = isfinite(d.neg_lo) && isfinite(d.hi);
    return known ? dinterval_make(nextafter(lo, -INFINITY), nextafter(hi, INFINITY)) : dinterval_whole();
}

static double middle(dinterval_t side)
{
    double c = dinterval_lo(side) / 2 + side.hi / 2;
    return fmin(fmax(c, dinterval_lo(side)), side.hi);
}

static dinterval_t mean_value(dinterval_t at_centre, const dinterval_t *box, const tape_result_t *slopes, size_t n)
{
    dinterval_t sum = at_centre;
    for (size_t i = 0; i < n; i++) {
        dinterval_t term = change(slopes[i].value, box[i], middle(box[i]));
        sum = outward_sum(sum, dinterval_lo(term), term.hi);
    }
    return sum;
}

static bool slopes_known(const tape_result_t *slopes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slopes[i].regularity == REGULARITY_UNKNOWN)
            return false;
    return true;
}

// The places at which a term is evaluated for a box: the faces on which it is least and greatest, and the middle (of an
// unbounded box, the box).
static void set_places(dinterval_t *places, const dinterval_t *box, const tape_result_t *slopes, size_t n)
{
    bool bounded = is_bounded(box, n);
    extreme_face(places, box, slopes, n, false);
    extreme_face(places + n, box, slopes, n, true);
    for (size_t i = 0; i < n; i++)
        places[2 * n + i] = bounded ? dinterval_point(middle(box[i])) : box[i];
}

// `values` are those at the places, `count` terms for each.
static void sharpen_one(tape_result_t *result, const tape_result_t *values, size_t count, const dinterval_t *box,
                        const tape_result_t *slopes, size_t n)
{
    if (result->regularity < REGULARITY_CONTINUOUS || !slopes_known(slopes, n))
        return;
    dinterval_t faces = {values[0].value.neg_lo, values[count].value.hi};
    if (dinterval_is_valid(faces))
        result->value = meet(result->value, faces);
    if (is_bounded(box, n))
        result->value = meet(result->value, mean_value(values[2 * count].value, box, slopes, n));
}

static const tape_t *gradient_of(job_t *job, piece_t *piece)
{
    if (!job->image->held)
        return piece_gradient(&job->image->pieces, piece);
    job->missing = job->missing || !piece->gradient;
    return piece->gradient;
}

// Tightens the enclosures `results` of the terms on the boxes by forms of first order. The term is continuous on the box
// and piecewise C1 with enclosed derivatives: along each coordinate its growth has the sign of the slope, and between
// two points it grows by slopes times distances.
static void sharpen(tape_result_t *results, job_t *job, piece_t *piece, size_t boxes, const dinterval_t *box)
{
    size_t n = job->image->pieces.input_count, count = job->image->count;
    const tape_t *gradient = n * count <= FEW_CHOICES ? gradient_of(job, piece) : NULL;
    if (!gradient)
        return;
    tape_result_t *slopes = mem_alloc(boxes * n * count, sizeof *slopes);
    tape_result_t *values = mem_alloc(3 * boxes * count, sizeof *values);
    dinterval_t *places = mem_alloc(3 * boxes * n, sizeof *places);
    tape_evaluate(slopes, gradient, boxes, box);
    for (size_t r = 0; r < count; r++) {
        for (size_t b = 0; b < boxes; b++)
            set_places(places + 3 * b * n, box + b * n, slopes + (b * count + r) * n, n);
        tape_evaluate(values, piece->values, 3 * boxes, places);
        for (size_t b = 0; b < boxes; b++)
            sharpen_one(results + b * count + r, values + 3 * b * count + r, count, box + b * n,
                        slopes + (b * count + r) * n, n);
    }
    mem_free(slopes);
    mem_free(values);
    mem_free(places);
}

static void evaluate_parts(job_t *job, piece_t *piece, const parts_t *parts)
{
    image_t *image = job->image;
    size_t count = image->count;
    tape_result_t *results = mem_alloc(parts->count * count, sizeof *results);
    dinterval_t *values = mem_alloc(count, sizeof *values);
    tape_evaluate(results, piece->values, parts->count, parts->boxes);
    sharpen(results, job, piece, parts->count, parts->boxes);
    for (size_t k = 0; k < parts->count; k++) {
        size_t owner = parts->owners[k];
        tape_result_t *result = results + k * count;
        for (size_t r = 0; r < count; r++) {
            values[r] = result[r].value;
            job->defined[owner] = job->defined[owner] && result[r].regularity != REGULARITY_UNKNOWN;
        }
        job->visit(job->data, owner, values);
        job->met[owner] = true;
    }
    mem_free(values);
    mem_free(results);
}

// ---- all pieces ----

static piece_t *side_of(job_t *job, piece_t *piece, bool truth)
{
    if (!job->image->held)
        return piece_side(&job->image->pieces, piece, truth);
    job->missing = job->missing || !piece->sides[truth];
    return piece->sides[truth];
}

static void divide_and_evaluate(job_t *job, piece_t *piece, const parts_t *parts, int depth);

// Sends the boxes to the sides on which they have points.
static void divide(job_t *job, parts_t *sides, const piece_t *piece, const parts_t *parts)
{
    image_t *image = job->image;
    size_t n = image->pieces.input_count;
    tape_result_t *truths = mem_alloc(parts->count, sizeof *truths);
    tape_evaluate(truths, piece->decision, parts->count, parts->boxes);
    for (size_t k = 0; k < parts->count; k++) {
        size_t owner = parts->owners[k];
        job->defined[owner] = job->defined[owner] && truths[k].regularity != REGULARITY_UNKNOWN;
        for (int truth = 0; truth < 2; truth++) {
            if (truths[k].truth == (truth ? TRUTH_FALSE : TRUTH_TRUE))
                continue;
            dinterval_t *box = parts_add(sides + truth, image, owner);
            memcpy(box, parts->boxes + k * n, n * sizeof *box);
            if (truths[k].truth == TRUTH_UNKNOWN && !piece_contract(box, &image->pieces, piece, truth))
                sides[truth].count--;
        }
    }
    mem_free(truths);
}

static void divide_and_evaluate(job_t *job, piece_t *piece, const parts_t *parts, int depth)
{
    if (parts->count == 0 || job->missing)
        return;
    bool full = parts->count > job->room;
    piece_t *sides[2] = {NULL, NULL};
    for (int truth = 0; truth < 2 && piece->atom != EXPR_NONE && !full && depth < MAX_DEPTH; truth++)
        sides[truth] = side_of(job, piece, truth);
    if (job->missing)
        return;
    if (!sides[0] || !sides[1]) {
        evaluate_parts(job, piece, parts);
        return;
    }
    parts_t halves[2] = {{0}, {0}};
    divide(job, halves, piece, parts);
    job->room -= halves[0].count + halves[1].count - parts->count;
    for (int truth = 0; truth < 2; truth++) {
        divide_and_evaluate(job, sides[truth], halves + truth, depth + 1);
        parts_clear(halves + truth);
    }
}

static void add_all(parts_t *parts, const image_t *image, size_t count, const dinterval_t *boxes)
{
    for (size_t b = 0; b < count; b++) {
        dinterval_t *box = parts_add(parts, image, b);
        for (size_t i = 0; i < image->pieces.input_count; i++)
            box[i] = i < image->given ? boxes[b * image->given + i] : image->points[i - image->given];
    }
}

// The boxes for which some way through the guards seems undefined, though the ways that it stands for may be none: all
// of the guards may leave no gap.
static void evaluate_whole(job_t *job, const parts_t *parts)
{
    image_t *image = job->image;
    size_t n = image->pieces.input_count, count = image->count;
    tape_result_t *results = mem_alloc(count, sizeof *results);
    dinterval_t *values = mem_alloc(count, sizeof *values);
    for (size_t b = 0; b < parts->count; b++) {
        if (job->defined[b] && job->met[b])
            continue;
        tape_evaluate(results, image->root->values, 1, parts->boxes + b * n);
        job->defined[b] = true;
        for (size_t r = 0; r < count; r++)
            job->defined[b] = job->defined[b] && results[r].regularity != REGULARITY_UNKNOWN;
        for (size_t r = 0; r < count; r++)
            values[r] = job->defined[b] ? results[r].value : dinterval_whole();
        job->visit(job->data, b, NULL);
        job->visit(job->data, b, values);
    }
    mem_free(values);
    mem_free(results);
}

bool image_enclose_parts(bool *defined, image_t *image, size_t count, const dinterval_t *boxes, image_visit_t visit,
                         void *data)
{
    parts_t parts = {0};
    job_t job = {image, visit, data, mem_alloc(count, sizeof *job.met), defined, count + MAX_PARTS, false};
    for (size_t b = 0; b < count; b++)
        defined[b] = true;
    add_all(&parts, image, count, boxes);
    divide_and_evaluate(&job, image->root, &parts, 0);
    if (!job.missing)
        evaluate_whole(&job, &parts);
    parts_clear(&parts);
    mem_free(job.met);
    return !job.missing;
}

typedef struct {
    dinterval_t *out;
    size_t count; // terms
    bool *met;
} hull_t;

static void widen(void *data, size_t b, const dinterval_t *values)
{
    hull_t *hull = data;
    for (size_t r = 0; values && r < hull->count; r++) {
        dinterval_t *out = hull->out + b * hull->count + r;
        *out = hull->met[b] ? dinterval_hull(*out, values[r]) : values[r];
    }
    hull->met[b] = values != NULL;
}

bool image_enclose(dinterval_t *out, bool *defined, image_t *image, size_t count, const dinterval_t *boxes)
{
    hull_t hull = {out, image->count, mem_alloc(count, sizeof *hull.met)};
    bool complete = image_enclose_parts(defined, image, count, boxes, widen, &hull);
    mem_free(hull.met);
    return complete;
}

// ---- derivatives ----

// The piece that applies in the box but for a null set of states, whatever the other inputs are: the other side of each comparison
// keeps a part that is thin in a state.
static piece_t *only_piece(image_t *image, dinterval_t *box)
{
    size_t n = image->pieces.input_count;
    piece_t *piece = image->root;
    dinterval_t *part = mem_alloc(n, sizeof *part);
    for (int depth = 0; piece && piece->atom != EXPR_NONE; depth++) {
        tape_result_t result;
        tape_evaluate(&result, piece->decision, 1, box);
        int truth = result.truth == TRUTH_TRUE ? 1 : result.truth == TRUTH_FALSE ? 0 : -1;
        for (int side = 0; side < 2 && truth < 0; side++) {
            memcpy(part, box, n * sizeof *part);
            bool thin = !piece_contract(part, &image->pieces, piece, side);
            for (size_t i = 0; i < image->states; i++) {
                double width = part[i].hi + part[i].neg_lo, scale = fabs(part[i].hi);
                thin = thin || (width <= 1e-14 * scale && width < box[i].hi + box[i].neg_lo);
            }
            truth = thin ? !side : -1;
        }
        piece = truth < 0 || depth == MAX_DEPTH ? NULL : piece_side(&image->pieces, piece, truth);
    }
    mem_free(part);
    return piece;
}

bool image_slopes(dinterval_t *out, image_t *image, const dinterval_t *box, const dinterval_t *place,
                  regularity_t least)
{
    size_t n = image->pieces.input_count, count = image->count;
    parts_t parts = {0};
    add_all(&parts, image, 1, box);
    piece_t *piece = only_piece(image, parts.boxes);
    const tape_t *gradient = piece ? piece_gradient(&image->pieces, piece) : NULL;
    tape_result_t *results = mem_alloc(count * n, sizeof *results);
    bool known = gradient != NULL;
    if (gradient) {
        tape_evaluate(results, piece->values, 1, parts.boxes);
        for (size_t r = 0; r < count; r++)
            known = known && results[r].regularity >= least;
        parts.count = 0;
        add_all(&parts, image, 1, place);
        tape_evaluate(results, gradient, 1, parts.boxes);
        known = known && slopes_known(results, count * n);
        for (size_t r = 0; r < count; r++)
            for (size_t i = 0; i < image->given; i++)
                out[r * image->given + i] = results[r * n + i].value;
    }
    mem_free(results);
    parts_clear(&parts);
    return known;
}
