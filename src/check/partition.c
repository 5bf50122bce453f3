// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/partition.h"

#include "base/memory.h"
#include "check/tree.h"

// ---- reading ----

typedef struct {
    const char *word;
    cell_kind_t kind;
    size_t words; // of the line, without those for noise
    obligation_kind_t of;
} leaf_form_t;

static const leaf_form_t forms[] = {
    {"target", CELL_TARGET, 2, OBLIGATION_RANK},
    {"step", CELL_STEP, 3, OBLIGATION_RANK},
    {"chance", CELL_CHANCE, 3, OBLIGATION_RANK},
    {"drift", CELL_DRIFT, 6, OBLIGATION_RANK},
    {"expel", CELL_EXPEL, 4, OBLIGATION_RANK},
    {"repel", CELL_REPEL, 4, OBLIGATION_RANK},
    {"null", CELL_NULL, 5, OBLIGATION_RANK},
    {"safe", CELL_SAFE, 2, OBLIGATION_AVOID},
    {"nonsingular", CELL_NONSINGULAR, 2, OBLIGATION_NONSINGULAR},
};

#define MAX_RANK (SIZE_MAX / 4)

static bool read_node(partition_t *p, size_t depth);

static bool read_number(partition_t *p, size_t word)
{
    p->numbers = mem_grow(p->numbers, &p->number_capacity, p->number_count + 1, sizeof *p->numbers);
    fmpq *number = p->numbers + p->number_count++;
    fmpq_init(number);
    return reader_rational(number, p->ev->reader, word);
}

static bool read_variable(size_t *variable, reader_t *reader, size_t word, size_t count)
{
    if (!reader_unsigned(variable, reader, word, count))
        return false;
    if (*variable == 0)
        return reader_fail(reader, FAULT_MALFORMED, "variables are counted from 1");
    --*variable;
    return true;
}

static bool read_split(partition_t *p, size_t index, size_t depth)
{
    reader_t *reader = p->ev->reader;
    size_t variable;
    if (!reader_has_words(reader, 3) || !read_variable(&variable, reader, 1, p->ev->variable_count) ||
        !read_number(p, 2))
        return false;
    const fmpq *cut = p->numbers + p->nodes[index].first;
    p->nodes[index].variable = variable;
    range_set_rationals(&p->nodes[index].cut, cut, cut);
    if (!read_node(p, depth + 1))
        return false;
    p->nodes[index].upper = p->node_count;
    return read_node(p, depth + 1);
}

static bool read_sign(bool *negative, reader_t *reader, size_t word)
{
    *negative = reader_word_is(reader, word, "-");
    return *negative || reader_word_is(reader, word, "+") || reader_fail(reader, FAULT_MALFORMED, "expected + or -");
}

// Rank, then what is special to the kind, then the precision, then for a chance the intervals.
static bool read_fields(partition_t *p, node_t *node)
{
    reader_t *reader = p->ev->reader;
    bool ranked = node->kind >= CELL_STEP && node->kind <= CELL_NULL, good = true;
    size_t word = 1;
    if (ranked)
        good = reader_unsigned(&node->rank, reader, word++, MAX_RANK);
    if (good && ranked && node->rank == 0)
        return reader_fail(reader, FAULT_MALFORMED, "rank 0 is that of targets");
    if (node->kind == CELL_DRIFT) {
        good = good && read_variable(&node->variable, reader, word, p->ev->obligation->state_count) &&
               read_sign(&node->negative, reader, word + 1);
        word += 2;
    }
    if (node->kind == CELL_REPEL)
        good = good && read_variable(&node->variable, reader, word++, p->ev->obligation->repeller_count);
    if (node->kind == CELL_DRIFT || node->kind == CELL_EXPEL || node->kind == CELL_NULL)
        good = good && read_number(p, word++);
    if (node->kind == CELL_NULL)
        good = good && read_number(p, word++);
    good = good && reader_precision(&node->precision, reader, word++, false);
    for (size_t k = 0; good && node->kind == CELL_CHANCE && k < 2 * p->ev->obligation->noise_count; k++)
        good = read_number(p, word++);
    return good;
}

