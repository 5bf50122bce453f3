// SPDX-License-Identifier: LGPL-3.0-or-later
// A common field for two real number fields Q(a) and Q(b), with minimal polynomials p and q of degrees m and n.
//
// The algebra A = Q[a, b]/(p(a), q(b)) has dimension mn, and for all but finitely many integers k the powers 1, t, ...,
// t^(mn-1) of t = a + k b are a basis of it (H. Cohen, A Course in Computational Algebraic Number Theory, chapters 3.6
// and 4.1). One linear solve in that basis gives the characteristic polynomial R of t, and a = g(t). Sending a and b to
// the real numbers theta_a and theta_b is a homomorphism from A to the reals; the image of t is a root of one
// irreducible factor P of R, so theta_a + k theta_b generates the common field Q[t]/P, in which theta_a is g mod P.
// Nothing is approximated: enclosures only choose among the factors.
#include "real/field.h"

#include "base/memory.h"

void real_join_clear(real_join_t *join)
{
    fmpq_poly_clear(join->left_image);
    fmpq_poly_clear(join->right_image);
    mem_free(join);
}

static const real_join_t *find_join(const real_ctx_t ctx, const real_field_t *left, const real_field_t *right)
{
    for (size_t i = ctx->join_count; i-- > 0;) {
        const real_join_t *join = ctx->joins[i];
        if ((join->left == left && join->right == right) || (join->left == right && join->right == left))
            return join;
    }
    return NULL;
}

static void add_join(real_ctx_t ctx, real_field_t *left, real_field_t *right, real_field_t *joint,
                     const fmpq_poly_t left_image, const fmpq_poly_t right_image)
{
    real_join_t *join = mem_alloc(1, sizeof *join);
    join->left = left;
    join->right = right;
    join->joint = joint;
    fmpq_poly_init(join->left_image);
    fmpq_poly_init(join->right_image);
    fmpq_poly_set(join->left_image, left_image);
    fmpq_poly_set(join->right_image, right_image);
    ctx->joins = mem_grow(ctx->joins, &ctx->join_capacity, ctx->join_count + 1, sizeof *ctx->joins);
    ctx->joins[ctx->join_count++] = join;
}

// Also remembers how `field` lies in `joint`, so that lifting needs no further join.
static void add_subfield(real_ctx_t ctx, real_field_t *field, real_field_t *joint, const fmpq_poly_t image)
{
    if (field == joint || find_join(ctx, field, joint))
        return;
    fmpq_poly_t generator;
    fmpq_poly_init(generator);
    fmpq_poly_set_coeff_si(generator, 1, 1);
    add_join(ctx, field, joint, joint, image, generator);
    fmpq_poly_clear(generator);
}

// One candidate t = a + k b and what the linear solve gives for it.
typedef struct {
    real_field_t *left;
    real_field_t *right;
    slong k;
    fmpz_poly_t charpoly;   // R
    fmpq_poly_t left_image; // g
} combination_t;

// The vector of length mn with entry i * n + j for a^i b^j, multiplied by a (stride n) or b (stride 1).
static void multiply_by_generator(fmpz *product, const fmpz *element, const real_field_t *left,
                                  const real_field_t *right, bool by_left)
{
    const real_field_t *generator = by_left ? left : right;
    slong stride = by_left ? right->degree : 1;
    slong lines = by_left ? right->degree : left->degree;
    slong line_step = by_left ? 1 : right->degree;
    slong degree = generator->degree;
    for (slong line = 0; line < lines; line++) {
        const fmpz *in = element + line * line_step;
        fmpz *out = product + line * line_step;
        const fmpz *top = in + (degree - 1) * stride;
        for (slong i = 0; i < degree; i++) {
            if (i == 0)
                fmpz_zero(out);
            else
                fmpz_set(out + i * stride, in + (i - 1) * stride);
            fmpz_submul(out + i * stride, top, generator->modulus->coeffs + i);
        }
    }
}

// Column i of `powers` is t^i for i < mn; the first column of `targets` is t^(mn), the second is a.
static void fill_powers(fmpz_mat_t powers, fmpz_mat_t targets, const combination_t *t)
{
    slong size = t->left->degree * t->right->degree;
    fmpz *power = _fmpz_vec_init(size);
    fmpz *by_a = _fmpz_vec_init(size);
    fmpz *by_b = _fmpz_vec_init(size);
    fmpz_one(power);
    for (slong i = 0; i <= size; i++) {
        for (slong row = 0; row < size; row++)
            fmpz_set(i < size ? fmpz_mat_entry(powers, row, i) : fmpz_mat_entry(targets, row, 0), power + row);
        multiply_by_generator(by_a, power, t->left, t->right, true);
        multiply_by_generator(by_b, power, t->left, t->right, false);
        _fmpz_vec_scalar_addmul_si(by_a, by_b, size, t->k);
        _fmpz_vec_swap(power, by_a, size);
    }
    fmpz_one(fmpz_mat_entry(targets, t->right->degree, 1));
    _fmpz_vec_clear(power, size);
    _fmpz_vec_clear(by_a, size);
    _fmpz_vec_clear(by_b, size);
}

