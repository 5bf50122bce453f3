// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/transfer.h"

#include "base/memory.h"
#include "decide/wire.h"

typedef enum { MESSAGE_NOTE = 1, MESSAGE_RESULT, MESSAGE_STATED, MESSAGE_BEST, MESSAGE_MARGIN } message_kind_t;

// ---- writing ----

// kind, length, content
static void put_message(strbuf_t *out, message_kind_t kind, const strbuf_t *content)
{
    wire_put_number(out, kind);
    wire_put_number(out, content->length);
    strbuf_append_bytes(out, content->text, content->length);
}

static void put_obligation(strbuf_t *out, const obligation_result_t *result)
{
    wire_put_text(out, result->kind);
    wire_put_text(out, result->role);
    wire_put_number(out, result->required);
    wire_put_number(out, result->verdict);
    wire_put_text(out, result->evidence);
    wire_put_text(out, result->method);
    wire_put_text(out, result->reason);
    wire_put_text(out, result->detail);
    wire_put_number(out, result->coordinate_count);
    for (size_t i = 0; i < result->coordinate_count; i++) {
        wire_put_text(out, result->witness[i].name);
        wire_put_number(out, result->witness[i].second);
        wire_put_text(out, result->witness[i].exact);
        wire_put_text(out, result->witness[i].decimal);
    }
    wire_put_number(out, result->enclosed_count);
    for (size_t i = 0; i < result->enclosed_count; i++) {
        wire_put_text(out, result->enclosed[i].name);
        wire_put_text(out, result->enclosed[i].lo);
        wire_put_text(out, result->enclosed[i].hi);
    }
    wire_put_number(out, result->has_room);
    wire_put_double(out, result->room_lo);
    wire_put_double(out, result->room_hi);
}

static void put_tactic(strbuf_t *out, const tactic_t *tactic)
{
    wire_put_text(out, tactic->name);
    wire_put_number(out, tactic->against);
    wire_put_number(out, tactic->count);
    for (size_t i = 0; i < tactic->count; i++)
        wire_put_fmpq(out, tactic->values + i);
}

static void put_instance(strbuf_t *out, const instance_result_t *result)
{
    wire_put_number(out, result->row);
    wire_put_number(out, result->has_constant);
    wire_put_fmpq(out, result->constant);
    wire_put_number(out, result->has_tactic);
    if (result->has_tactic)
        put_tactic(out, &result->tactic);
    wire_put_number(out, result->for_all_constants);
    wire_put_number(out, result->every);
    wire_put_number(out, result->verdict);
    wire_put_text(out, result->reason);
    wire_put_number(out, result->obligation_count);
    for (size_t i = 0; i < result->obligation_count; i++)
        put_obligation(out, result->obligations + i);
}

void transfer_put_note(strbuf_t *out, const char *note)
{
    strbuf_t content;
    strbuf_init(&content);
    wire_put_text(&content, note);
    put_message(out, MESSAGE_NOTE, &content);
    strbuf_clear(&content);
}

void transfer_put_result(strbuf_t *out, const claim_result_t *result)
{
    strbuf_t content;
    strbuf_init(&content);
    wire_put_number(&content, result->verdict);
    wire_put_number(&content, result->vacuous);
    wire_put_text(&content, result->reason);
    wire_put_number(&content, result->instance_count);
    for (size_t i = 0; i < result->instance_count; i++)
        put_instance(&content, result->instances + i);
    put_message(out, MESSAGE_RESULT, &content);
    strbuf_clear(&content);
}

static void put_enclosure(strbuf_t *out, message_kind_t kind, const fmpq_t lo, const fmpq_t hi)
{
    strbuf_t content;
    strbuf_init(&content);
    wire_put_fmpq(&content, lo);
    wire_put_fmpq(&content, hi);
    put_message(out, kind, &content);
    strbuf_clear(&content);
}

void transfer_put_stated(strbuf_t *out, const fmpq_t lo, const fmpq_t hi)
{
    put_enclosure(out, MESSAGE_STATED, lo, hi);
}

void transfer_put_best(strbuf_t *out, const fmpq_t lo, const fmpq_t hi)
{
    put_enclosure(out, MESSAGE_BEST, lo, hi);
}

void transfer_put_margin(strbuf_t *out, const fmpq_t lo, const fmpq_t hi)
{
    put_enclosure(out, MESSAGE_MARGIN, lo, hi);
}

// ---- reading ----

static verdict_t get_verdict(wire_reader_t *reader)
{
    uint64_t verdict = wire_get_number(reader);
    if (verdict > VERDICT_REFUTED)
        reader->failed = true;
    return reader->failed ? VERDICT_UNDECIDED : (verdict_t)verdict;
}

