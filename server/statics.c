/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the built page once, at the start. Which headers its files are sent with is left to
 * the handler.
 */
#include "statics.h"

#include "alloc.h"
#include "hash.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct zk_statics {
    struct zk_asset *assets; /* in order of path */
    size_t count;
    char *shell;
    size_t shell_len;
    struct zk_shell_piece pieces[ZK_SHELL_PIECES];
    size_t piece_count;
};

static const struct {
    const char *suffix;
    const char *type;
} types[] = {
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".json", "application/json; charset=utf-8" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".webp", "image/webp" },
};

static bool ends_with(const char *text, const char *suffix)
{
    size_t len = strlen(text), suffix_len = strlen(suffix);

    return len > suffix_len && strcmp(text + len - suffix_len, suffix) == 0;
}

static const char *type_of(const char *path)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (ends_with(path, types[i].suffix))
            return types[i].type;
    }
    return NULL;
}

/* @retval ZK_NOT_FOUND no such file; anything else that stops us is ZK_IO */
static enum zk_status read_whole(const char *path, char **out, size_t *len, struct zk_error *err)
{
    FILE *file = fopen(path, "rb");
    enum zk_status st = ZK_OK;
    struct stat info;
    char *bytes = NULL;

    if (!file)
        return zk_fail(err, errno == ENOENT ? ZK_NOT_FOUND : ZK_IO, "", "%s: %s", path,
                       strerror(errno));
    if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
        st = zk_fail(err, ZK_IO, "", "%s: not a file", path);
        goto out;
    }
    if (info.st_size > ZK_STATIC_MAX) {
        st = zk_fail(err, ZK_TOO_LONG, "", "%s: more than %d bytes", path, ZK_STATIC_MAX);
        goto out;
    }
    bytes = zk_malloc((size_t)info.st_size + 1);
    if (!bytes) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "%s", path);
        goto out;
    }
    *len = fread(bytes, 1, (size_t)info.st_size, file);
    if (*len != (size_t)info.st_size) {
        zk_free(bytes);
        st = zk_fail(err, ZK_IO, "", "%s: cannot be read", path);
        goto out;
    }
    bytes[*len] = '\0';
    *out = bytes;
out:
    (void)fclose(file);
    return st;
}

static enum zk_status add_asset(struct zk_statics *statics, const char *file, const char *path,
                                struct zk_error *err)
{
    struct zk_asset *asset = &statics->assets[statics->count];
    char twin[4096 + 8];
    enum zk_status st;

    st = read_whole(file, &asset->bytes, &asset->len, err);
    if (st != ZK_OK)
        return st;
    statics->count++; /* from here on close() gives it back */
    asset->path = zk_strdup(path);
    if (!asset->path)
        return zk_fail(err, ZK_NO_MEMORY, "", "%s", file);
    asset->type = type_of(path);
    asset->forever = strncmp(path, "/assets/", 8) == 0;
    (void)snprintf(asset->etag, sizeof(asset->etag), "\"%016" PRIx64 "\"",
                   zk_hash_add(ZK_HASH_START, asset->bytes, asset->len));
    (void)snprintf(twin, sizeof(twin), "%s.gz", file);
    st = read_whole(twin, &asset->gzip, &asset->gzip_len, err);
    return st == ZK_NOT_FOUND ? ZK_OK : st;
}

/* Files of one folder that have a type we know; shell.html is no file to be asked for. */
static enum zk_status add_folder(struct zk_statics *statics, const char *folder,
                                 const char *prefix, struct zk_error *err)
{
    DIR *dir = opendir(folder);
    enum zk_status st = ZK_OK;
    const struct dirent *entry;

    if (!dir)
        return errno == ENOENT ? ZK_OK :
                                 zk_fail(err, ZK_IO, "", "%s: %s", folder, strerror(errno));
    while (st == ZK_OK && (entry = readdir(dir)) != NULL) {
        char file[4096], path[512];
        int room;

        if (entry->d_name[0] == '.' || !type_of(entry->d_name))
            continue;
        if (statics->count == ZK_STATICS_MAX) {
            st = zk_fail(err, ZK_TOO_MANY, "", "%s: more than %d files", folder, ZK_STATICS_MAX);
            break;
        }
        room = snprintf(file, sizeof(file), "%s/%s", folder, entry->d_name);
        (void)snprintf(path, sizeof(path), "%s%s", prefix, entry->d_name);
        if (room >= (int)sizeof(file))
            st = zk_fail(err, ZK_TOO_LONG, "", "%s: path too long", folder);
        else
            st = add_asset(statics, file, path, err);
    }
    (void)closedir(dir);
    return st;
}

