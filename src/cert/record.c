// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cert/record.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES (1024u * 1024u * 1024u)

typedef struct {
    record_t *record;
    size_t next; // line
    bool failed;
} cursor_t;

// ---- lines and words ----

static void split_words(record_line_t *line, char *begin, char *end, const char ***free_words)
{
    line->words = *free_words;
    line->count = 0;
    *end = 0;
    for (char *word = begin; word;) {
        char *space = strchr(word, ' ');
        if (space)
            *space = 0;
        line->words[line->count++] = word;
        word = space ? space + 1 : NULL;
    }
    *free_words += line->count;
}

static void split_lines(record_t *record, char *begin, char *end)
{
    size_t lines = 0, spaces = 0;
    for (const char *at = begin; at < end; at++) {
        lines += *at == '\n';
        spaces += *at == ' ';
    }
    record->lines = mem_alloc(lines, sizeof *record->lines);
    record->words = mem_alloc(lines + spaces, sizeof *record->words);
    const char **free_words = record->words;
    for (char *line = begin; line < end;) {
        char *line_end = memchr(line, '\n', (size_t)(end - line));
        if (!line_end)
            break;
        split_words(record->lines + record->line_count++, line, line_end, &free_words);
        line = line_end + 1;
    }
}

// The lines before the spec text: NAME VALUE. Returns what follows, NULL when it is another line.
static char *head_line(char **value, char *text, const char *name)
{
    size_t length = strlen(name);
    char *end = strchr(text, '\n');
    if (!end || strncmp(text, name, length) != 0 || text[length] != ' ')
        return NULL;
    *end = 0;
    *value = text + length + 1;
    return end + 1;
}

static bool split_file(record_t *record, size_t length)
{
    char *version, *hash, *bytes, *at = record->text;
    at = head_line(&version, at, "certify-certificate");
    at = at && strcmp(version, "1") == 0 ? head_line(&hash, at, "spec-sha256") : NULL;
    at = at && strlen(hash) == SHA256_TEXT_LENGTH - 1 ? head_line(&bytes, at, "spec-bytes") : NULL;
    if (!at)
        return false;
    memcpy(record->spec_hash, hash, SHA256_TEXT_LENGTH);
    record->spec = at;
    record->spec_length = strtoul(bytes, NULL, 10);
    size_t left = length - (size_t)(at - record->text);
    if (record->spec_length >= left || at[record->spec_length] != '\n')
        return false;
    at[record->spec_length] = 0;
    split_lines(record, at + record->spec_length + 1, record->text + length);
    return true;
}

// ---- the present line ----

static const record_line_t *peek(const cursor_t *c)
{
    static const record_line_t none = {0, NULL};
    return c->next < c->record->line_count ? c->record->lines + c->next : &none;
}

static bool at(const cursor_t *c, const char *word)
{
    const record_line_t *line = peek(c);
    return line->count > 0 && strcmp(line->words[0], word) == 0;
}

// The line, which begins with the word and has at least that many words; fails and stays where it is otherwise.
static const record_line_t *take(cursor_t *c, const char *word, size_t count)
{
    const record_line_t *line = peek(c);
    c->failed = c->failed || !at(c, word) || line->count < count;
    c->next += !c->failed;
    return line;
}

static record_line_t rest(const record_line_t *line, size_t from)
{
    return line->count > from ? (record_line_t){line->count - from, line->words + from} : (record_line_t){0, NULL};
}

static size_t number(cursor_t *c, const char *word, size_t most)
{
    char *end;
    unsigned long value = strtoul(word, &end, 10);
    c->failed = c->failed || *end || end == word || value > most;
    return c->failed ? 0 : value;
}

static size_t node_number(cursor_t *c, const char *word)
{
    return number(c, word, c->record->node_count);
}

static verdict_t verdict(cursor_t *c, const char *word)
{
    for (verdict_t v = VERDICT_UNDECIDED; v <= VERDICT_REFUTED; v++)
        if (strcmp(word, verdict_name(v)) == 0)
            return v;
    c->failed = true;
    return VERDICT_UNDECIDED;
}

static verdict_t take_verdict(cursor_t *c)
{
    const record_line_t *line = take(c, "verdict", 2);
    return c->failed ? VERDICT_UNDECIDED : verdict(c, line->words[1]);
}

