// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/document_result.h"

#include "base/memory.h"
#include "decide/margin.h"
#include "expr/constant_value.h"
#include "real/number.h"

#include <string.h>

#define DECIMAL_DIGITS 17
#define ENCLOSURE_DIGITS 10
#define CONSTANT_PRECISION 256

static char *copy(const char *text)
{
    return mem_copy_text(text, strlen(text));
}

static char *take(strbuf_t *text)
{
    char *result = strbuf_detach(text);
    strbuf_clear(text);
    return result;
}

// ---- witnesses ----

// The number in decimals, cut towards 0, with dots where more digits follow; the number itself where that is out of
// reach.
static char *decimal_text(const char *exact, real_ctx_t reals)
{
    rpoint_t value;
    strbuf_t below, above;
    rpoint_init(value);
    strbuf_init(&below);
    strbuf_init(&above);
    bool known = number_read(value, exact, strlen(exact), reals) == STATUS_OK &&
                 number_decimal_rpoint(&below, value, DECIMAL_DIGITS, NUMBER_DOWN, reals) == STATUS_OK &&
                 number_decimal_rpoint(&above, value, DECIMAL_DIGITS, NUMBER_UP, reals) == STATUS_OK;
    bool is_short = known && strcmp(below.text, above.text) == 0;
    strbuf_t *nearer = below.text[0] == '-' ? &above : &below;
    if (known && !is_short)
        strbuf_append(nearer, "...");
    char *result = known ? copy(nearer->text) : copy(exact);
    strbuf_clear(&below);
    strbuf_clear(&above);
    rpoint_clear(value);
    return result;
}

