// SPDX-License-Identifier: LGPL-3.0-or-later
// Reading within a limit; writing that is complete or leaves what was there; SHA-256 against published values.
#include "base/file.h"
#include "base/memory.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    char directory[64];
    char path[128];
    strbuf_t error;
} fixture_t;

static int set_up(void **state)
{
    fixture_t *f = mem_alloc(1, sizeof *f);
    strcpy(f->directory, "/tmp/certify-file-XXXXXX");
    if (!mkdtemp(f->directory))
        return -1;
    snprintf(f->path, sizeof f->path, "%s/deep/er/file.txt", f->directory);
    strbuf_init(&f->error);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture_t *f = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->directory);
    int status = system(command);
    strbuf_clear(&f->error);
    mem_free(f);
    return status;
}

static void write_file(fixture_t *f, const char *text)
{
    file_writer_t writer;
    assert_int_equal(file_writer_open(&writer, &f->error, f->path), STATUS_OK);
    file_writer_add(&writer, text, strlen(text));
    assert_int_equal(file_commit(&writer, &f->error), STATUS_OK);
}

static void assert_content(fixture_t *f, const char *expected)
{
    char *text;
    size_t length;
    assert_int_equal(file_read(&text, &length, &f->error, f->path, 1000), STATUS_OK);
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
    mem_free(text);
}

static size_t count_entries(const fixture_t *f)
{
    char folder[128];
    snprintf(folder, sizeof folder, "%s/deep/er", f->directory);
    DIR *directory = opendir(folder);
    size_t count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 2; // . and ..
}

static void test_write(void **state)
{
    fixture_t *f = *state;
    write_file(f, "old\n");
    assert_content(f, "old\n");
    write_file(f, "new\n");
    assert_content(f, "new\n");
    assert_int_equal(count_entries(f), 1);
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
}

static void test_abandon(void **state)
{
    fixture_t *f = *state;
    file_writer_t writer;
    write_file(f, "old\n");
    assert_int_equal(file_writer_open(&writer, &f->error, f->path), STATUS_OK);
    file_writer_add(&writer, "half", 4);
    file_abandon(&writer);
    file_abandon(&writer);
    assert_content(f, "old\n");
    assert_int_equal(count_entries(f), 1);
}

// A folder or a pipe stands where the file should go, or a file where a folder should.
static void test_write_failure(void **state)
{
    fixture_t *f = *state;
    file_writer_t writer;
    write_file(f, "old\n");
    unlink(f->path);
    mkdir(f->path, 0777);
    assert_int_equal(file_writer_open(&writer, &f->error, f->path), STATUS_IO);
    assert_non_null(strstr(f->error.text, f->path));
    assert_int_equal(count_entries(f), 1);
    rmdir(f->path);
    struct stat status;
    assert_int_equal(mkfifo(f->path, 0666), 0);
    assert_int_equal(file_writer_open(&writer, &f->error, f->path), STATUS_IO);
    assert_int_equal(stat(f->path, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    unlink(f->path);
    write_file(f, "old\n");
    strcat(f->path, "/below");
    assert_int_equal(file_writer_open(&writer, &f->error, f->path), STATUS_IO);
}

static void test_full_device(void **state)
{
    fixture_t *f = *state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    file_writer_t writer;
    write_file(f, "old\n");
    assert_int_equal(file_writer_open(&writer, &f->error, f->path), STATUS_OK);
    assert_non_null(freopen("/dev/full", "w", writer.stream));
    file_writer_add(&writer, "new\n", 4);
    assert_int_equal(file_commit(&writer, &f->error), STATUS_IO);
    assert_content(f, "old\n");
    assert_int_equal(count_entries(f), 1);
}

static void test_read_failures(void **state)
{
    fixture_t *f = *state;
    char *text;
    size_t length;
    assert_int_equal(file_read(&text, &length, &f->error, f->path, 10), STATUS_IO);
    assert_string_equal(f->error.text, "No such file or directory");
    assert_null(text);
    strbuf_reset(&f->error);
    assert_int_equal(file_read(&text, &length, &f->error, f->directory, 10), STATUS_IO);
    assert_string_equal(f->error.text, "Is a directory");
    write_file(f, "0123456789");
    assert_int_equal(file_read(&text, &length, &f->error, f->path, 10), STATUS_OK);
    mem_free(text);
    strbuf_reset(&f->error);
    assert_int_equal(file_read(&text, &length, &f->error, f->path, 9), STATUS_LIMIT);
    assert_string_equal(f->error.text, "the file is longer than 9 bytes");
    assert_int_equal(file_read(&text, &length, &f->error, "/dev/zero", 1000), STATUS_LIMIT);
}

static void test_sha256(void **state)
{
    (void)state;
    char text[SHA256_TEXT_LENGTH];
    sha256_of(text, "abc", 3); // FIPS 180-4, example
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_of(text, "", 0);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256_t hash;
    sha256_init(&hash);
    sha256_add(&hash, "a", 1);
    sha256_text(text, &hash);
    sha256_add(&hash, "bc", 2);
    sha256_text(text, &hash);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_abandon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full_device, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_failures, set_up, tear_down),
        cmocka_unit_test(test_sha256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
