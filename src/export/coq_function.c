// SPDX-License-Identifier: LGPL-3.0-or-later
// Functions of one variable, piece by piece, with lemmas: each piece is a polynomial with its derivative, neighbours
// meet.
#include "base/memory.h"
#include "export/coq_internal.h"

#include <string.h>

// ---- polynomials as text ----

void coq_polynomial(strbuf_t *out, const fmpq_mpoly_t a, const terms_t *frame, const char *const *names)
{
    ulong *exponents = mem_alloc(frame->count, sizeof *exponents);
    fmpq_t coefficient;
    fmpq_init(coefficient);
    slong length = fmpq_mpoly_length(a, frame->ring);
    strbuf_append(out, length ? "(" : "0");
    for (slong t = 0; t < length; t++) {
        strbuf_append(out, t ? " + " : "");
        fmpq_mpoly_get_term_coeff_fmpq(coefficient, a, t, frame->ring);
        fmpq_mpoly_get_term_exp_ui(exponents, a, t, frame->ring);
        coq_rational(out, coefficient);
        for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++)
            if (exponents[g] == 1)
                strbuf_printf(out, " * %s", names[g]);
            else if (exponents[g] > 1)
                strbuf_printf(out, " * %s ^ %lu", names[g], exponents[g]);
    }
    strbuf_append(out, length ? ")" : "");
    fmpq_clear(coefficient);
    mem_free(exponents);
}

// ---- building ----

static void point_cell(patch_t *cell, const fmpq_t value)
{
    span_t *range = cell->ranges;
    range->lo_finite = range->hi_finite = true;
    range->lo_open = range->hi_open = false;
    fmpq_set(range->lo, value);
    fmpq_set(range->hi, value);
}

// The open cell before the breakpoint of that number, from 0; the last one is behind all.
static void open_cell(patch_t *cell, const function_t *function, size_t piece)
{
    span_t *range = cell->ranges;
    range->lo_open = range->hi_open = true;
    range->lo_finite = piece > 0;
    range->hi_finite = piece < function->break_count;
    if (range->lo_finite)
        fmpq_set(range->lo, function->breaks + piece - 1);
    if (range->hi_finite)
        fmpq_set(range->hi, function->breaks + piece);
}

// The polynomial at the point, radicals left.
static void evaluate_at(fmpq_mpoly_t value, const fmpq_mpoly_t polynomial, const terms_t *frame, const fmpq_t point)
{
    fmpq_mpoly_evaluate_one_fmpq(value, polynomial, 0, point, frame->ring);
    terms_reduce(value, frame);
}

// Whether the pieces beside the breakpoint and the function itself have the same value there.
static bool meets(const function_t *function, size_t k, const fmpq_mpoly_t value)
{
    const fmpq_mpoly_ctx_struct *ring = function->frame.ring;
    fmpq_mpoly_t side;
    fmpq_mpoly_init(side, ring);
    evaluate_at(side, function->pieces + k, &function->frame, function->breaks + k);
    bool good = fmpq_mpoly_equal(side, value, ring);
    evaluate_at(side, function->pieces + k + 1, &function->frame, function->breaks + k);
    good = good && fmpq_mpoly_equal(side, value, ring);
    fmpq_mpoly_clear(side, ring);
    return good;
}

static bool build_pieces(function_t *function, expr_t plain)
{
    patch_t cell;
    fmpq_mpoly_t value;
    bool good = true;
    patch_init(&cell, &function->frame);
    fmpq_mpoly_init(value, function->frame.ring);
    for (size_t k = 0; good && k <= function->break_count; k++) {
        open_cell(&cell, function, k);
        good = patch_polynomial(function->pieces + k, &cell, plain);
        terms_reduce(function->pieces + k, &function->frame);
    }
    for (size_t k = 0; good && k < function->break_count; k++) {
        point_cell(&cell, function->breaks + k);
        if (patch_polynomial(value, &cell, plain)) {
            terms_reduce(value, &function->frame);
            function->continuous[k] = meets(function, k, value);
        }
    }
    fmpq_mpoly_clear(value, function->frame.ring);
    patch_clear(&cell);
    return good;
}