static enum zk_status add_piece(struct zk_statics *statics, enum zk_shell_slot slot,
                                const char *text, size_t len, struct zk_error *err)
{
    if (statics->piece_count == ZK_SHELL_PIECES)
        return zk_fail(err, ZK_TOO_MANY, "", "shell.html has too many places to fill");
    statics->pieces[statics->piece_count++] = (struct zk_shell_piece){ slot, text, len };
    return ZK_OK;
}

static enum zk_status cut_shell(struct zk_statics *statics, struct zk_error *err)
{
    static const char *const marks[] = { "{{lang}}", "{{title}}", "{{boot}}" };
    static const enum zk_shell_slot slots[] = { ZK_SHELL_LANG, ZK_SHELL_TITLE, ZK_SHELL_BOOT };
    const char *at = statics->shell;
    bool boot = false;
    enum zk_status st = ZK_OK;

    while (st == ZK_OK) {
        const char *next = NULL;
        size_t which = 0;

        for (size_t i = 0; i < 3; i++) {
            const char *mark = strstr(at, marks[i]);

            if (mark && (!next || mark < next)) {
                next = mark;
                which = i;
            }
        }
        st = add_piece(statics, ZK_SHELL_TEXT, at, next ? (size_t)(next - at) : strlen(at), err);
        if (!next)
            break;
        if (st == ZK_OK)
            st = add_piece(statics, slots[which], "", 0, err);
        boot = boot || slots[which] == ZK_SHELL_BOOT;
        at = next + strlen(marks[which]);
    }
    if (st == ZK_OK && !boot)
        st = zk_fail(err, ZK_BAD_VALUE, "", "shell.html has no {{boot}}");
    return st;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct zk_asset *)a)->path, ((const struct zk_asset *)b)->path);
}

enum zk_status zk_statics_open(const char *folder, struct zk_statics **out, struct zk_error *err)
{
    struct zk_statics *statics = zk_calloc(1, sizeof(*statics));
    char path[4096];
    enum zk_status st;

    *out = NULL;
    if (!statics)
        return zk_fail(err, ZK_NO_MEMORY, "", "the page");
    statics->assets = zk_calloc(ZK_STATICS_MAX, sizeof(*statics->assets));
    if (!statics->assets) {
        zk_statics_close(statics);
        return zk_fail(err, ZK_NO_MEMORY, "", "the page");
    }
    (void)snprintf(path, sizeof(path), "%s/shell.html", folder);
    st = read_whole(path, &statics->shell, &statics->shell_len, err);
    if (st == ZK_OK)
        st = cut_shell(statics, err);
    if (st == ZK_OK)
        st = add_folder(statics, folder, "/", err);
    (void)snprintf(path, sizeof(path), "%s/assets", folder);
    if (st == ZK_OK)
        st = add_folder(statics, path, "/assets/", err);
    if (st != ZK_OK) {
        zk_statics_close(statics);
        return st;
    }
    qsort(statics->assets, statics->count, sizeof(*statics->assets), by_path);
    *out = statics;
    return ZK_OK;
}

void zk_statics_close(struct zk_statics *statics)
{
    if (!statics)
        return;
    for (size_t i = 0; statics->assets && i < statics->count; i++) {
        zk_free(statics->assets[i].path);
        zk_free(statics->assets[i].bytes);
        zk_free(statics->assets[i].gzip);
    }
    zk_free(statics->assets);
    zk_free(statics->shell);
    zk_free(statics);
}

const struct zk_asset *zk_statics_find(const struct zk_statics *statics, const char *path)
{
    for (size_t low = 0, high = statics->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, statics->assets[middle].path);

        if (order == 0)
            return &statics->assets[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct zk_shell_piece *zk_statics_shell(const struct zk_statics *statics, size_t *count)
{
    *count = statics->piece_count;
    return statics->pieces;
}
