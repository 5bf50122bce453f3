// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/predicate.h"

#include <string.h>

static const char *const texts[] = {
#define PREDICATE_TEXT(name, text, style) text,
    SPEC_PREDICATES(PREDICATE_TEXT)
#undef PREDICATE_TEXT
};

static const argument_style_t styles[] = {
#define PREDICATE_STYLE(name, text, style) style,
    SPEC_PREDICATES(PREDICATE_STYLE)
#undef PREDICATE_STYLE
};

const char *predicate_text(predicate_t predicate)
{
    return texts[predicate];
}

argument_style_t predicate_style(predicate_t predicate)
{
    return styles[predicate];
}

predicate_t predicate_find(const char *text, size_t length)
{
    predicate_t predicate = 0;
    while (predicate < PREDICATE_COUNT &&
           (strlen(texts[predicate]) != length || memcmp(texts[predicate], text, length) != 0))
        predicate++;
    return predicate;
}
