/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The built page in memory: its shell, cut where the server fills in, and its files, each
 * with its compressed twin. What is not in the table does not exist, so no path can leave it.
 */
#ifndef ZK_STATICS_H
#define ZK_STATICS_H

#include "log.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    ZK_STATICS_MAX = 500,               /* files */
    ZK_STATIC_MAX = 8 * 1024 * 1024,    /* bytes of one */
    ZK_SHELL_PIECES = 16,
};

struct zk_asset {
    char *path; /* "/assets/app-1A2B3C4D.js" */
    const char *type;
    char *bytes;
    size_t len;
    char *gzip; /* or NULL */
    size_t gzip_len;
    char etag[32];
    bool forever; /* under /assets/: its name carries a hash */
};

enum zk_shell_slot { ZK_SHELL_TEXT, ZK_SHELL_LANG, ZK_SHELL_TITLE, ZK_SHELL_BOOT };

/** A piece of the shell: text as it is, or a place to fill. */
struct zk_shell_piece {
    enum zk_shell_slot slot;
    const char *text;
    size_t len;
};

struct zk_statics;

/** Read a folder. @retval ZK_NOT_FOUND there is no shell.html in it */
enum zk_status zk_statics_open(const char *folder, struct zk_statics **out, struct zk_error *err);
void zk_statics_close(struct zk_statics *statics);

/** File by path, or NULL. */
const struct zk_asset *zk_statics_find(const struct zk_statics *statics, const char *path);

const struct zk_shell_piece *zk_statics_shell(const struct zk_statics *statics, size_t *count);

#endif