// Kinds of leaves that the obligation's mode has no use for.
static bool has_place(partition_t *p, cell_kind_t kind)
{
    const obligation_t *obligation = p->ev->obligation;
    if (kind == CELL_CHANCE && obligation->mode != ORBIT_ALMOST_SURELY)
        return evidence_refuse(p->ev, "chance is nothing to orbits that are all to reach the target");
    if (kind == CELL_REPEL || kind == CELL_NULL)
        return (obligation->mode == ORBIT_ALMOST_EVERYWHERE && obligation->noise_count == 0) ||
               evidence_refuse(p->ev, "null and repelling sets are for almost all starts, without noise");
    if (kind != CELL_EXPEL)
        return true;
    bool except =
        obligation->mode == ORBIT_ALMOST_EVERYWHERE || (obligation->mode == ORBIT_SURELY && obligation->centre);
    return (except && obligation->noise_count == 0) ||
           evidence_refuse(p->ev, "no orbit may be left over by expulsion in this mode, or with noise");
}

static bool read_leaf(partition_t *p, size_t index)
{
    evidence_t *ev = p->ev;
    const obligation_t *obligation = ev->obligation;
    leaf_form_t form = {"idle", CELL_IDLE, 2, obligation->kind};
    bool known = reader_word_is(ev->reader, 0, form.word);
    for (size_t i = 0; !known && i < sizeof forms / sizeof *forms; i++) {
        known = reader_word_is(ev->reader, 0, forms[i].word) && forms[i].of == obligation->kind;
        if (known)
            form = forms[i];
    }
    if (!known)
        return reader_fail(ev->reader, FAULT_MALFORMED, "not a node of such a partition");
    size_t words = form.words + (form.kind == CELL_CHANCE ? 2 * obligation->noise_count : 0);
    p->nodes[index].kind = form.kind;
    if (!reader_has_words(ev->reader, words) || !read_fields(p, p->nodes + index) || !has_place(p, form.kind))
        return false;
    bool keeps = form.kind == CELL_EXPEL || form.kind == CELL_REPEL || form.kind == CELL_NULL;
    if (keeps && p->nodes[index].rank < p->least_expulsion)
        p->least_expulsion = p->nodes[index].rank;
    return true;
}

static bool read_node(partition_t *p, size_t depth)
{
    reader_t *reader = p->ev->reader;
    if (depth == TREE_MAX_DEPTH)
        return reader_fail(reader, FAULT_MALFORMED, "a tree of more than %d levels", TREE_MAX_DEPTH);
    if (p->node_count == PARTITION_MAX_NODES)
        return reader_fail(reader, FAULT_MALFORMED, "a tree of more than %u nodes", PARTITION_MAX_NODES);
    if (!reader_any_line(reader))
        return false;
    p->nodes = mem_grow(p->nodes, &p->node_capacity, p->node_count + 1, sizeof *p->nodes);
    size_t index = p->node_count++;
    p->nodes[index] = (node_t){.kind = CELL_SPLIT, .first = p->number_count, .line = reader->line_number};
    range_init(&p->nodes[index].cut, RANGE_DOUBLE);
    if (reader_word_is(reader, 0, "split"))
        return read_split(p, index, depth);
    return read_leaf(p, index);
}

bool partition_check_read(partition_t *p, evidence_t *ev)
{
    *p = (partition_t){.ev = ev, .least_expulsion = SIZE_MAX};
    return read_node(p, 0);
}

void partition_check_clear(partition_t *p)
{
    for (size_t i = 0; i < p->node_count; i++)
        range_clear(&p->nodes[i].cut);
    for (size_t i = 0; i < p->number_count; i++)
        fmpq_clear(p->numbers + i);
    mem_free(p->nodes);
    mem_free(p->numbers);
    mem_free(p->met);
    mem_free(p->is_met);
}

void partition_check_meet(partition_t *p, size_t node)
{
    if (!p->is_met)
        p->is_met = mem_alloc(p->node_count, sizeof *p->is_met);
    if (p->is_met[node])
        return;
    p->is_met[node] = true;
    p->met = mem_grow(p->met, &p->met_capacity, p->met_count + 1, sizeof *p->met);
    p->met[p->met_count++] = node;
}

void partition_check_forget(partition_t *p, size_t count)
{
    while (p->met_count > count)
        p->is_met[p->met[--p->met_count]] = false;
}

bool partition_check_refuse(const partition_t *p, size_t node, const char *why)
{
    return reader_fail(p->ev->reader, FAULT_REFUSED, "%s (the cell of line %zu)", why, p->nodes[node].line);
}

// ---- coverage ----

typedef struct {
    const partition_t *p;
    range_t *box; // the part of it below the present node
    slong precision;
    cell_test_t accepts;
    const void *data;
    const box_t *within;
} cover_t;

static bool covers(cover_t *c, size_t index);

