// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/certificate.h"

#include "base/memory.h"
#include "check/evidence.h"
#include "check/share.h"
#include "claim/theorem.h"
#include "claim/unknown.h"

#include <string.h>

typedef struct {
    certificate_t *certificate;
    reader_t *reader;
    spec_t *spec;
    share_t *share; // with other processes; NULL for none
    obligation_writer_t nodes;
} checker_t;

// ---- the head ----

static bool read_spec_text(char **text, size_t *length, reader_t *reader)
{
    char stated[SHA256_TEXT_LENGTH], actual[SHA256_TEXT_LENGTH];
    *text = NULL;
    if (!reader_line(reader, "certify-certificate", 2))
        return false;
    if (!reader_word_is(reader, 1, "1"))
        return reader_fail(reader, FAULT_MALFORMED, "this version reads certificates of format 1 only");
    if (!reader_line(reader, "spec-sha256", 2))
        return false;
    if (strlen(reader->words[1]) != SHA256_TEXT_LENGTH - 1)
        return reader_fail(reader, FAULT_MALFORMED, "expected 64 hexadecimal digits");
    memcpy(stated, reader->words[1], SHA256_TEXT_LENGTH);
    if (!reader_line(reader, "spec-bytes", 2) || !reader_unsigned(length, reader, 1, SPEC_MAX_BYTES) ||
        !reader_bytes(text, reader, *length))
        return false;
    sha256_of(actual, *text, *length);
    return strcmp(stated, actual) == 0 ||
           reader_fail(reader, FAULT_REFUSED, "the spec text does not have the stated hash");
}

static bool read_spec(checker_t *c, const char *text, size_t length)
{
    status_t status = spec_read(c->spec, "spec", text, length);
    c->certificate->has_spec = true;
    if (status == STATUS_OK)
        status = claims_validate(c->spec);
    for (size_t i = 0; status != STATUS_OK && i < c->spec->diagnostics.count; i++)
        if (c->spec->diagnostics.items[i].is_error)
            return reader_fail(c->reader, FAULT_MALFORMED, "the spec inside: %s",
                               c->spec->diagnostics.items[i].message);
    return status == STATUS_OK || reader_fail(c->reader, FAULT_MALFORMED, "the spec inside cannot be read");
}

// ---- obligations ----

// The next lines are the obligation as the spec demands it.
static bool match_obligation(checker_t *c, const obligation_t *obligation, size_t index)
{
    strbuf_t text;
    strbuf_init(&text);
    obligation_write(&text, &c->nodes, obligation, index);
    bool good = true;
    for (size_t begin = 0; good && begin < text.length;) {
        size_t length = strcspn(text.text + begin, "\n");
        good = reader_raw_line(c->reader) &&
               ((c->reader->line.length == length && memcmp(c->reader->line.text, text.text + begin, length) == 0) ||
                reader_fail(c->reader, FAULT_REFUSED, "the obligation is not what the spec demands: expected `%.*s`",
                            (int)(length < 200 ? length : 200), text.text + begin));
        begin += length + 1;
    }
    strbuf_clear(&text);
    return good;
}

// Proved when all required obligations are, refuted when one is. With a tactic: what that is for, when all are proved.
static verdict_t combine(const obligation_list_t *list, const verdict_t *verdicts, const tactic_t *tactic)
{
    bool all_proved = true;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i].required)
            continue;
        if (verdicts[i] == VERDICT_REFUTED && !tactic)
            return VERDICT_REFUTED;
        all_proved = all_proved && verdicts[i] == VERDICT_PROVED;
    }
    if (!all_proved)
        return VERDICT_UNDECIDED;
    return tactic && tactic->against ? VERDICT_REFUTED : VERDICT_PROVED;
}

// Whether a refuted required obligation is the same for another constant in the place of `?`.
static bool refutes_all_constants(checker_t *c, const instance_t *instance, const obligation_list_t *list,
                                  const verdict_t *verdicts)
{
    for (size_t i = 0; instance->unknown != EXPR_NONE && !instance->tactic && i < list->count; i++)
        if (list->items[i].required && verdicts[i] == VERDICT_REFUTED && claim_ignores_unknown(c->spec, instance, i))
            return true;
    return false;
}