static bool has_values(const record_obligation_t *obligation)
{
    static const char *const methods[] = {"witness", "pair", "direction"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (obligation->method.count && strcmp(obligation->method.words[0], methods[i]) == 0)
            return true;
    return false;
}

static void take_witness(obligation_result_t *result, const record_obligation_t *obligation, const record_t *record,
                         real_ctx_t reals)
{
    size_t n = obligation->variable_count;
    if (!has_values(obligation) || n == 0)
        return;
    result->witness = mem_alloc(obligation->evidence_count, sizeof *result->witness);
    for (size_t i = 0; i < obligation->evidence_count; i++) {
        const record_line_t *line = obligation->evidence + i;
        size_t place = result->coordinate_count;
        if (strcmp(line->words[0], "value") != 0 || line->count < 2 || place >= 2 * n)
            continue;
        const record_node_t *variable = record->nodes + obligation->variables[place % n].node;
        const char *name = variable->count > 1 ? variable->words[1] : "?";
        result->witness[result->coordinate_count++] =
            (coordinate_t){copy(name), place >= n, copy(line->words[1]), decimal_text(line->words[1], reals)};
    }
}

// ---- implicit points ----

static char *end_decimal(const char *text, number_direction_t direction)
{
    fmpq_t value;
    strbuf_t out;
    fmpq_init(value);
    strbuf_init(&out);
    if (number_read_fmpq(value, text, strlen(text)) == STATUS_OK)
        number_decimal_fmpq(&out, value, ENCLOSURE_DIGITS, direction);
    else
        strbuf_append(&out, text);
    fmpq_clear(value);
    return take(&out);
}

static void take_enclosure(obligation_result_t *result, const record_obligation_t *obligation, const record_t *record)
{
    if (obligation->point_count == 0 || strcmp(obligation->kind, "root") != 0)
        return;
    result->enclosed = mem_alloc(obligation->point_count, sizeof *result->enclosed);
    for (size_t i = 0; i < obligation->evidence_count && result->enclosed_count < obligation->point_count; i++) {
        const record_line_t *line = obligation->evidence + i;
        if (strcmp(line->words[0], "existence") != 0 || line->count < 3)
            continue;
        const record_node_t *point = record->nodes + obligation->points[result->enclosed_count].node;
        result->enclosed[result->enclosed_count++] =
            (enclosed_coordinate_t){copy(point->count > 1 ? point->words[1] : "?"),
                                    end_decimal(line->words[1], NUMBER_DOWN), end_decimal(line->words[2], NUMBER_UP)};
    }
}

// ---- instances ----

static void take_obligation(obligation_result_t *result, const record_obligation_t *obligation, const record_t *record,
                            real_ctx_t reals)
{
    result->kind = copy(obligation->kind);
    result->role = copy(obligation->role);
    result->required = obligation->required;
    result->verdict = obligation->verdict;
    take_witness(result, obligation, record, reals);
    take_enclosure(result, obligation, record);
}

static void take_tactic(instance_result_t *result, const record_instance_t *instance)
{
    size_t count = instance->tactic.count;
    if (count < 2)
        return;
    result->has_tactic = true;
    tactic_init(&result->tactic, instance->tactic.words[0], strcmp(instance->tactic.words[1], "against") == 0,
                count - 2);
    for (size_t i = 2; i < count; i++)
        (void)!number_read_fmpq(result->tactic.values + i - 2, instance->tactic.words[i],
                                strlen(instance->tactic.words[i]));
}

static void take_instance(claim_result_t *claim, const record_instance_t *instance, const record_t *record,
                          real_ctx_t reals)
{
    instance_result_t result;
    instance_result_init(&result);
    result.row = instance->row;
    result.verdict = instance->verdict;
    result.has_constant = instance->constant && number_read_fmpq(result.constant, instance->constant,
                                                                 strlen(instance->constant)) == STATUS_OK;
    result.every = instance->constant && strcmp(instance->constant, "every") == 0;
    take_tactic(&result, instance);
    result.obligation_count = instance->obligation_count;
    result.obligations = mem_alloc(instance->obligation_count, sizeof *result.obligations);
    for (size_t i = 0; i < instance->obligation_count; i++) {
        take_obligation(result.obligations + i, instance->obligations + i, record, reals);
        const obligation_result_t *obligation = result.obligations + i;
        bool empty = strcmp(obligation->role, "nonempty") == 0 && obligation->verdict == VERDICT_REFUTED;
        claim->vacuous = claim->vacuous || empty;
    }
    // A refuted claim with `?` has a row with one instance, refuted whatever the constant: section 2 of the format.
    const instance_result_t *last = claim->instance_count ? claim->instances + claim->instance_count - 1 : NULL;
    bool second = last && last->row == result.row && last->verdict == VERDICT_PROVED;
    result.for_all_constants = result.has_constant && claim->verdict == VERDICT_REFUTED && !second;
    claim_result_add(claim, &result);
    instance_result_clear(&result);
}

static void take_stated(claim_result_t *result, const spec_t *spec, size_t claim)
{
    const char *name;
    const argument_t *argument = claim_constant(&name, spec, claim);
    result->has_stated =
        argument && argument->kind == VALUE_NUMBER &&
        constant_enclose(result->stated_lo, result->stated_hi, spec->dag, argument->number, CONSTANT_PRECISION);
}

claim_result_t *document_results(const spec_t *spec, const record_t *record)
{
    real_ctx_t reals;
    real_ctx_init(reals);
    claim_result_t *results = mem_alloc(spec->claim_count, sizeof *results);
    for (size_t i = 0; i < spec->claim_count; i++) {
        const record_claim_t *claim = record_find(record, spec->claims[i].id);
        claim_result_init(results + i);
        results[i].verdict = claim ? claim->verdict : VERDICT_UNDECIDED;
        take_stated(results + i, spec, i);
        for (size_t k = 0; claim && k < claim->instance_count; k++)
            take_instance(results + i, claim->instances + k, record, reals);
    }
    real_ctx_clear(reals);
    return results;
}

// ---- names of coordinates ----

// The letters, with an index where the name has one.
static math_t *indexed_name(arena_t *arena, const char *name, size_t length)
{
    const char *bracket = memchr(name, '[', length);
    size_t base = bracket ? (size_t)(bracket - name) : length, end = bracket ? strcspn(bracket, "]") : 0;
    math_t *coordinate = math_text(arena, MATH_NAME, name, base);
    if (bracket && math_name_parts(coordinate->text).below)
        coordinate = math_fenced(arena, FENCE_PARENTHESES, coordinate);
    if (bracket && end > 1)
        coordinate = math_binary(arena, MATH_INDEXED, coordinate, math_text(arena, MATH_NUMBER, bracket + 1, end - 1));
    return coordinate;
}

math_t *document_coordinate(arena_t *arena, const char *name, bool second)
{
    const char *suffix = strchr(name, '.'); // x.noise: the noise of that coordinate
    math_t *coordinate = indexed_name(arena, name, suffix ? (size_t)(suffix - name) : strlen(name));
    if (suffix)
        coordinate =
            math_binary(arena, MATH_INDEXED, math_text(arena, MATH_WORD, suffix + 1, strlen(suffix + 1)), coordinate);
    if (second) {
        coordinate = math_unary(arena, MATH_PRIMED, coordinate);
        coordinate->primes = 1;
    }
    return coordinate;
}
