// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/certificate_path.h"

#include "base/memory.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <string.h>

#define ROOT "landscapes"

// `..` could lead out of the directory.
static bool goes_up(const char *path)
{
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "../", 3) == 0)
            return true;
    }
    return false;
}

// What follows the last folder named `landscapes`; without one, or where that goes up again, the bare name.
static const char *kept_part(const char *spec)
{
    const char *slash = strrchr(spec, '/'), *kept = slash ? slash + 1 : spec, *found = NULL;
    for (const char *part = spec; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, ROOT "/", sizeof ROOT) == 0)
            found = part + sizeof ROOT;
    }
    return found && !goes_up(found) ? found : kept;
}

char *certificate_path(const char *spec, const char *directory, bool compressed)
{
    strbuf_t path;
    const char *kept = kept_part(spec);
    while (*kept == '/')
        kept++;
    size_t length = strlen(kept), suffix = sizeof ".spec" - 1;
    if (length > suffix && strcmp(kept + length - suffix, ".spec") == 0)
        length -= suffix;
    strbuf_init(&path);
    strbuf_printf(&path, "%s/", directory);
    strbuf_append_bytes(&path, kept, length);
    strbuf_append(&path, compressed ? ".cert.gz" : ".cert");
    char *result = strbuf_detach(&path);
    strbuf_clear(&path);
    return result;
}