// The verdict that evidence states, which another process checks. No line of evidence begins like those that follow it.
static bool believe_evidence(verdict_t *verdict, reader_t *reader)
{
    static const char *const next[] = {"node", "obligation", "instance", "end-claim", NULL};
    if (!reader_line_from(reader, "evidence", 2))
        return false;
    *verdict = reader_word_is(reader, 1, "proved")    ? VERDICT_PROVED
               : reader_word_is(reader, 1, "refuted") ? VERDICT_REFUTED
                                                      : VERDICT_UNDECIDED;
    return reader_skip_to(reader, next);
}

// *for_all: the instance is refuted with any constant in the place of `?`.
static bool check_obligations(bool *for_all, checker_t *c, const instance_t *instance, const obligation_list_t *list,
                              verdict_t stated, checked_claim_t *claim)
{
    verdict_t *verdicts = mem_alloc(list->count, sizeof *verdicts);
    real_ctx_t reals;
    ground_t ground;
    real_ctx_init(reals);
    ground_init(&ground, c->spec->dag, reals);
    bool good = true, own = !c->share || share_takes(c->share);
    for (size_t i = 0; good && i < list->count; i++) {
        good = match_obligation(c, list->items + i, i) &&
               (own ? evidence_check(verdicts + i, c->reader, &ground, list->items + i, verdicts, i)
                    : believe_evidence(verdicts + i, c->reader));
        claim->shown += good && verdicts[i] != VERDICT_UNDECIDED;
    }
    claim->total += list->count;
    if (good && combine(list, verdicts, instance->tactic) != stated)
        good = reader_fail(c->reader, FAULT_REFUSED, "the instance is stated to be %s, but its evidence makes it %s",
                           verdict_name(stated), verdict_name(combine(list, verdicts, instance->tactic)));
    *for_all = good && refutes_all_constants(c, instance, list, verdicts);
    ground_clear(&ground);
    real_ctx_clear(reals);
    mem_free(verdicts);
    return good;
}

// ---- instances ----

// The line read last is `verdict V`.
static bool take_verdict(verdict_t *verdict, reader_t *reader)
{
    if (!reader_word_is(reader, 0, "verdict") || !reader_has_words(reader, 2))
        return reader_fail(reader, FAULT_MALFORMED, "expected a line `verdict ...`");
    for (verdict_t v = VERDICT_UNDECIDED; v <= VERDICT_REFUTED; v++)
        if (reader_word_is(reader, 1, verdict_name(v))) {
            *verdict = v;
            return true;
        }
    return reader_fail(reader, FAULT_MALFORMED, "expected `proved`, `refuted` or `undecided`");
}

static bool read_verdict(verdict_t *verdict, reader_t *reader)
{
    return reader_line(reader, "verdict", 2) && take_verdict(verdict, reader);
}

// What the verdict of a claim is made of, as its instances are read.
typedef struct {
    size_t index; // of the claim
    size_t rows, next_row;
    bool has_unknown;
    unknown_direction_t direction;
    size_t
        answered; // rows so far, in turn, with all that is asked: proved; with `?` proved, then refuted, or for every
    bool has_proved;   // with `?`: the first instance of the next row
    bool all_as_asked; // nothing else has been there
    bool some_refuted; // with `?`: for all constants
    fmpq_t constant;   // of the last instance
    size_t count;      // of instances so far
    fmpq_t first;      // constant of the first one; for a tactic that encloses, the lower bound
    fmpq_t second;     // of the second one, or the upper bound
    bool encloses;     // such a tactic was met
} tally_t;

// `instance ROW ["?" RATIONAL]`.
static bool read_instance_line(instance_t *instance, fmpq_t constant, checker_t *c, const tally_t *tally)
{
    reader_t *reader = c->reader;
    if (!reader_line_from(reader, "instance", 2) || !reader_unsigned(&instance->row, reader, 1, SIZE_MAX))
        return false;
    if (instance->row >= tally->rows || instance->row < tally->next_row)
        return reader_fail(reader, FAULT_MALFORMED, "no such row, or not in order");
    if (reader->word_count == 2)
        return true;
    instance->every = reader_word_is(reader, 3, "every");
    if (!tally->has_unknown || !reader_has_words(reader, 4) || !reader_word_is(reader, 2, "?") ||
        (!instance->every && !reader_rational(constant, reader, 3)))
        return reader_fail(reader, FAULT_MALFORMED, "a constant that the claim has no `?` for");
    if (!instance->every)
        instance->unknown = expr_rational(c->spec->dag, constant);
    return true;
}

