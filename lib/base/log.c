/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line a call, written at once; see log.h.
 */
#include "log.h"

#include "buf.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

enum { LINE_CEILING = 8192 };

static const char *const level_names[] = { "error", "warn", "info", "debug" };

int zk_log_level_find(const char *name)
{
    for (int i = 0; i < 4; i++) {
        if (strcmp(level_names[i], name) == 0)
            return i;
    }
    return -1;
}

static void add_value(struct zk_buf *line, const char *value)
{
    zk_buf_addc(line, '"');
    for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
        if (*c == '"' || *c == '\\')
            zk_buf_addf(line, "\\%c", *c);
        else if (*c < 0x20 || *c == 0x7F)
            zk_buf_addf(line, "\\x%02x", *c);
        else
            zk_buf_addc(line, (char)*c);
    }
    zk_buf_addc(line, '"');
}

static void add_time(struct zk_buf *line)
{
    struct timespec now;
    struct tm utc;
    char text[32];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
    zk_buf_addf(line, "%s.%03ldZ", text, now.tv_nsec / 1000000);
}

void zk_log(const struct zk_log *log, enum zk_log_level level, const char *event, ...)
{
    struct zk_buf line;
    const char *key;
    va_list args;

    if (!log || !log->stream || level > log->level)
        return;
    zk_buf_init(&line, LINE_CEILING);
    add_time(&line);
    zk_buf_addf(&line, " %s %s", level_names[level], event);
    va_start(args, event);
    while ((key = va_arg(args, const char *)) != NULL) {
        const char *value = va_arg(args, const char *);

        zk_buf_addf(&line, " %s=", key);
        add_value(&line, value ? value : "");
    }
    va_end(args);
    if (zk_buf_status(&line) == ZK_OK) {
        zk_buf_addc(&line, '\n');
        (void)fwrite(line.bytes, 1, line.len, log->stream);
        (void)fflush(log->stream);
    }
    zk_buf_free(&line);
}
