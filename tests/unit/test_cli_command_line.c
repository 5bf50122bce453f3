// SPDX-License-Identifier: LGPL-3.0-or-later
// The tables of verbs and options, and the places of certificates.
#include "base/memory.h"
#include "cli/certificate_path.h"
#include "cli/command_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_tables(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMMAND_OPTION_COUNT; i++) {
        const option_t *option = command_options + i;
        bool numeric = option->kind == OPTION_COUNT || option->kind == OPTION_NUMBER || option->kind == OPTION_SIZE;
        assert_true(strlen(option->help) > 0 && option->verbs != 0);
        assert_int_equal(option->kind == OPTION_FLAG, option->argument[0] == '\0');
        assert_int_equal(numeric, option->low < option->high);
        for (size_t k = 0; k < i; k++) {
            if ((option->verbs & command_options[k].verbs) == 0)
                continue;
            assert_string_not_equal(option->name, command_options[k].name);
            assert_true(option->letter == 0 || option->letter != command_options[k].letter);
        }
    }
    for (size_t i = 0; i < VERB_COUNT; i++)
        assert_int_equal(verb_find(verb_text((verb_t)i)), i);
    assert_int_equal(verb_find("file.spec"), VERB_COUNT);
}

static void test_exit_codes(void **state)
{
    (void)state;
    static const exit_code_t order[] = {EXIT_CODE_EXPECTED,  EXIT_CODE_UNDECIDED, EXIT_CODE_OPPOSITE,
                                        EXIT_CODE_USAGE,     EXIT_CODE_MALFORMED, EXIT_CODE_NO_INPUT,
                                        EXIT_CODE_NO_OUTPUT, EXIT_CODE_INTERNAL};
    size_t count = sizeof order / sizeof *order;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            assert_int_equal(exit_code_worse(order[i], order[k]), order[i > k ? i : k]);
}

static void test_certificate_path(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *certificate;
        bool compressed;
    } cases[] = {
        {"ftm.spec", "certs/ftm.cert", false},
        {"some/where/ftm.spec", "certs/ftm.cert", false},
        {"/some/where/ftm.spec", "certs/ftm.cert", false},
        {"landscapes/ftm.spec", "certs/ftm.cert", false},
        {"landscapes/findings/x.spec", "certs/findings/x.cert", false},
        {"/a/landscapes/b/landscapes/c/x.spec", "certs/c/x.cert", false},
        {"./landscapes//x.spec", "certs/x.cert", false},
        {"landscapes/../x.spec", "certs/x.cert", false},
        {"landscapes/a/../../x.spec", "certs/x.cert", false},
        {"mylandscapes/a/x.spec", "certs/x.cert", false},
        {"landscapes", "certs/landscapes.cert", false},
        {"notes.txt", "certs/notes.txt.cert", false},
        {".spec", "certs/.spec.cert", false},
        {"landscapes/findings/x.spec", "certs/findings/x.cert.gz", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = certificate_path(cases[i].spec, "certs", cases[i].compressed);
        assert_string_equal(path, cases[i].certificate);
        mem_free(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_exit_codes),
        cmocka_unit_test(test_certificate_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
