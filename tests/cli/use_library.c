// SPDX-License-Identifier: LGPL-3.0-or-later
// A program that uses libcertify by its public header alone.
#include <certify/certify.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    certify_result_t *result = NULL;
    certify_settings_t settings;
    if (argc != 2)
        return 64;
    certify_settings_init(&settings);
    settings.time_limit = 30;
    certify_status_t status = certify_decide_file(&result, argv[1], &settings);
    fputs(certify_result_messages(result), stderr);
    for (size_t i = 0; i < certify_result_count(result); i++)
        printf("%s %s\n", certify_result_id(result, i), certify_verdict_name(certify_result_verdict(result, i)));
    int good = status == CERTIFY_STATUS_OPPOSITE && strstr(certify_result_json(result), "\"claims\"") != NULL;
    certify_result_free(result);

    status = certify_decide_file(&result, "/nowhere/missing.spec", NULL);
    good = good && status == CERTIFY_STATUS_NO_INPUT && certify_result_count(result) == 0;
    certify_result_free(result);
    return good ? 0 : 1;
}