static void allocate(function_t *function, const cuts_t *cuts)
{
    size_t count = cuts->count;
    function->break_count = count;
    function->breaks = _fmpq_vec_init((slong)count);
    function->pieces = mem_alloc(count + 1, sizeof *function->pieces);
    function->continuous = mem_alloc(count + 1, sizeof *function->continuous);
    function->smooth = mem_alloc(count + 1, sizeof *function->smooth);
    function->zone_written[0] = mem_alloc(count + 1, sizeof(bool));
    function->zone_written[1] = mem_alloc(count + 1, sizeof(bool));
    for (size_t i = 0; i < count; i++)
        fmpq_set(function->breaks + i, cuts->values + i);
    for (size_t i = 0; i <= count; i++)
        fmpq_mpoly_init(function->pieces + i, function->frame.ring);
}

static function_t *new_function(coq_t *coq, expr_t a, expr_t variable, const cuts_t *cuts)
{
    expr_t plain = coq_plain(coq, a);
    function_t *function = mem_alloc(1, sizeof *function);
    coq->functions = mem_resize(coq->functions, coq->function_count + 1, sizeof(function_t *));
    coq->functions[coq->function_count++] = function;
    function->node = a;
    function->derivative = EXPR_NONE;
    function->variable = variable;
    bool good = terms_init(&function->frame, coq->dag, 1, &variable, 1, &plain);
    allocate(function, cuts);
    function->is_known = good && build_pieces(function, plain);
    return function;
}

static function_t *find_function(coq_t *coq, expr_t a, expr_t variable)
{
    for (size_t i = 0; i < coq->function_count; i++)
        if (coq->functions[i]->node == a && coq->functions[i]->variable == variable)
            return coq->functions[i];
    return NULL;
}

static void write_pieces(coq_t *coq, const function_t *function);

function_t *coq_function(coq_t *coq, expr_t a, expr_t variable)
{
    function_t *function = find_function(coq, a, variable);
    if (!function) {
        cuts_t cuts = {0, NULL};
        expr_t *variables;
        size_t count = expr_free_variables(&variables, coq->dag, a);
        bool good = count == 1 && *variables == variable && coq_breaks(&cuts, coq, coq_plain(coq, a), variable);
        mem_free(variables);
        function = new_function(coq, a, variable, &cuts);
        function->is_known = function->is_known && good;
        cuts_clear(&cuts);
        if (function->is_known)
            write_pieces(coq, function);
    }
    return function->is_known ? function : NULL;
}

// Whether the derivative, which has the same breakpoints, is that of each piece, and where it is at breakpoints.
static bool match_derivative(function_t *function, const function_t *derivative)
{
    const fmpq_mpoly_ctx_struct *ring = function->frame.ring;
    fmpq_mpoly_t slope;
    fmpq_mpoly_init(slope, ring);
    bool good = function->frame.radical_count == derivative->frame.radical_count;
    for (size_t k = 0; good && k <= function->break_count; k++) {
        fmpq_mpoly_derivative(slope, function->pieces + k, 0, ring);
        good = fmpq_mpoly_equal(slope, derivative->pieces + k, ring);
        if (k < function->break_count)
            function->smooth[k] = function->continuous[k] && derivative->continuous[k];
    }
    fmpq_mpoly_clear(slope, ring);
    return good;
}

function_t *coq_derivative(coq_t *coq, function_t *function)
{
    expr_t node = expr_derivative(coq->dag, function->node, function->variable);
    function_t *derivative = find_function(coq, node, function->variable);
    if (!derivative) {
        cuts_t cuts = {function->break_count, function->breaks};
        derivative = new_function(coq, node, function->variable, &cuts);
        if (derivative->is_known)
            write_pieces(coq, derivative);
    }
    if (derivative->is_known && function->derivative == EXPR_NONE && match_derivative(function, derivative))
        function->derivative = node;
    return function->derivative == EXPR_NONE ? NULL : derivative;
}