static size_t take_count(cursor_t *c, const char *word)
{
    const record_line_t *line = take(c, word, 2);
    return c->failed ? 0 : number(c, line->words[1], c->record->line_count);
}

// ---- obligations ----

static void take_nodes(cursor_t *c)
{
    while (!c->failed && at(c, "node")) {
        const record_line_t *line = take(c, "node", 3);
        record_t *record = c->record;
        c->failed = c->failed || number(c, line->words[1], record->line_count) != record->node_count + 1;
        if (!c->failed)
            record->nodes[++record->node_count] = rest(line, 2);
    }
}

// `WORD N [ LO HI ]`, one more of them.
static void take_variable(record_variable_t **variables, size_t *count, cursor_t *c)
{
    const record_line_t *line = peek(c);
    c->failed = c->failed || line->count != 6;
    if (c->failed)
        return;
    record_variable_t v = {node_number(c, line->words[1]), 0, 0, line->words[2][0] == '(', line->words[5][0] == ')'};
    v.lo = strcmp(line->words[3], "-inf") == 0 ? 0 : node_number(c, line->words[3]);
    v.hi = strcmp(line->words[4], "inf") == 0 ? 0 : node_number(c, line->words[4]);
    size_t capacity = *count;
    *variables = mem_grow(*variables, &capacity, *count + 1, sizeof **variables);
    (*variables)[(*count)++] = v;
    c->next++;
}

static void take_node(record_nodes_t *nodes, cursor_t *c)
{
    const record_line_t *line = peek(c);
    c->failed = c->failed || line->count != 2;
    if (c->failed)
        return;
    size_t capacity = nodes->count;
    nodes->nodes = mem_grow(nodes->nodes, &capacity, nodes->count + 1, sizeof *nodes->nodes);
    nodes->nodes[nodes->count++] = node_number(c, line->words[1]);
    c->next++;
}

static void take_target(record_obligation_t *o, cursor_t *c)
{
    const record_line_t *line = peek(c);
    c->failed = c->failed || line->count < 2 || line->count % 2;
    if (c->failed)
        return;
    record_target_t target = {node_number(c, line->words[1]), 0, 0};
    for (size_t i = 2; i < line->count; i += 2)
        *(strcmp(line->words[i], "least") == 0 ? &target.least : &target.most) = node_number(c, line->words[i + 1]);
    size_t capacity = o->target_count;
    o->targets = mem_grow(o->targets, &capacity, o->target_count + 1, sizeof *o->targets);
    o->targets[o->target_count++] = target;
    c->next++;
}

static void take_words_line(record_obligation_t *o, cursor_t *c)
{
    const record_line_t *line = peek(c);
    c->failed = c->failed || line->count < 2;
    if (c->failed)
        return;
    if (at(c, "region"))
        o->region = node_number(c, line->words[1]);
    else if (at(c, "conclusion"))
        o->conclusion = node_number(c, line->words[1]);
    else if (at(c, "bound"))
        o->bound = node_number(c, line->words[1]);
    else if (at(c, "mode"))
        o->mode = line->words[1];
    else if (at(c, "steps"))
        o->steps = line->words[1];
    else if (at(c, "shape"))
        o->shape = *line;
    c->next++; // what other versions of the format may add is left out
}

static void take_statement_line(record_obligation_t *o, cursor_t *c)
{
    if (at(c, "variable"))
        take_variable(&o->variables, &o->variable_count, c);
    else if (at(c, "point"))
        take_variable(&o->points, &o->point_count, c);
    else if (at(c, "noise"))
        take_variable(&o->noise, &o->noise_count, c);
    else if (at(c, "map"))
        take_node(&o->map, c);
    else if (at(c, "centre"))
        take_node(&o->centre, c);
    else if (at(c, "start"))
        take_node(&o->start, c);
    else if (at(c, "target"))
        take_target(o, c);
    else
        take_words_line(o, c);
}

static bool ends_evidence(const cursor_t *c)
{
    return c->next >= c->record->line_count || at(c, "node") || at(c, "obligation") || at(c, "instance") ||
           at(c, "end-claim");
}

static void take_evidence(record_obligation_t *o, cursor_t *c)
{
    const record_line_t *line = take(c, "evidence", 2);
    if (c->failed)
        return;
    if (strcmp(line->words[1], "none") != 0) {
        o->verdict = verdict(c, line->words[1]);
        o->method = rest(line, 2);
    }
    o->evidence = c->record->lines + c->next;
    while (!ends_evidence(c)) {
        o->evidence_count++;
        c->next++;
    }
}