static void get_obligation(obligation_result_t *result, wire_reader_t *reader)
{
    result->kind = wire_get_text(reader);
    result->role = wire_get_text(reader);
    result->required = wire_get_number(reader) != 0;
    result->verdict = get_verdict(reader);
    result->evidence = wire_get_text(reader);
    result->method = wire_get_text(reader);
    result->reason = wire_get_text(reader);
    result->detail = wire_get_text(reader);
    result->coordinate_count = wire_get_count(reader);
    result->witness = mem_alloc(result->coordinate_count, sizeof *result->witness);
    for (size_t i = 0; i < result->coordinate_count; i++) {
        result->witness[i].name = wire_get_text(reader);
        result->witness[i].second = wire_get_number(reader) != 0;
        result->witness[i].exact = wire_get_text(reader);
        result->witness[i].decimal = wire_get_text(reader);
    }
    result->enclosed_count = wire_get_count(reader);
    result->enclosed = mem_alloc(result->enclosed_count, sizeof *result->enclosed);
    for (size_t i = 0; i < result->enclosed_count; i++) {
        result->enclosed[i].name = wire_get_text(reader);
        result->enclosed[i].lo = wire_get_text(reader);
        result->enclosed[i].hi = wire_get_text(reader);
    }
    result->has_room = wire_get_number(reader) != 0;
    result->room_lo = wire_get_double(reader);
    result->room_hi = wire_get_double(reader);
}

static void get_tactic(tactic_t *tactic, wire_reader_t *reader)
{
    char *name = wire_get_text(reader);
    bool against = wire_get_number(reader) != 0;
    tactic_init(tactic, name ? name : "", against, wire_get_count(reader));
    mem_free(name);
    for (size_t i = 0; i < tactic->count; i++)
        wire_get_fmpq(tactic->values + i, reader);
}

static void get_instance(instance_result_t *result, wire_reader_t *reader)
{
    result->row = (size_t)wire_get_number(reader);
    result->has_constant = wire_get_number(reader) != 0;
    wire_get_fmpq(result->constant, reader);
    result->has_tactic = wire_get_number(reader) != 0;
    if (result->has_tactic)
        get_tactic(&result->tactic, reader);
    result->for_all_constants = wire_get_number(reader) != 0;
    result->every = wire_get_number(reader) != 0;
    result->verdict = get_verdict(reader);
    result->reason = wire_get_text(reader);
    result->obligation_count = wire_get_count(reader);
    result->obligations = mem_alloc(result->obligation_count, sizeof *result->obligations);
    for (size_t i = 0; i < result->obligation_count; i++)
        get_obligation(result->obligations + i, reader);
}

static void get_result(claim_result_t *result, wire_reader_t *reader)
{
    result->verdict = get_verdict(reader);
    result->vacuous = wire_get_number(reader) != 0;
    result->reason = wire_get_text(reader);
    size_t count = wire_get_count(reader);
    for (size_t i = 0; i < count; i++) {
        instance_result_t instance;
        instance_result_init(&instance);
        get_instance(&instance, reader);
        claim_result_add(result, &instance);
        instance_result_clear(&instance);
    }
}

static bool get_enclosure(fmpq_t lo, fmpq_t hi, wire_reader_t *reader)
{
    wire_get_fmpq(lo, reader);
    wire_get_fmpq(hi, reader);
    return !reader->failed;
}

static void get_message(claim_result_t *result, bool *has_result, char **note, message_kind_t kind,
                        wire_reader_t *content)
{
    if (kind == MESSAGE_NOTE && !*has_result) {
        mem_free(*note);
        *note = wire_get_text(content);
    } else if (kind == MESSAGE_RESULT && !*has_result) {
        get_result(result, content);
        *has_result = !content->failed;
    } else if (kind == MESSAGE_STATED) {
        result->has_stated = get_enclosure(result->stated_lo, result->stated_hi, content);
    } else if (kind == MESSAGE_BEST) {
        result->has_best = get_enclosure(result->best_lo, result->best_hi, content);
    } else if (kind == MESSAGE_MARGIN) {
        result->has_margin = get_enclosure(result->margin_lo, result->margin_hi, content);
    }
}

void transfer_get(claim_result_t *result, bool *has_result, char **note, const char *bytes, size_t length)
{
    wire_reader_t reader = {bytes, length, 0, false};
    *has_result = false;
    *note = NULL;
    while (reader.position < length) {
        message_kind_t kind = (message_kind_t)wire_get_number(&reader);
        size_t size = wire_get_count(&reader);
        if (reader.failed)
            return;
        wire_reader_t content = {bytes + reader.position, size, 0, false};
        reader.position += size;
        get_message(result, has_result, note, kind, &content);
    }
}
