/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of the statuses, and the one way to fill an error.
 */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>

const char *zk_status_slug(enum zk_status status)
{
    switch (status) {
#define ZK_STATUS_SLUG(id, slug, text, code)                                                       \
    case ZK_##id:                                                                                  \
        return slug;
        ZK_STATUS_LIST(ZK_STATUS_SLUG)
#undef ZK_STATUS_SLUG
    }
    return "unknown";
}

const char *zk_status_text(enum zk_status status)
{
    switch (status) {
#define ZK_STATUS_TEXT(id, slug, text, code)                                                       \
    case ZK_##id:                                                                                  \
        return text;
        ZK_STATUS_LIST(ZK_STATUS_TEXT)
#undef ZK_STATUS_TEXT
    }
    return "unknown status";
}

int zk_status_exit(enum zk_status status)
{
    switch (status) {
#define ZK_STATUS_EXIT(id, slug, text, code)                                                       \
    case ZK_##id:                                                                                  \
        return code;
        ZK_STATUS_LIST(ZK_STATUS_EXIT)
#undef ZK_STATUS_EXIT
    }
    return 5;
}

enum zk_status zk_fail(struct zk_error *err, enum zk_status status, const char *field,
                       const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    err->number = 0;
    (void)snprintf(err->field, sizeof(err->field), "%s", field ? field : "");
    va_start(args, format);
    (void)vsnprintf(err->detail, sizeof(err->detail), format, args);
    va_end(args);
    return status;
}