// The constants of a row: the proved one is on the side that the predicate says.
static bool are_ordered(const tally_t *tally, const fmpq_t first, const fmpq_t second)
{
    int order = fmpq_cmp(first, second);
    return tally->direction == UNKNOWN_LARGEST ? order < 0 : tally->direction == UNKNOWN_SMALLEST && order > 0;
}

// Whether the instance is what comes next in the answer to `?`.
static bool answers(tally_t *tally, const instance_t *instance, const fmpq_t constant, verdict_t verdict)
{
    bool has_constant = instance->unknown != EXPR_NONE;
    if (tally->has_proved) {
        tally->has_proved = false;
        tally->answered++;
        return has_constant && verdict == VERDICT_REFUTED && are_ordered(tally, tally->constant, constant);
    }
    tally->has_proved = has_constant;
    tally->answered += !has_constant;
    return (has_constant || instance->every) && verdict == VERDICT_PROVED;
}

static void count_instance(tally_t *tally, const instance_t *instance, const fmpq_t constant, verdict_t verdict,
                           bool for_all)
{
    bool some = !instance->every && instance->unknown == EXPR_NONE; // with `?`: "some constant will do"
    bool in_turn = instance->row == tally->answered;
    if (tally->has_unknown)
        tally->all_as_asked = answers(tally, instance, constant, verdict) && in_turn && tally->all_as_asked;
    else
        tally->all_as_asked = verdict == VERDICT_PROVED && in_turn && tally->all_as_asked;
    tally->answered += !tally->has_unknown;
    tally->some_refuted = tally->some_refuted || (verdict == VERDICT_REFUTED && (for_all || some));
    tally->next_row = tally->has_unknown ? instance->row : instance->row + 1;
    if (!tally->encloses && tally->count < 2)
        fmpq_set(tally->count == 0 ? tally->first : tally->second, constant);
    tally->count++;
    fmpq_set(tally->constant, constant);
}

// The bounds that a proved instance without `?` states by its tactic's numbers.
static void note_bounds(tally_t *tally, const spec_t *spec, const instance_t *instance, verdict_t verdict)
{
    if (!instance->tactic || verdict != VERDICT_PROVED || tally->count > 0)
        return;
    tally->encloses = claim_tactic_answer(tally->first, tally->second, spec, tally->index, instance->tactic);
}

// What later parts of the theorem use of this one, once it is re-proved.
static void answer(checker_t *c, const tally_t *tally, verdict_t verdict)
{
    bool complete = tally->encloses ? tally->count == 1 : tally->has_unknown && tally->count == 2;
    if (c->spec->claims[tally->index].role == PART_NONE || verdict != VERDICT_PROVED || !complete)
        return;
    bool ascending = tally->encloses || fmpq_cmp(tally->first, tally->second) < 0;
    spec_answer(c->spec, tally->index, tally->first, ascending ? tally->first : tally->second,
                ascending ? tally->second : tally->first);
}

static verdict_t tally_verdict(const tally_t *tally)
{
    if (tally->all_as_asked && tally->rows > 0 && tally->answered == tally->rows && !tally->has_proved)
        return VERDICT_PROVED;
    return tally->some_refuted ? VERDICT_REFUTED : VERDICT_UNDECIDED;
}

static bool lower_and_check(bool *for_all, checker_t *c, const instance_t *instance, size_t stated_count,
                            verdict_t stated, checked_claim_t *claim)
{
    obligation_list_t list;
    const char *reason = NULL;
    bool good = claim_lower(&list, &reason, c->spec, instance) == STATUS_OK && !dag_over_limit(c->spec->dag);
    if (!good)
        (void)reader_fail(c->reader, FAULT_REFUSED, "obligations of a claim that has none: %s", reason ? reason : "");
    if (good && list.count != stated_count)
        good = reader_fail(c->reader, FAULT_REFUSED, "the spec demands %zu obligations here", list.count);
    good = good && check_obligations(for_all, c, instance, &list, stated, claim);
    obligation_list_clear(&list);
    return good;
}

