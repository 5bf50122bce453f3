// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/init.h"

#include "base/file.h"
#include "cli/output.h"

#include <string.h>
#include <unistd.h>

static const char first_spec[] =
    "# A landscape and claims about it. `certify FILE` decides them all; change them, and add your own.\n"
    "# The forms are in docs/spec-language.md, what each claim means in docs/claims.md and docs/dynamics.md.\n"
    "cite \"where the function comes from\"\n"
    "\n"
    "landscape f(x) = (x^2 - 1)^2/4\n"
    "\n"
    "point left  = -1\n"
    "point right = 1\n"
    "region near = 1/2 <= x <= 3/2\n"
    "\n"
    "claim minimum \"1 is a global minimum\": minimum(right, global)\n"
    "claim smooth \"the best smoothness constant near it\": smooth(L = ?) on near\n"
    "claim opsc \"1/2-OPSC toward 1\": opsc(mu = 1/2, toward = right) on near\n"
    "claim convex \"the function is convex (it is not)\": holds(f''(x) >= 0) expect refuted\n"
    "\n"
    "claim converges \"gradient descent from the region ends in 1, for all these rates\": converges(to = right) on "
    "near\n"
    "      with gd(rate = g) for g in [1/100, 1/4]\n"
    "claim escapes \"at rate 6/5 every start near 1 but 1 itself leaves\": escapes(from = abs(x - 1) <= 1/10, but = "
    "right) with gd(rate = 6/5)\n"
    "claim orbit \"where 100 steps from 3 lead\": orbit(from = 3, steps = 100) with gd(rate = 1/10)\n";

static exit_code_t write_spec(const char *path)
{
    file_writer_t writer;
    strbuf_t error;
    strbuf_init(&error);
    bool written = file_writer_open(&writer, &error, path) == STATUS_OK;
    if (written) {
        file_writer_add(&writer, first_spec, strlen(first_spec));
        written = file_commit(&writer, &error) == STATUS_OK;
    }
    if (!written)
        output_error("%s", error.text);
    strbuf_clear(&error);
    return written ? EXIT_CODE_EXPECTED : EXIT_CODE_NO_OUTPUT;
}

exit_code_t init_main(const options_t *options)
{
    if (options->operand_count != 1) {
        output_error("init takes one file to write; `certify init --help` tells more");
        return EXIT_CODE_USAGE;
    }
    const char *path = options->operands[0];
    if (access(path, F_OK) == 0) {
        output_error("%s: the file is there already; init does not overwrite it", path);
        return EXIT_CODE_NO_OUTPUT;
    }
    return write_spec(path);
}
