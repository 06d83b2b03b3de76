/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target without libFuzzer: reads the files of a kept corpus once, as every build does.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CASE_MAX = 1 << 20, PATH_MAX_LEN = 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes end where their memory ends, so that a sanitizer sees what reads on. */
static int replay(const char *path)
{
    static uint8_t bytes[CASE_MAX];
    FILE *file = fopen(path, "rb");
    size_t len = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
    uint8_t *data = malloc(len > 0 ? len : 1);
    int bad = !file || !data || len == sizeof(bytes);

    for (size_t i = 0; !bad && i < len; i++)
        data[i] = bytes[i];
    if (!bad)
        (void)LLVMFuzzerTestOneInput(data, len);
    free(data);
    if (file)
        (void)fclose(file);
    return bad;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    const struct dirent *entry;
    char path[PATH_MAX_LEN];
    int count = 0, bad = 0;

    while (folder && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
        printf("%s\n", entry->d_name); /* the last one named is the one that broke it */
        (void)fflush(stdout);
        bad += replay(path);
        count++;
    }
    if (folder)
        (void)closedir(folder);
    return count == 0 || bad > 0;
}
