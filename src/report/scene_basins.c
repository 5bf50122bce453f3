// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_basins.h"

#include "base/memory.h"
#include "claim/claim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char volume_of[] = "volume of ";

static bool asks_for_volumes(const claim_t *claim)
{
    bool asks = false;
    for (size_t i = 0; i < claim->argument_count; i++)
        asks = asks || (claim->arguments[i].name && strcmp(claim->arguments[i].name, "measure") == 0 &&
                        claim->arguments[i].kind == VALUE_UNKNOWN);
    return claim->predicate == PREDICATE_BASIN && asks;
}

const char *basins_style(size_t place)
{
    static const char *const styles[] = {"e", "a", "c", "b", "f", "d"};
    return styles[place % (sizeof styles / sizeof *styles)];
}

// BASINS_MOST_PLACES when there is no room for another one.
static size_t place_of(scene_basins_t *basins, arena_t *arena, const char *name)
{
    size_t k = 0;
    while (k < basins->place_count && strcmp(basins->places[k], name) != 0)
        k++;
    if (k == basins->place_count && k < BASINS_MOST_PLACES)
        basins->places[basins->place_count++] = arena_text(arena, "%s", name);
    return k;
}

static void set_rate(basin_bar_t *bar, const scene_t *scene, size_t claim, size_t row)
{
    const claim_t *c = scene->spec->claims + claim;
    bar->rate = NAN;
    for (size_t i = 0; i < c->dynamics.argument_count; i++) {
        const argument_t *argument = c->dynamics.arguments + i;
        if (argument->kind == VALUE_NUMBER && (!argument->name || strcmp(argument->name, "rate") == 0))
            bar->rate = scene_constant(scene, claim_row_term(scene->spec, claim, row, argument->number));
    }
    if (isfinite(bar->rate)) {
        bar->label = arena_text(scene->arena, "%.6g", bar->rate);
    } else {
        strbuf_t text;
        strbuf_init(&text);
        claim_row_text(&text, scene->spec, claim, row);
        bar->label = arena_text(scene->arena, "%s", text.text);
        strbuf_clear(&text);
    }
}

// Shares of the whole, which is what surely ends in one of the places and what is unresolved: that may end in each.
static bool set_shares(basin_bar_t *bar, scene_basins_t *basins, const scene_t *scene, size_t claim,
                       const instance_result_t *instance)
{
    tactic_bound_t *bounds;
    size_t count = claim_tactic_bounds(&bounds, scene->spec, claim, &instance->tactic);
    bool room = true;
    double sum = 0;
    for (size_t i = 0; i < count && room; i++) {
        if (!bounds[i].has_lo || !bounds[i].has_hi || strncmp(bounds[i].name, volume_of, strlen(volume_of)) != 0)
            continue;
        size_t place = place_of(basins, scene->arena, bounds[i].name + strlen(volume_of));
        room = place < BASINS_MOST_PLACES;
        if (!room)
            break;
        double lo = fmpq_get_d(bounds[i].lo), hi = fmpq_get_d(bounds[i].hi);
        bar->shares[place] = lo;
        bar->unresolved = fmax(bar->unresolved, hi - lo);
        sum += lo;
    }
    tactic_bounds_free(bounds, count);
    double whole = sum + bar->unresolved;
    for (size_t k = 0; k < BASINS_MOST_PLACES && whole > 0; k++)
        bar->shares[k] /= whole;
    bar->unresolved = whole > 0 ? bar->unresolved / whole : 1;
    return room;
}

static bool add_claim(scene_basins_t *basins, size_t *capacity, const scene_t *scene, size_t claim)
{
    const claim_result_t *result = scene->results + claim;
    bool room = true;
    basins->region = scene->spec->claims[claim].region_text;
    for (size_t i = 0; i < result->instance_count && room; i++) {
        const instance_result_t *instance = result->instances + i;
        basin_bar_t bar = {.unresolved = 0};
        set_rate(&bar, scene, claim, instance->row);
        if (instance->verdict == VERDICT_PROVED && instance->has_tactic)
            room = set_shares(&bar, basins, scene, claim, instance);
        else
            bar.unresolved = 1;
        basins->bars = arena_grow(scene->arena, basins->bars, basins->bar_count, capacity, sizeof *basins->bars);
        basins->bars[basins->bar_count++] = bar;
    }
    return room;
}

static int by_rate(const void *left, const void *right)
{
    const basin_bar_t *a = left, *b = right;
    return a->rate < b->rate ? -1 : a->rate > b->rate;
}

bool scene_basins_make(scene_basins_t *basins, const scene_t *scene, size_t claim)
{
    memset(basins, 0, sizeof *basins);
    size_t capacity = 0;
    bool room = true;
    for (size_t i = 0; scene->results && i < scene->spec->claim_count && room; i++) {
        const claim_t *c = scene->spec->claims + i;
        bool same = basins->bar_count == 0 || strcmp(basins->region, c->region_text) == 0;
        if (asks_for_volumes(c) && (claim == i || (claim == BASINS_ALL && same)))
            room = add_claim(basins, &capacity, scene, i);
    }
    if (basins->bar_count)
        qsort(basins->bars, basins->bar_count, sizeof *basins->bars, by_rate);
    return room && basins->bar_count > 0;
}