// `tactic NAME SIDE {RATIONAL}` or, with the last word of the line not yet read, `verdict`.
static bool read_tactic(bool *given, tactic_t *tactic, checker_t *c, size_t claim)
{
    reader_t *reader = c->reader;
    *given = reader_word_is(reader, 0, "tactic");
    if (!*given)
        return true;
    if (reader->word_count < 3 || reader->word_count - 3 > TACTIC_MAX_VALUES)
        return reader_fail(reader, FAULT_MALFORMED, "expected `tactic NAME SIDE`");
    bool against = reader_word_is(reader, 2, "against");
    tactic_init(tactic, reader->words[1], against, reader->word_count - 3);
    bool good = against || reader_word_is(reader, 2, "for") ||
                reader_fail(reader, FAULT_MALFORMED, "expected `for` or `against`");
    for (size_t i = 0; good && i < tactic->count; i++)
        good = reader_rational(tactic->values + i, reader, i + 3);
    return good && (claim_knows_tactic(c->spec, claim, tactic) ||
                    reader_fail(reader, FAULT_REFUSED, "the predicate has no such tactic"));
}

static bool read_instance_head(instance_t *instance, tactic_t *tactic, verdict_t *stated, fmpq_t constant, checker_t *c,
                               const tally_t *tally)
{
    bool given = false;
    if (!read_instance_line(instance, constant, c, tally) || !reader_any_line(c->reader))
        return false;
    bool good = read_tactic(&given, tactic, c, tally->index);
    if (given)
        instance->tactic = tactic;
    return good && (given ? read_verdict(stated, c->reader) : take_verdict(stated, c->reader));
}

static bool check_instance(checker_t *c, tally_t *tally, checked_claim_t *claim)
{
    instance_t instance = {tally->index, 0, EXPR_NONE, NULL, false};
    tactic_t tactic = {NULL, false, 0, NULL};
    verdict_t stated = VERDICT_UNDECIDED;
    size_t count;
    bool for_all = false;
    fmpq_t constant;
    fmpq_init(constant);
    bool good = read_instance_head(&instance, &tactic, &stated, constant, c, tally) &&
                reader_line(c->reader, "obligations", 2) && reader_unsigned(&count, c->reader, 1, SIZE_MAX);
    // An undecided instance may be without obligations: of a claim that is not supported, or one without a constant.
    if (good && !(count == 0 && stated == VERDICT_UNDECIDED))
        good = lower_and_check(&for_all, c, &instance, count, stated, claim);
    if (good) {
        note_bounds(tally, c->spec, &instance, stated);
        count_instance(tally, &instance, constant, stated, for_all);
    }
    tactic_clear(&tactic);
    fmpq_clear(constant);
    return good;
}

// ---- claims ----

// The combinations of list members; SIZE_MAX when they are too many to be counted.
static size_t count_rows(const claim_t *claim)
{
    size_t rows = 1;
    for (size_t i = 0; i < claim->binding_count; i++)
        if (claim->bindings[i].is_list && __builtin_mul_overflow(rows, claim->bindings[i].count, &rows))
            return SIZE_MAX;
    return rows;
}

static bool read_claim_head(verdict_t *stated, size_t *count, const char *what, checker_t *c, size_t index)
{
    reader_t *reader = c->reader;
    if (!reader_line(reader, "claim", 2))
        return false;
    if (!reader_word_is(reader, 1, c->spec->claims[index].id))
        return reader_fail(reader, FAULT_REFUSED, "expected the claim %s", c->spec->claims[index].id);
    return read_verdict(stated, reader) && reader_line(reader, what, 2) &&
           reader_unsigned(count, reader, 1, SIZE_MAX);
}

static bool check_instances(checker_t *c, size_t index, size_t count, checked_claim_t *claim)
{
    tally_t tally = {.index = index,
                     .rows = count_rows(c->spec->claims + index),
                     .has_unknown = claim_unknown_name(c->spec, index) != NULL,
                     .direction = claim_unknown_direction(c->spec, index),
                     .all_as_asked = true};
    fmpq_init(tally.constant);
    fmpq_init(tally.first);
    fmpq_init(tally.second);
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = check_instance(c, &tally, claim);
    claim->verdict = tally_verdict(&tally);
    if (good)
        answer(c, &tally, claim->verdict);
    fmpq_clear(tally.constant);
    fmpq_clear(tally.first);
    fmpq_clear(tally.second);
    return good;
}