// Cells are closed: what lies on the cut is left to either half.
static bool both_cover(cover_t *c, size_t index, range_t *side, const range_t *cut)
{
    range_t whole;
    range_init(&whole, c->precision);
    range_set(&whole, side);
    range_set_ends(side, &whole, cut);
    bool good = covers(c, index + 1);
    range_set_ends(side, cut, &whole);
    good = good && covers(c, c->p->nodes[index].upper);
    range_set(side, &whole);
    range_clear(&whole);
    return good;
}

// Whether what counts lies on one side of the cut, exact ends being compared with it.
static bool is_within(const cover_t *c, const node_t *node, bool upper)
{
    if (!c->within || node->variable >= c->within->count)
        return false;
    const end_t *end = upper ? c->within->lo[node->variable] : c->within->hi[node->variable];
    int order = end->infinite ? 2 : end_compare(end, c->p->numbers + node->first);
    return order == 0 || order == (upper ? 1 : -1);
}

static bool covers(cover_t *c, size_t index)
{
    const node_t *node = c->p->nodes + index;
    if (node->kind != CELL_SPLIT)
        return c->accepts(c->data, node, index);
    if (is_within(c, node, false) || is_within(c, node, true))
        return covers(c, is_within(c, node, false) ? index + 1 : node->upper);
    range_t *side = c->box + node->variable, cut;
    range_init(&cut, c->precision);
    if (c->precision == RANGE_DOUBLE)
        range_set(&cut, &node->cut);
    else
        range_set_rationals(&cut, c->p->numbers + node->first, c->p->numbers + node->first);
    bool good = range_less_equal(side, &cut)   ? covers(c, index + 1)
                : range_less_equal(&cut, side) ? covers(c, node->upper)
                                               : both_cover(c, index, side, &cut);
    range_clear(&cut);
    return good;
}

bool partition_check_covers(const partition_t *p, const range_t *box, slong precision, cell_test_t accepts,
                            const void *data, const box_t *within)
{
    size_t n = p->ev->variable_count;
    cover_t c = {p, range_array_new(n, precision), precision, accepts, data, within};
    for (size_t v = 0; v < n; v++)
        range_set(c.box + v, box + v);
    bool good = covers(&c, 0);
    range_array_free(c.box, n);
    return good;
}

// ---- all leaves ----

typedef bool (*leaf_check_t)(partition_t *p, size_t index, const box_t *box);

static bool check_node(partition_t *p, size_t index, box_t *box, leaf_check_t check);

static bool check_half(partition_t *p, size_t index, box_t *box, const end_t **side, const end_t *cut,
                       leaf_check_t check)
{
    const end_t *whole = *side;
    *side = cut;
    bool good = check_node(p, index, box, check);
    *side = whole;
    return good;
}

static bool check_node(partition_t *p, size_t index, box_t *box, leaf_check_t check)
{
    const node_t *node = p->nodes + index;
    if (node->kind != CELL_SPLIT)
        return check(p, index, box);
    const fmpq *cut = p->numbers + node->first;
    size_t v = node->variable;
    const end_t *lo = box->lo[v], *hi = box->hi[v];
    if ((!lo->infinite && end_compare(lo, cut) != -1) || (!hi->infinite && end_compare(hi, cut) != 1))
        return partition_check_refuse(p, index, "a split that is not inside the box");
    end_t end;
    end_init(&end);
    end_set_rational(&end, cut);
    bool good = check_half(p, index + 1, box, box->hi + v, &end, check) &&
                check_half(p, node->upper, box, box->lo + v, &end, check);
    end_clear(&end);
    return good;
}

// Images are not limited: neither may the cells be.
static bool covers_all_states(const evidence_t *ev)
{
    for (size_t v = 0; v < ev->obligation->state_count; v++)
        if (!ev->root.lo[v]->infinite || !ev->root.hi[v]->infinite)
            return false;
    return true;
}

bool check_partition(evidence_t *ev)
{
    if (ev->obligation->kind != OBLIGATION_NONSINGULAR && !covers_all_states(ev))
        return evidence_refuse(ev, "the state variables do not range over the whole line");
    partition_t p;
    box_t box;
    box_copy(&box, &ev->root);
    bool good = partition_check_read(&p, ev) && check_node(&p, 0, &box, partition_check_leaf_holds);
    if (good && p.least_expulsion != SIZE_MAX)
        good = check_node(&p, 0, &box, partition_check_suits_expulsion);
    partition_check_clear(&p);
    box_clear(&box);
    return good;
}
