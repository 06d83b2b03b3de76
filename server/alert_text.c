/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See alert_text.h.
 */
#include "alert_text.h"

#include "own.h"

#include <string.h>
#include <time.h>

void zk_stamp(int64_t seconds, char out[ZK_STAMP_BYTES])
{
    time_t time = (time_t)seconds;
    struct tm parts;

    out[0] = '\0';
    if (gmtime_r(&time, &parts))
        (void)strftime(out, ZK_STAMP_BYTES, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* What may be seen of a record; *out NULL when it may not, or is gone. */
static enum zk_status look_up(struct zk_store *store, const struct zk_who *who, int64_t id,
                              struct zk_arena *arena, struct zk_record **out, struct zk_error *err)
{
    const struct zk_who nobody = { .role = ZK_ROLE_VISITOR };
    enum zk_see see = ZK_SEE_PUBLIC;
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (who) /* of all kinds the demand is the one whose owner is to be looked up */
        st = zk_own_see(store, who, ZK_KIND_DEMAND, id, &see, err);
    else
        see = zk_see_of(nobody.role, false);
    if (st == ZK_OK)
        st = zk_store_get_any(store, id, see, arena, out, err);
    if (st == ZK_NOT_FOUND) {
        *out = NULL;
        st = ZK_OK;
    }
    return st;
}

static const char *record_url(const struct zk_record *record, struct zk_arena *arena)
{
    return zk_arena_printf(arena, "/%s/%lld", zk_kind_info(record->kind)->plural,
                           (long long)record->id);
}

const char *zk_saved_url(struct zk_store *store, enum zk_saved_what what, int64_t id,
                         const char *query, int64_t record, struct zk_arena *arena)
{
    struct zk_record *found = NULL;

    switch (what) {
    case ZK_SAVED_SEARCH:
        return zk_arena_printf(arena, "/search?%s", query);
    case ZK_SAVED_NEED:
        return zk_arena_printf(arena, "/match?saved=%lld", (long long)id);
    case ZK_SAVED_DEMAND:
        return zk_arena_printf(arena, "/demands/%lld", (long long)record);
    case ZK_SAVED_FITTING:
        (void)look_up(store, NULL, record, arena, &found, NULL);
        return found ? record_url(found, arena) : zk_arena_strdup(arena, "/alerts");
    }
    return NULL;
}

static const char *strength_text(const char *strength, bool english)
{
    bool strong = strength && strcmp(strength, "strong") == 0;

    if (english)
        return strong ? "strong" : "fair";
    return strong ? "强匹配" : "中匹配";
}

static const char *match_text(const struct zk_alert *alert, const char *title, bool english,
                              struct zk_arena *arena)
{
    const char *name = alert->saved_name ? alert->saved_name : "";

    switch (alert->saved_what) {
    case ZK_SAVED_SEARCH:
        return english ? zk_arena_printf(arena, "New in “%s”: %s", name, title)
                       : zk_arena_printf(arena, "“%s”有新结果：%s", name, title);
    case ZK_SAVED_NEED:
    case ZK_SAVED_DEMAND:
        return english ? zk_arena_printf(arena, "New for “%s” (%s match): %s", name,
                                         strength_text(alert->strength, english), title)
                       : zk_arena_printf(arena, "“%s”有新的人选（%s）：%s", name,
                                         strength_text(alert->strength, english), title);
    case ZK_SAVED_FITTING:
        return english ? zk_arena_printf(arena, "A demand that fits “%s” (%s match): %s", name,
                                         strength_text(alert->strength, english), title)
                       : zk_arena_printf(arena, "有适合“%s”的需求（%s）：%s", name,
                                         strength_text(alert->strength, english), title);
    }
    return NULL;
}

static const char *more_text(const struct zk_alert *alert, bool english, struct zk_arena *arena)
{
    const char *name = alert->saved_name ? alert->saved_name : "";

    return english ? zk_arena_printf(arena, "“%s” has %lld more", name, (long long)alert->number)
                   : zk_arena_printf(arena, "“%s”还有%lld条新结果", name, (long long)alert->number);
}

static const char *say(const struct zk_alert *alert, const char *title, bool english,
                       struct zk_arena *arena)
{
    if (!title)
        title = english ? "(not public any more)" : "（已不公开）";
    switch (alert->what) {
    case ZK_ALERT_MATCH:
        return match_text(alert, title, english, arena);
    case ZK_ALERT_MORE:
        return more_text(alert, english, arena);
    case ZK_ALERT_REMINDER:
        return english ? zk_arena_printf(arena, "An introduction waits to be moved on: %s", title)
                       : zk_arena_printf(arena, "对接到期未推进，请跟进：%s", title);
    case ZK_ALERT_WHATS:
        break;
    }
    return NULL;
}

enum zk_status zk_alert_say(struct zk_store *store, const struct zk_who *who,
                            const struct zk_alert *alert, bool english, struct zk_arena *arena,
                            struct zk_alert_text *out, struct zk_error *err)
{
    struct zk_record *record = NULL;
    enum zk_status st = ZK_OK;

    *out = (struct zk_alert_text){ .kind = ZK_KIND_COUNT };
    if (alert->record > 0)
        st = look_up(store, who, alert->record, arena, &record, err);
    if (st != ZK_OK)
        return st;
    if (record) {
        out->kind = record->kind;
        out->title = zk_record_text(record, ZK_F_TITLE);
        out->url = record_url(record, arena);
    } else if (alert->saved > 0) {
        out->url = zk_saved_url(store, alert->saved_what, alert->saved, alert->saved_query,
                                alert->saved_record, arena);
    } else {
        out->url = "/alerts";
    }
    if (alert->what == ZK_ALERT_REMINDER)
        out->url = zk_arena_printf(arena, "/introductions/%lld", (long long)alert->number);
    out->text = say(alert, out->title, english, arena);
    return out->text && out->url ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "an alert");
}