void coq_functions_clear(coq_t *coq)
{
    for (size_t i = 0; i < coq->function_count; i++) {
        function_t *function = coq->functions[i];
        for (size_t k = 0; k <= function->break_count; k++)
            fmpq_mpoly_clear(function->pieces + k, function->frame.ring);
        _fmpq_vec_clear(function->breaks, (slong)function->break_count);
        terms_clear(&function->frame);
        mem_free(function->pieces);
        mem_free(function->continuous);
        mem_free(function->smooth);
        mem_free(function->zone_written[0]);
        mem_free(function->zone_written[1]);
        mem_free(function);
    }
    mem_free(coq->functions);
}

size_t function_break(const function_t *function, const fmpq_t value, bool after)
{
    size_t k = 0;
    while (k < function->break_count && fmpq_cmp(function->breaks + k, value) < (after ? 1 : 0))
        k++;
    return k;
}

bool function_piece(size_t *piece, const function_t *function, const span_t *span)
{
    size_t k = span->lo_finite ? function_break(function, span->lo, true) : 0;
    if (k > 0 && span->lo_finite && !span->lo_open && fmpq_equal(span->lo, function->breaks + k - 1))
        return false;
    *piece = k;
    if (k == function->break_count)
        return true;
    int order = span->hi_finite ? fmpq_cmp(span->hi, function->breaks + k) : 1;
    return order < 0 || (order == 0 && span->hi_open);
}

// ---- lemmas about pieces ----

static void write_end(strbuf_t *out, const function_t *function, size_t end, bool exists, bool negative)
{
    if (!exists) {
        strbuf_append(out, negative ? "m_infty" : "p_infty");
        return;
    }
    strbuf_append(out, "(Finite ");
    coq_rational(out, function->breaks + end);
    strbuf_append_char(out, ')');
}

// That the function has the value of the piece.
static void decide_piece(strbuf_t *out, const place_t *place, const function_t *function, size_t piece)
{
    strbuf_t data;
    strbuf_init(&data);
    strbuf_printf(&data, "(fEq t_%u ", (unsigned)function->node);
    coq_data_polynomial(&data, function->pieces + piece, &function->frame);
    strbuf_append_char(&data, ')');
    coq_decide(out, place, data.text);
    strbuf_append(out, "Qed.\n");
    strbuf_clear(&data);
}

static void write_cell_lemma(strbuf_t *out, coq_t *coq, const function_t *function, size_t k)
{
    patch_t cell;
    binding_t binding = {function->variable, "y", NULL};
    patch_init(&cell, &function->frame);
    open_cell(&cell, function, k);
    place_t place = {coq, &function->frame, &cell, &binding};
    strbuf_printf(out, "Lemma c_%u_%zu (y : R) : Rbar_lt ", (unsigned)function->node, k);
    write_end(out, function, k - 1, k > 0, true);
    strbuf_append(out, " y -> Rbar_lt y ");
    write_end(out, function, k, k < function->break_count, false);
    strbuf_printf(out, " -> f_%u y = p_%u_%zu y.\nProof. simpl; intros L H.\n", (unsigned)function->node,
                  (unsigned)function->node, k);
    decide_piece(out, &place, function, k);
    patch_clear(&cell);
}

static void write_pieces(coq_t *coq, const function_t *function)
{
    strbuf_t text, name;
    strbuf_init(&text);
    strbuf_init(&name);
    binding_t y = {function->variable, "y", NULL};
    coq_name(&name, coq, function->node);
    strbuf_printf(&text, "\n(* %s, piece by piece *)\n", name.text);
    char **names = coq_generator_names(&function->frame, coq, &y);
    for (size_t k = 0; k <= function->break_count; k++) {
        strbuf_printf(&text, "Definition p_%u_%zu (y : R) : R := ", (unsigned)function->node, k);
        coq_polynomial(&text, function->pieces + k, &function->frame, (const char *const *)names);
        strbuf_append(&text, ".\n");
        write_cell_lemma(&text, coq, function, k);
    }
    coq_generator_names_free(names, &function->frame);
    strbuf_append(&coq->definitions, text.text);
    strbuf_clear(&name);
    strbuf_clear(&text);
}

// ---- zones ----