// Reads R = x^mn - sum c_i x^i and g off the solution. R is a characteristic polynomial of an integer matrix, so its
// coefficients are integers.
static void read_solution(combination_t *t, const fmpq_mat_t solution)
{
    slong size = fmpq_mat_nrows(solution);
    fmpz_poly_set_coeff_ui(t->charpoly, size, 1);
    fmpz_t negated;
    fmpz_init(negated);
    for (slong i = 0; i < size; i++) {
        fmpz_neg(negated, fmpq_numref(fmpq_mat_entry(solution, i, 0)));
        fmpz_poly_set_coeff_fmpz(t->charpoly, i, negated);
        fmpq_poly_set_coeff_fmpq(t->left_image, i, fmpq_mat_entry(solution, i, 1));
    }
    fmpz_clear(negated);
}

// false when the powers of t are no basis.
static bool solve_combination(combination_t *t)
{
    slong size = t->left->degree * t->right->degree;
    fmpz_mat_t powers, targets;
    fmpq_mat_t solution;
    fmpz_mat_init(powers, size, size);
    fmpz_mat_init(targets, size, 2);
    fmpq_mat_init(solution, size, 2);
    fill_powers(powers, targets, t);
    bool is_basis = fmpq_mat_solve_fmpz_mat(solution, powers, targets) != 0;
    if (is_basis)
        read_solution(t, solution);
    fmpz_mat_clear(powers);
    fmpz_mat_clear(targets);
    fmpq_mat_clear(solution);
    return is_basis;
}

// theta_a + k theta_b; data is the combination_t.
static status_t enclose_combination(arb_t ball, const void *data, slong prec)
{
    const combination_t *t = data;
    arb_set(ball, real_field_theta(t->left, prec));
    arb_addmul_si(ball, real_field_theta(t->right, prec), t->k, prec);
    return STATUS_OK;
}

// The irreducible factor of R that vanishes at theta_a + k theta_b; R is squarefree since t has mn independent powers
// in an algebra that is a product of fields.
static status_t choose_factor(fmpz_poly_t factor, const combination_t *t)
{
    enclosure_t x = {enclose_combination, t};
    fmpz_poly_factor_t factors;
    fmpz_poly_factor_init(factors);
    fmpz_poly_factor(factors, t->charpoly);
    slong index = 0;
    status_t status = select_factor(&index, factors, &x);
    if (status == STATUS_OK)
        fmpz_poly_set(factor, factors->p + index);
    fmpz_poly_factor_clear(factors);
    return status;
}

// `element` of the field with the given modulus as a polynomial in `generator`, another generator of the same field.
static bool change_generator(fmpq_poly_t result, const fmpq_poly_t element, const fmpq_poly_t generator,
                             const real_field_t *field)
{
    slong degree = field->degree;
    fmpq_mat_t powers, target, solution;
    fmpq_poly_t power;
    fmpq_mat_init(powers, degree, degree);
    fmpq_mat_init(target, degree, 1);
    fmpq_mat_init(solution, degree, 1);
    fmpq_poly_init(power);
    fmpq_poly_one(power);
    for (slong i = 0; i < degree; i++) {
        for (slong row = 0; row < degree; row++)
            fmpq_poly_get_coeff_fmpq(fmpq_mat_entry(powers, row, i), power, row);
        fmpq_poly_get_coeff_fmpq(fmpq_mat_entry(target, i, 0), element, i);
        fmpq_poly_mul(power, power, generator);
        real_field_reduce(power, field);
    }
    bool solved = fmpq_mat_solve(solution, powers, target) != 0;
    fmpq_poly_zero(result);
    for (slong i = 0; solved && i < degree; i++)
        fmpq_poly_set_coeff_fmpq(result, i, fmpq_mat_entry(solution, i, 0));
    fmpq_mat_clear(powers);
    fmpq_mat_clear(target);
    fmpq_mat_clear(solution);
    fmpq_poly_clear(power);
    return solved;
}

// right_image = (x - left_image) / k, from t = a + k b.
static void image_of_right(fmpq_poly_t right_image, const fmpq_poly_t left_image, slong k)
{
    fmpq_poly_zero(right_image);
    fmpq_poly_set_coeff_si(right_image, 1, 1);
    fmpq_poly_sub(right_image, right_image, left_image);
    fmpq_poly_scalar_div_si(right_image, right_image, k);
}