// The parts are the claims just before; their verdicts are re-proved.
static bool check_parts(checker_t *c, size_t index, size_t count, checked_claim_t *claim)
{
    if (count != c->spec->claims[index].part_count)
        return reader_fail(c->reader, FAULT_REFUSED, "the theorem has %zu parts", c->spec->claims[index].part_count);
    verdict_t *verdicts = mem_alloc(count, sizeof *verdicts);
    for (size_t i = 0; i < count; i++)
        verdicts[i] = (claim - count + i)->verdict; // before `claim` in the array of all
    claim->verdict = theorem_verdict(NULL, c->spec, index, verdicts);
    mem_free(verdicts);
    return true;
}

static bool check_claim(checker_t *c, size_t index, checked_claim_t *claim)
{
    verdict_t stated = VERDICT_UNDECIDED;
    size_t count;
    bool is_theorem = claim_is_theorem(c->spec, index);
    claim->id = mem_copy_text(c->spec->claims[index].id, strlen(c->spec->claims[index].id));
    claim->expected = c->spec->claims[index].expected;
    claim->is_part = c->spec->claims[index].role != PART_NONE;
    if (!read_claim_head(&stated, &count, is_theorem ? "parts" : "instances", c, index))
        return false;
    bool good = is_theorem ? check_parts(c, index, count, claim) : check_instances(c, index, count, claim);
    if (good && claim->verdict != stated)
        good = reader_fail(c->reader, FAULT_REFUSED, "the claim is stated to be %s, but its %s make it %s",
                           verdict_name(stated), is_theorem ? "parts" : "instances", verdict_name(claim->verdict));
    return good && reader_line(c->reader, "end-claim", 1);
}

static bool check_claims(checker_t *c)
{
    size_t count;
    if (!reader_line(c->reader, "claims", 2) || !reader_unsigned(&count, c->reader, 1, SIZE_MAX))
        return false;
    if (count != c->spec->claim_count)
        return reader_fail(c->reader, FAULT_REFUSED, "the spec has %zu claims", c->spec->claim_count);
    c->certificate->claims = mem_alloc(count, sizeof *c->certificate->claims);
    obligation_writer_init(&c->nodes, c->spec->dag);
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        c->certificate->count = i + 1;
        good = check_claim(c, i, c->certificate->claims + i);
    }
    obligation_writer_clear(&c->nodes);
    return good;
}

static bool check_end(reader_t *reader)
{
    char hash[SHA256_TEXT_LENGTH];
    if (!reader_line(reader, "end-certificate", 2))
        return false;
    sha256_text(hash, &reader->hash); // of the lines before this one
    if (!reader_word_is(reader, 1, hash))
        return reader_fail(reader, FAULT_REFUSED, "the bytes of the certificate do not have the stated hash");
    return reader_at_end(reader);
}

// ---- entry points ----

static bool check_stream(certificate_t *certificate, FILE *stream, const char *spec_text, size_t spec_length,
                         share_t *share)
{
    memset(certificate, 0, sizeof *certificate);
    reader_init(&certificate->reader, stream);
    checker_t c = {
        .certificate = certificate, .reader = &certificate->reader, .spec = &certificate->spec, .share = share};
    char *text;
    size_t length;
    bool good = read_spec_text(&text, &length, c.reader);
    if (good && spec_text && (spec_length != length || memcmp(spec_text, text, length) != 0))
        good = reader_fail(c.reader, FAULT_REFUSED, "the certificate is about another spec text");
    good = good && read_spec(&c, text, length) && check_claims(&c) && check_end(c.reader);
    mem_free(text);
    return good;
}

// Where several processes do not find everything in order, one alone finds out what is wrong.
bool certificate_check(certificate_t *certificate, FILE *stream, const char *spec_text, size_t spec_length, size_t jobs)
{
    share_t share;
    memset(certificate, 0, sizeof *certificate);
    if (share_begin(&share, stream, jobs)) {
        bool good = share.stream && check_stream(certificate, share.stream, spec_text, spec_length, &share);
        if (share_end(&share, good))
            return true;
        certificate_clear(certificate);
    }
    return check_stream(certificate, stream, spec_text, spec_length, NULL);
}

void certificate_clear(certificate_t *certificate)
{
    for (size_t i = 0; i < certificate->count; i++)
        mem_free(certificate->claims[i].id);
    mem_free(certificate->claims);
    if (certificate->has_spec)
        spec_clear(&certificate->spec);
    reader_clear(&certificate->reader);
}
