// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/json.h"

#include "base/memory.h"
#include "base/sha256.h"
#include "real/number.h"
#include "report/explain.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

#define MARGIN_DIGITS 10

json_t *report_json_text(const char *value)
{
    if (!value)
        return json_null();
    strbuf_t clean;
    strbuf_init(&clean);
    text_append_clean(&clean, value);
    json_t *result = json_string(clean.text);
    strbuf_clear(&clean);
    return result;
}

static json_t *enclosure(const char *lo, const char *hi)
{
    return json_pack("{s:s, s:s}", "lo", lo, "hi", hi);
}

static json_t *margin(const claim_result_t *result)
{
    if (!result->has_margin)
        return json_null();
    strbuf_t lo, hi;
    strbuf_init(&lo);
    strbuf_init(&hi);
    number_decimal_fmpq(&lo, result->margin_lo, MARGIN_DIGITS, NUMBER_DOWN);
    number_decimal_fmpq(&hi, result->margin_hi, MARGIN_DIGITS, NUMBER_UP);
    json_t *value = enclosure(lo.text, hi.text);
    strbuf_clear(&lo);
    strbuf_clear(&hi);
    return value;
}

static json_t *constants(const report_t *report, size_t claim)
{
    report_constant_t *list;
    size_t count = report_constants(&list, report, claim);
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, list[i].name, enclosure(list[i].lo.text, list[i].hi.text));
    report_constants_clear(list, count);
    return object;
}

static json_t *notes(const report_t *report, size_t claim)
{
    char **list;
    size_t count = report_notes(&list, report, claim);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(array, report_json_text(list[i]));
        mem_free(list[i]);
    }
    mem_free(list);
    return array;
}

// The coordinates of the implicit points that the claim uses, which are the same in all its instances.
static json_t *points(const claim_result_t *result)
{
    json_t *object = json_object();
    const instance_result_t *instance = result->instances;
    for (size_t i = 0; result->instance_count && i < instance->obligation_count; i++) {
        const obligation_result_t *obligation = instance->obligations + i;
        for (size_t k = 0; obligation->verdict == VERDICT_PROVED && k < obligation->enclosed_count; k++) {
            const enclosed_coordinate_t *coordinate = obligation->enclosed + k;
            json_object_set_new(object, coordinate->name, enclosure(coordinate->lo, coordinate->hi));
        }
    }
    return object;
}

// One object for a point, two for a pair of points.
static json_t *witness(const claim_result_t *result)
{
    const obligation_result_t *refutation = claim_result_refutation(result);
    if (result->verdict != VERDICT_REFUTED || !refutation || refutation->coordinate_count == 0)
        return json_null();
    json_t *points[2] = {json_object(), json_object()};
    for (size_t i = 0; i < refutation->coordinate_count; i++) {
        const coordinate_t *coordinate = refutation->witness + i;
        json_object_set_new(points[coordinate->second], coordinate->name, report_json_text(coordinate->exact));
    }
    json_t *list = json_array();
    json_array_append_new(list, points[0]);
    if (json_object_size(points[1]) > 0)
        json_array_append_new(list, points[1]);
    else
        json_decref(points[1]);
    return list;
}

// What the table says below the claim.
static json_t *refutation(const claim_result_t *result)
{
    const obligation_result_t *refuted = claim_result_refutation(result);
    if (result->verdict != VERDICT_REFUTED || !refuted)
        return json_null();
    strbuf_t words;
    strbuf_init(&words);
    explain_refutation(&words, refuted);
    json_t *object = json_object();
    json_object_set_new(object, "obligation", report_json_text(refuted->role));
    json_object_set_new(object, "text", report_json_text(words.text));
    strbuf_clear(&words);
    return object;
}

// What the claim says when it is a theorem's: its parts, each a claim with a role.
// Nothing is open once a claim is decided.
static json_t *work(const claim_result_t *result)
{
    bool open = result->verdict == VERDICT_UNDECIDED;
    json_t *object = json_object();
    json_object_set_new(object, "boxes", json_integer((json_int_t)result->work.boxes));
    json_object_set_new(object, "open", json_integer(open ? (json_int_t)result->work.open : 0));
    json_object_set_new(object, "left", json_real(0));
    if (open && result->work.open)
        json_object_set_new(object, "left", isfinite(result->work.left) ? json_real(result->work.left) : json_null());
    return object;
}

static json_t *parts(const report_t *report, size_t claim)
{
    json_t *list = json_array();
    for (size_t i = claim - report->spec->claims[claim].part_count; i < claim; i++)
        json_array_append_new(list, report_json_claim(report, i));
    return list;
}

json_t *report_json_claim(const report_t *report, size_t claim)
{
    const claim_t *c = report->spec->claims + claim;
    const claim_result_t *result = report->results + claim;
    json_t *object = json_object();
    json_object_set_new(object, "id", report_json_text(c->id));
    json_object_set_new(object, "title", report_json_text(c->title));
    json_object_set_new(object, "predicate", report_json_text(predicate_text(c->predicate)));
    json_object_set_new(object, "verdict", report_json_text(verdict_name(result->verdict)));
    json_object_set_new(object, "expected", report_json_text(verdict_name(c->expected)));
    json_object_set_new(object, "as_expected", json_boolean(report_as_expected(report, claim)));
    json_object_set_new(object, "vacuous", json_boolean(result->vacuous));
    json_object_set_new(object, "margin", margin(result));
    json_object_set_new(object, "constants", constants(report, claim));
    json_object_set_new(object, "notes", notes(report, claim));
    json_object_set_new(object, "points", points(result));
    json_object_set_new(object, "witness", witness(result));
    json_object_set_new(object, "refutation", refutation(result));
    if (c->role != PART_NONE) {
        json_object_set_new(object, "name", report_json_text(strchr(c->id, '/') + 1));
        json_object_set_new(object, "role", json_string(part_role_name(c->role)));
    }
    json_object_set_new(object, "hypotheses", parts(report, claim));
    json_object_set_new(object, "reason", report_json_text(result->reason));
    json_object_set_new(object, "work", work(result));
    json_object_set_new(object, "seconds", json_real(round(result->seconds * 1e4) / 1e4));
    return object;
}

static json_t *summary(const report_t *report)
{
    report_counts_t counts = report_count(report);
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "proved", (json_int_t)counts.proved, "refuted",
                     (json_int_t)counts.refuted, "undecided", (json_int_t)counts.undecided, "as_expected",
                     (json_int_t)counts.as_expected, "unexpected", (json_int_t)counts.unexpected);
}

json_t *report_json(const report_t *report)
{
    char hash[SHA256_TEXT_LENGTH];
    sha256_of(hash, report->spec->text, report->spec->length);
    json_t *object = json_object(), *claims = json_array();
    json_object_set_new(object, "certify", json_string(CERTIFY_VERSION));
    json_object_set_new(object, "spec", report_json_text(report->spec->path));
    json_object_set_new(object, "sha256", json_string(hash));
    for (size_t i = 0; i < report->spec->claim_count; i++)
        if (report_counts(report, i))
            json_array_append_new(claims, report_json_claim(report, i));
    json_object_set_new(object, "claims", claims);
    json_object_set_new(object, "summary", summary(report));
    return object;
}

static int append(const char *bytes, size_t length, void *out)
{
    strbuf_append_bytes(out, bytes, length);
    return 0;
}

void report_json_write(strbuf_t *out, const json_t *value, size_t indent)
{
    size_t flags = indent ? JSON_INDENT(indent) : 0;
    json_dump_callback(value, append, out, flags | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
}
