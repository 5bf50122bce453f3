// SPDX-License-Identifier: LGPL-3.0-or-later
// Command lines by a table: one row per option is what the parser, --help and the test of the manual pages read.
#ifndef CERTIFY_BASE_OPTIONS_H
#define CERTIFY_BASE_OPTIONS_H

#include "base/status.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    OPTION_FLAG,   // no value
    OPTION_COUNT,  // an integer from low to high
    OPTION_NUMBER, // a decimal number from low to high
    OPTION_SIZE,   // bytes from low to high: 512M, 2G, 2GiB (powers of 1024)
    OPTION_CHOICE, // one of the words of `argument`, separated by bars; the value is its place from 0
    OPTION_TEXT,
    OPTION_LIST // a text; the option may be repeated
} option_kind_t;

typedef struct {
    const char *name; // without the dashes
    char letter;      // of the short form, 0 for none; options of different verbs may share names and letters
    option_kind_t kind;
    const char *argument; // how --help calls the value; "" for flags
    double low, high;     // of COUNT, NUMBER and SIZE
    unsigned verbs;       // bits of the verbs that take it
    const char *help;
} option_t;

typedef struct {
    bool is_set;
    double number;    // COUNT, NUMBER, CHOICE
    uint64_t size;    // SIZE
    const char *text; // TEXT
    size_t count;     // LIST
    const char **list;
} option_value_t;

typedef struct {
    size_t value_count;
    option_value_t *values; // in the order of the table
    size_t operand_count;
    const char **operands; // what is not an option
} options_t;

// Reads the arguments (without the program's name) against the table. `--name VALUE`, `--name=VALUE`, `-n VALUE`,
// `-nVALUE`; options and operands in any order; everything after `--` is an operand, as is `-` alone and `-` before a
// digit, a point or a parenthesis (a negative number: no letter of an option is one of these). Of a repeated option the
// last one counts. STATUS_MALFORMED with one line in *error for anything that the table does not allow. To be cleared in any
// case; borrows the argument texts.
status_t options_parse(options_t *options, strbuf_t *error, const option_t *table, size_t count, unsigned verb,
                       int argument_count, char *const *arguments) CERTIFY_MUST_USE;
void options_clear(options_t *options);

// Appends two columns, the options of the verb and what they do.
void options_help(strbuf_t *out, const option_t *table, size_t count, unsigned verb);

#endif