// `exact` at the breakpoint: the function there is the piece, by evaluation.
static void write_point_lemmas(strbuf_t *out, coq_t *coq, const function_t *function, size_t k)
{
    for (size_t side = 0; side < 2; side++) {
        strbuf_printf(out, "Lemma e_%u_%zu_%zu : f_%u ", (unsigned)function->node, k, side, (unsigned)function->node);
        coq_rational(out, function->breaks + k);
        strbuf_printf(out, " = p_%u_%zu ", (unsigned)function->node, k + side);
        coq_rational(out, function->breaks + k);
        strbuf_append(out, ".\nProof.\n");
        strbuf_t text;
        strbuf_init(&text);
        coq_rational(&text, function->breaks + k);
        binding_t binding = {function->variable, text.text, NULL};
        patch_t cell;
        patch_init(&cell, &function->frame);
        point_cell(&cell, function->breaks + k);
        place_t place = {coq, &function->frame, &cell, &binding};
        decide_piece(out, &place, function, k + side);
        patch_clear(&cell);
        strbuf_clear(&text);
    }
}

void coq_write_derives(coq_t *coq, function_t *function)
{
    strbuf_t *out = &coq->definitions;
    if (function->derive_written)
        return;
    function->derive_written = true;
    for (size_t k = 0; k <= function->break_count; k++) {
        unsigned f = (unsigned)function->node, d = (unsigned)function->derivative;
        strbuf_printf(out, "Lemma d_%u_%zu (y : R) : is_derive p_%u_%zu y (p_%u_%zu y).\n", f, k, f, k, d, k);
        strbuf_printf(out, "Proof. unfold p_%u_%zu, p_%u_%zu; auto_derive; [exact I | lra]. Qed.\n", f, k, d, k);
    }
}

void coq_write_meeting(coq_t *coq, function_t *function)
{
    if (function->meeting_written)
        return;
    function->meeting_written = true;
    for (size_t k = 0; k < function->break_count; k++)
        if (function->continuous[k])
            write_point_lemmas(&coq->definitions, coq, function, k);
}

static void write_bound(strbuf_t *out, const function_t *function, size_t lo, size_t hi)
{
    strbuf_append(out, "Rbar_lt ");
    write_end(out, function, lo - 1, lo > 0, true);
    strbuf_append(out, " y -> Rbar_lt y ");
    write_end(out, function, hi, hi < function->break_count, false);
}

// The zone between the breakpoints lo - 1 and hi, without kinks inside. By glueing at each breakpoint inside.
static void write_zone(coq_t *coq, const function_t *function, size_t lo, size_t hi, bool derivative)
{
    strbuf_t *out = &coq->definitions;
    unsigned f = (unsigned)function->node, d = (unsigned)function->derivative;
    strbuf_printf(out, "\nLemma %s_%u_%zu (y : R) : ", derivative ? "derive" : "continuous", f, lo);
    write_bound(out, function, lo, hi);
    strbuf_printf(out, derivative ? " -> is_derive f_%u y (f_%u y).\nProof.\n" : " -> continuous f_%u y.\nProof.\n", f,
                  d);
    strbuf_append(out, "simpl; intros L H.\n");
    for (size_t k = lo; k < hi; k++) {
        strbuf_append(out, "destruct (Rtotal_order y ");
        coq_rational(out, function->breaks + k);
        strbuf_append(out, ") as [? | [? | ?]].\n");
        if (derivative)
            strbuf_printf(out,
                          "{ apply (certify_derive_piece f_%u p_%u_%zu f_%u p_%u_%zu _ _ c_%u_%zu c_%u_%zu d_%u_%zu); "
                          "certify_end. }\n",
                          f, f, k, d, d, k, f, k, d, k, f, k);
        else
            strbuf_printf(out,
                          "{ apply (certify_continuous_piece f_%u p_%u_%zu _ _ c_%u_%zu); [unfold p_%u_%zu; "
                          "auto_derive; exact I | certify_end | certify_end]. }\n",
                          f, f, k, f, k, f, k);
        strbuf_append(out, "{ subst y; ");
        if (derivative)
            strbuf_printf(out,
                          "apply (certify_derive_meeting f_%u p_%u_%zu p_%u_%zu f_%u p_%u_%zu p_%u_%zu _ _ _ c_%u_%zu "
                          "c_%u_%zu d_%u_%zu d_%u_%zu e_%u_%zu_0 e_%u_%zu_1 e_%u_%zu_0 e_%u_%zu_1); certify_end. }\n",
                          f, f, k, f, k + 1, d, d, k, d, k + 1, f, k, f, k + 1, f, k, f, k + 1, f, k, f, k, d, k, d, k);
        else
            strbuf_printf(out,
                          "apply (certify_continuous_meeting f_%u p_%u_%zu p_%u_%zu _ _ _ c_%u_%zu c_%u_%zu e_%u_%zu_0 "
                          "e_%u_%zu_1); [unfold p_%u_%zu; auto_derive; exact I | unfold p_%u_%zu; auto_derive; exact I "
                          "| certify_end | certify_end]. }\n",
                          f, f, k, f, k + 1, f, k, f, k + 1, f, k, f, k, f, k, f, k + 1);
    }
    if (derivative)
        strbuf_printf(out,
                      "apply (certify_derive_piece f_%u p_%u_%zu f_%u p_%u_%zu _ _ c_%u_%zu c_%u_%zu d_%u_%zu); "
                      "certify_end.\nQed.\n",
                      f, f, hi, d, d, hi, f, hi, d, hi, f, hi);
    else
        strbuf_printf(out,
                      "apply (certify_continuous_piece f_%u p_%u_%zu _ _ c_%u_%zu); [unfold p_%u_%zu; auto_derive; "
                      "exact I | certify_end | certify_end].\nQed.\n",
                      f, f, hi, f, hi, f, hi);
}

