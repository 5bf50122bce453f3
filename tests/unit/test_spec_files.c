// SPDX-License-Identifier: LGPL-3.0-or-later
// The specs in tests/specs: those in bad/ are refused with exactly the messages in NAME.expected, those in good/ are
// read without a word, and twice to the same nodes.
#include "test_spec_print.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define LEAST_BAD_FILES 45u

// The folder of that name in tests/specs.
static char *folder_path(const char *name)
{
    strbuf_t path;
    strbuf_init(&path);
    strbuf_printf(&path, "%s/tests/specs/%s", TEST_SOURCE_DIR, name);
    char *result = strbuf_detach(&path);
    strbuf_clear(&path);
    return result;
}

static bool is_spec(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".spec") == 0;
}

// Runs the check on every spec of the folder; how many there were.
static unsigned for_each_spec(const char *folder, unsigned *failures,
                              bool (*check)(const char *folder_path, const char *name))
{
    char *path = folder_path(folder);
    DIR *directory = opendir(path);
    assert_non_null(directory);
    unsigned count = 0;
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        if (is_spec(entry)) {
            count++;
            *failures += !check(path, entry->d_name);
        }
    closedir(directory);
    mem_free(path);
    return count;
}

static char *read_in(const char *folder, const char *name, const char *ending, size_t *length)
{
    strbuf_t path;
    strbuf_init(&path);
    strbuf_printf(&path, "%s/%.*s%s", folder, (int)(strlen(name) - strlen(".spec")), name, ending);
    char *text = file_text(path.text, length);
    strbuf_clear(&path);
    return text;
}

static bool check_bad(const char *folder, const char *name)
{
    size_t length, expected_length;
    char *text = read_in(folder, name, ".spec", &length);
    char *expected = read_in(folder, name, ".expected", &expected_length);
    spec_t spec;
    bool refused = spec_read(&spec, name, text, length) != STATUS_OK;
    char *found = diagnostics_text(&spec.diagnostics, name, spec.text, spec.length);
    bool same = expected && strcmp(found, expected) == 0;
    if (!refused || !same)
        print_error("# %s: %s; expected\n%sfound\n%s", name, refused ? "other messages" : "not refused",
                    expected ? expected : "(no file)\n", found);
    mem_free(found);
    spec_clear(&spec);
    mem_free(text);
    mem_free(expected);
    return refused && same;
}

static bool same_nodes(const spec_t *a, const spec_t *b)
{
    bool same = dag_size(a->dag) == dag_size(b->dag);
    for (expr_t i = 0; same && i < dag_size(a->dag); i++) {
        size_t count = expr_child_count(a->dag, i);
        same = expr_op(a->dag, i) == expr_op(b->dag, i) && count == expr_child_count(b->dag, i);
        for (size_t k = 0; same && k < count; k++)
            same = expr_child(a->dag, i, k) == expr_child(b->dag, i, k);
    }
    return same;
}

static bool check_good(const char *folder, const char *name)
{
    size_t length = 0;
    char *text = read_in(folder, name, ".spec", &length);
    spec_t spec, again;
    bool read = spec_read(&spec, name, text, length) == STATUS_OK && spec.diagnostics.count == 0;
    bool same = spec_read(&again, name, text, length) == STATUS_OK && same_nodes(&spec, &again);
    char *found = diagnostics_text(&spec.diagnostics, name, spec.text, spec.length);
    if (!read || !same)
        print_error("# %s: %s\n%s", name, read ? "other nodes when read again" : "refused", found);
    mem_free(found);
    spec_clear(&spec);
    spec_clear(&again);
    mem_free(text);
    return read && same;
}

static void test_bad(void **state)
{
    (void)state;
    unsigned failures = 0;
    assert_true(for_each_spec("bad", &failures, check_bad) >= LEAST_BAD_FILES);
    assert_int_equal(failures, 0);
}

static void test_good(void **state)
{
    (void)state;
    unsigned failures = 0;
    assert_true(for_each_spec("good", &failures, check_good) > 0);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bad), cmocka_unit_test(test_good)};
    return cmocka_run_group_tests_name("spec files", tests, NULL, NULL);
}