static void take_obligation(record_obligation_t *o, cursor_t *c)
{
    take_nodes(c);
    const record_line_t *line = take(c, "obligation", 5);
    if (c->failed)
        return;
    o->kind = line->words[2];
    o->role = line->words[3];
    o->required = strcmp(line->words[4], "required") == 0;
    while (!c->failed && c->next < c->record->line_count && !at(c, "end-obligation"))
        take_statement_line(o, c);
    (void)take(c, "end-obligation", 1);
    take_evidence(o, c);
}

// ---- claims ----

static void take_instance(record_instance_t *instance, cursor_t *c)
{
    const record_line_t *line = take(c, "instance", 2);
    if (c->failed)
        return;
    instance->row = number(c, line->words[1], SIZE_MAX);
    instance->constant = line->count == 4 ? line->words[3] : NULL;
    if (at(c, "tactic"))
        instance->tactic = rest(take(c, "tactic", 3), 1);
    instance->verdict = take_verdict(c);
    size_t count = take_count(c, "obligations");
    instance->obligations = mem_alloc(count, sizeof *instance->obligations);
    for (; !c->failed && instance->obligation_count < count; instance->obligation_count++)
        take_obligation(instance->obligations + instance->obligation_count, c);
}

static void take_claim(record_claim_t *claim, cursor_t *c)
{
    const record_line_t *line = take(c, "claim", 2);
    if (c->failed)
        return;
    claim->id = line->words[1];
    claim->verdict = take_verdict(c);
    if (at(c, "parts")) {
        claim->part_count = take_count(c, "parts");
        (void)take(c, "end-claim", 1);
        return;
    }
    size_t count = take_count(c, "instances");
    claim->instances = mem_alloc(count, sizeof *claim->instances);
    for (; !c->failed && claim->instance_count < count; claim->instance_count++)
        take_instance(claim->instances + claim->instance_count, c);
    (void)take(c, "end-claim", 1);
}

static bool take_claims(record_t *record)
{
    cursor_t c = {record, 0, false};
    size_t count = take_count(&c, "claims");
    record->nodes = mem_alloc(record->line_count + 1, sizeof *record->nodes);
    record->claims = mem_alloc(count, sizeof *record->claims);
    for (; !c.failed && record->claim_count < count; record->claim_count++)
        take_claim(record->claims + record->claim_count, &c);
    (void)take(&c, "end-certificate", 2);
    return !c.failed && c.next == record->line_count;
}

// ---- entry points ----

status_t record_read(record_t *record, strbuf_t *error, const char *path)
{
    size_t length;
    memset(record, 0, sizeof *record);
    status_t status = file_read(&record->text, &length, error, path, MAX_BYTES);
    if (status != STATUS_OK)
        return status;
    sha256_of(record->hash, record->text, length);
    if (split_file(record, length) && take_claims(record))
        return STATUS_OK;
    strbuf_append(error, "not a certificate that this version can read");
    return STATUS_MALFORMED;
}

static void obligation_clear(record_obligation_t *o)
{
    mem_free(o->variables);
    mem_free(o->points);
    mem_free(o->noise);
    mem_free(o->targets);
    mem_free(o->map.nodes);
    mem_free(o->centre.nodes);
    mem_free(o->start.nodes);
}

void record_clear(record_t *record)
{
    for (size_t i = 0; i < record->claim_count; i++) {
        record_claim_t *claim = record->claims + i;
        for (size_t k = 0; k < claim->instance_count; k++) {
            record_instance_t *instance = claim->instances + k;
            for (size_t j = 0; j < instance->obligation_count; j++)
                obligation_clear(instance->obligations + j);
            mem_free(instance->obligations);
        }
        mem_free(claim->instances);
    }
    mem_free(record->claims);
    mem_free(record->nodes);
    mem_free(record->lines);
    mem_free(record->words);
    mem_free(record->text);
}

const record_claim_t *record_find(const record_t *record, const char *id)
{
    for (size_t i = 0; i < record->claim_count; i++)
        if (strcmp(record->claims[i].id, id) == 0)
            return record->claims + i;
    return NULL;
}
