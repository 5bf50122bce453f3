// SPDX-License-Identifier: LGPL-3.0-or-later
// Which picture is drawn.
#include "report/plot_internal.h"

bool plot_subdivision(boxes_t *boxes, strbuf_t *caption, const plot_t *plot)
{
    if (!plot->document || plot->claim == PLOT_NO_CLAIM)
        return false;
    const spec_t *spec = plot->scene->spec;
    const record_claim_t *claim = record_find(&plot->document->record, spec->claims[plot->claim].id);
    const record_instance_t *instance = NULL;
    const record_obligation_t *shown = NULL;
    boxes_t next;
    for (size_t i = 0; claim && i < claim->instance_count; i++) {
        const record_obligation_t *obligation;
        if (!boxes_make_largest(&next, &obligation, plot->document, plot->claim, claim->instances + i) ||
            (shown && next.count <= boxes->count))
            continue;
        *boxes = next;
        shown = obligation;
        instance = claim->instances + i;
    }
    if (shown)
        boxes_append_caption(caption, spec, plot->claim, instance, shown);
    return shown != NULL;
}

// A subdivision in two variables, which need not be those of the landscape.
static bool has_plane_of_boxes(const plot_t *plot)
{
    boxes_t boxes;
    strbuf_t caption;
    strbuf_init(&caption);
    bool found = plot_subdivision(&boxes, &caption, plot) && boxes.dimension == 2;
    strbuf_clear(&caption);
    return found;
}

bool plot_script(strbuf_t *script, strbuf_t *error, const plot_t *plot)
{
    scene_basins_t basins;
    bool chosen = plot->claim != PLOT_NO_CLAIM;
    if (scene_basins_make(&basins, plot->scene, chosen ? plot->claim : BASINS_ALL) &&
        basins.bar_count >= BASINS_LEAST_BARS) {
        plot_basins(script, plot, &basins);
        return true;
    }
    size_t dimension = plot->scene->spec->dimension;
    if (dimension == 2 || has_plane_of_boxes(plot))
        return plot_plane(script, error, plot);
    return dimension == 1 ? plot_line(script, error, plot) : plot_profiles(script, error, plot);
}