// The right field lies in the left one: the join is the left field.
static status_t join_into_left(real_field_t **joint, const combination_t *t, const fmpz_poly_t factor, real_ctx_t ctx)
{
    real_field_t quotient = {.degree = fmpz_poly_degree(factor)};
    *quotient.modulus = *factor;
    fmpq_poly_t left_image, right_image, generator;
    fmpq_poly_init(left_image);
    fmpq_poly_init(right_image);
    fmpq_poly_init(generator);
    fmpq_poly_set(left_image, t->left_image);
    real_field_reduce(left_image, &quotient);
    image_of_right(right_image, left_image, t->k);
    real_field_reduce(right_image, &quotient);
    bool solved = change_generator(right_image, right_image, left_image, &quotient);
    if (solved) {
        fmpq_poly_set_coeff_si(generator, 1, 1);
        add_join(ctx, t->left, t->right, t->left, generator, right_image);
        *joint = t->left;
    }
    fmpq_poly_clear(left_image);
    fmpq_poly_clear(right_image);
    fmpq_poly_clear(generator);
    return solved ? STATUS_OK : STATUS_LIMIT;
}

static status_t join_into_new(real_field_t **joint, const combination_t *t, const fmpz_poly_t factor, real_ctx_t ctx)
{
    enclosure_t x = {enclose_combination, t};
    status_t status = real_field_intern(joint, factor, &x, ctx);
    if (status != STATUS_OK)
        return status;
    fmpq_poly_t left_image, right_image;
    fmpq_poly_init(left_image);
    fmpq_poly_init(right_image);
    fmpq_poly_set(left_image, t->left_image);
    real_field_reduce(left_image, *joint);
    image_of_right(right_image, left_image, t->k);
    add_join(ctx, t->left, t->right, *joint, left_image, right_image);
    add_subfield(ctx, t->left, *joint, left_image);
    add_subfield(ctx, t->right, *joint, right_image);
    fmpq_poly_clear(left_image);
    fmpq_poly_clear(right_image);
    return STATUS_OK;
}

static status_t join_by_combination(real_field_t **joint, combination_t *t, real_ctx_t ctx)
{
    fmpz_poly_t factor;
    fmpz_poly_init(factor);
    status_t status = choose_factor(factor, t);
    if (status == STATUS_OK && fmpz_poly_degree(factor) == t->left->degree)
        status = join_into_left(joint, t, factor, ctx);
    else if (status == STATUS_OK)
        status = join_into_new(joint, t, factor, ctx);
    fmpz_poly_clear(factor);
    return status;
}

// Tries k = 1, -1, 2, -2, ...; fewer than (mn)^2 values of k fail, in practice hardly any.
static status_t compute_join(real_field_t **joint, real_field_t *left, real_field_t *right, real_ctx_t ctx)
{
    // The join may be smaller than the product of the degrees, but the work is not.
    if (left->degree * right->degree > 2 * ctx->max_degree)
        return STATUS_LIMIT;
    status_t status = STATUS_LIMIT;
    for (slong trial = 0; trial < 64; trial++) {
        combination_t t = {.left = left, .right = right, .k = trial % 2 ? -(trial / 2 + 1) : trial / 2 + 1};
        fmpz_poly_init(t.charpoly);
        fmpq_poly_init(t.left_image);
        bool usable = solve_combination(&t);
        if (usable)
            status = join_by_combination(joint, &t, ctx);
        fmpz_poly_clear(t.charpoly);
        fmpq_poly_clear(t.left_image);
        if (usable)
            break;
    }
    return status;
}

status_t real_field_join(real_field_t **joint, real_field_t *left, real_field_t *right, real_ctx_t ctx)
{
    if (left == right || !right) {
        *joint = left;
        return STATUS_OK;
    }
    if (!left) {
        *joint = right;
        return STATUS_OK;
    }
    const real_join_t *known = find_join(ctx, left, right);
    if (known) {
        *joint = known->joint;
        return STATUS_OK;
    }
    bool ordered = left->degree >= right->degree;
    return compute_join(joint, ordered ? left : right, ordered ? right : left, ctx);
}

status_t real_lift(real_t result, const real_t a, real_field_t *target, real_ctx_t ctx)
{
    if (!a->field || a->field == target) {
        real_set(result, a);
        return STATUS_OK;
    }
    const real_join_t *join = find_join(ctx, a->field, target);
    if (!join || join->joint != target)
        return STATUS_UNSUPPORTED;
    fmpq_poly_t value;
    fmpq_poly_init(value);
    real_field_compose(value, a->value, join->left == a->field ? join->left_image : join->right_image, target);
    status_t status = real_settle(result, value, target, ctx);
    fmpq_poly_clear(value);
    return status;
}