// The breakpoints lo - 1 and hi that bound the zone around the cell.
static bool find_zone(size_t *lo, size_t *hi, const function_t *function, const span_t *range, bool derivative)
{
    const bool *good = derivative ? function->smooth : function->continuous;
    bool is_point = span_is_point(range);
    size_t first = range->lo_finite ? function_break(function, range->lo, !is_point && range->lo_open) : 0;
    size_t end =
        range->hi_finite ? function_break(function, range->hi, is_point || !range->hi_open) : function->break_count;
    for (size_t k = first; k < end; k++)
        if (!good[k])
            return false;
    *lo = first;
    while (*lo > 0 && good[*lo - 1])
        (*lo)--;
    *hi = end;
    while (*hi < function->break_count && good[*hi])
        (*hi)++;
    return true;
}

bool coq_zone(strbuf_t *name, coq_t *coq, function_t *function, const span_t *range, bool derivative)
{
    size_t lo, hi;
    function_t *slope = derivative ? coq_derivative(coq, function) : function;
    if (!slope || !find_zone(&lo, &hi, function, range, derivative))
        return false;
    coq_write_meeting(coq, function);
    if (derivative) {
        coq_write_meeting(coq, slope);
        coq_write_derives(coq, function);
    }
    if (!function->zone_written[derivative][lo]) {
        function->zone_written[derivative][lo] = true;
        write_zone(coq, function, lo, hi, derivative);
    }
    strbuf_printf(name, "%s_%u_%zu", derivative ? "derive" : "continuous", (unsigned)function->node, lo);
    return true;
}

// ---- what a formula for a derivative means ----

bool coq_derivative_stated(coq_t *coq, expr_t node)
{
    expr_t body = expr_child(coq->dag, node, 0), variable = expr_child(coq->dag, node, 1);
    strbuf_t name;
    strbuf_init(&name);
    function_t *function = coq_function(coq, body, variable);
    bool good = function && coq_derivative(coq, function);
    if (good) {
        patch_t cell;
        patch_init(&cell, &function->frame);
        for (size_t k = 0; good && k <= function->break_count; k++) {
            open_cell(&cell, function, k);
            good = coq_zone(&name, coq, function, cell.ranges, true);
        }
        patch_clear(&cell);
    }
    strbuf_clear(&name);
    return good || coq_rule(coq, node) || coq_fail(coq, "a derivative without a lemma: operators without a rule, or a long formula");
}
