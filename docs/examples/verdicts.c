// SPDX-License-Identifier: LGPL-3.0-or-later
// Decides the claims of specs through libcertify and prints a line for each:
//
//     cc verdicts.c -o verdicts $(pkg-config --cflags --libs certify)
//     ./verdicts landscapes/ftm.spec
//
// The exit status is 0 when all verdicts are as expected.
#include <certify/certify.h>

#include <stdio.h>

// Whether all verdicts are as expected.
static int decide(const char *path)
{
    certify_settings_t settings;
    certify_settings_init(&settings);
    settings.time_limit = 30;

    certify_result_t *result = NULL;
    certify_status_t status = certify_decide_file(&result, path, &settings);
    fputs(certify_result_messages(result), stderr);
    for (size_t i = 0; i < certify_result_count(result); i++) {
        certify_verdict_t verdict = certify_result_verdict(result, i);
        const char *unexpected = verdict == certify_result_expected(result, i) ? "" : " (unexpected)";
        const char *reason = certify_result_reason(result, i);
        printf("%-20s %s%s%s%s\n", certify_result_id(result, i), certify_verdict_name(verdict), unexpected,
               *reason ? ": " : "", reason);
    }
    certify_result_free(result);
    return status == CERTIFY_STATUS_EXPECTED;
}

int main(int argc, char **argv)
{
    int good = 1;
    for (int i = 1; i < argc; i++)
        good = decide(argv[i]) && good;
    return good ? 0 : 1;
}
