/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See alert_text.h.
 */
#include "alert_text.h"

#include "own.h"

#include <stdio.h>
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

void zk_day(int64_t seconds, char out[ZK_DAY_BYTES])
{
    char stamp[ZK_STAMP_BYTES];

    zk_stamp(seconds, stamp);
    (void)snprintf(out, ZK_DAY_BYTES, "%.10s", stamp);
}

/* What may be seen of a record; *out NULL when it may not, or is gone. kind: as whose it may be
 * one's own. */
static enum zk_status look_up(struct zk_store *store, const struct zk_who *who, enum zk_kind kind,
                              int64_t id, struct zk_arena *arena, struct zk_record **out,
                              struct zk_error *err)
{
    enum zk_see see = zk_see_of(ZK_ROLE_VISITOR, false);
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (who)
        st = zk_own_see(store, who, kind, id, &see, err);
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

/* ---- what is saved ---- */

static const char *saved_word(enum zk_saved_what what, bool english)
{
    switch (what) {
    case ZK_SAVED_SEARCH:
        return english ? "a search" : "检索";
    case ZK_SAVED_NEED:
        return english ? "a saved need" : "保存的需求";
    case ZK_SAVED_DEMAND:
        return english ? "a demand" : "一项需求";
    case ZK_SAVED_FITTING:
        return english ? "a record" : "一条记录";
    }
    return "";
}

/* A demand is worked on by its enterprise and the office, and read by others. */
static const char *saved_url(const struct zk_who *who, const struct zk_saved *saved,
                             const struct zk_record *record, struct zk_arena *arena)
{
    bool works = saved->automatic || (who && who->role == ZK_ROLE_OFFICE);

    switch (saved->what) {
    case ZK_SAVED_SEARCH:
        return zk_arena_printf(arena, "/search?%s", saved->query);
    case ZK_SAVED_NEED:
        return zk_arena_printf(arena, "/match?saved=%lld", (long long)saved->id);
    case ZK_SAVED_DEMAND:
        return zk_arena_printf(arena, works ? "/match/%lld" : "/demands/%lld",
                               (long long)saved->record);
    case ZK_SAVED_FITTING:
        return record ? record_url(record, arena) : zk_arena_strdup(arena, "/alerts");
    }
    return NULL;
}

enum zk_status zk_saved_say(struct zk_store *store, const struct zk_who *who,
                            const struct zk_saved *saved, bool english, struct zk_arena *arena,
                            struct zk_saved_text *out, struct zk_error *err)
{
    enum zk_kind kind = saved->what == ZK_SAVED_FITTING ? ZK_KIND_EXPERT : ZK_KIND_DEMAND;
    bool named = saved->name && saved->name[0] && (who || saved->what == ZK_SAVED_SEARCH);
    struct zk_record *record = NULL;
    enum zk_status st = ZK_OK;

    if (saved->record > 0)
        st = look_up(store, who, kind, saved->record, arena, &record, err);
    if (st != ZK_OK)
        return st;
    out->name = named ? saved->name : record ? zk_record_text(record, ZK_F_TITLE) : NULL;
    if (!out->name)
        out->name = saved_word(saved->what, english);
    out->url = saved_url(who, saved, record, arena);
    return out->url ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "an address");
}

/* ---- alerts ---- */

static const char *strength_text(const char *strength, bool english)
{
    bool strong = strength && strcmp(strength, "strong") == 0;

    if (english)
        return strong ? "strong" : "fair";
    return strong ? "强匹配" : "中匹配";
}

static const char *match_text(const struct zk_alert *alert, const char *name, const char *title,
                              bool english, struct zk_arena *arena)
{
    switch (alert->saved.what) {
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

static const char *more_text(const struct zk_alert *alert, const char *name, bool english,
                             struct zk_arena *arena)
{
    return english ? zk_arena_printf(arena, "“%s” has %lld more", name, (long long)alert->number)
                   : zk_arena_printf(arena, "“%s”还有%lld条新结果", name, (long long)alert->number);
}

static const char *say(const struct zk_alert *alert, const char *name, const char *title,
                       bool english, struct zk_arena *arena)
{
    if (!title)
        title = english ? "(not public)" : "（未公开）";
    switch (alert->what) {
    case ZK_ALERT_MATCH:
        return match_text(alert, name, title, english, arena);
    case ZK_ALERT_MORE:
        return more_text(alert, name, english, arena);
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
    struct zk_saved_text saved = { "", "/alerts" };
    enum zk_status st = ZK_OK;

    *out = (struct zk_alert_text){ .kind = ZK_KIND_COUNT };
    if (alert->record > 0) /* of all kinds the demand is the one whose owner is to be looked up */
        st = look_up(store, who, ZK_KIND_DEMAND, alert->record, arena, &record, err);
    if (st == ZK_OK && alert->saved.id > 0)
        st = zk_saved_say(store, who, &alert->saved, english, arena, &saved, err);
    if (st != ZK_OK)
        return st;
    out->saved = saved.name;
    out->url = saved.url;
    if (record) {
        out->kind = record->kind;
        out->title = zk_record_text(record, ZK_F_TITLE);
        out->url = record_url(record, arena);
    }
    if (alert->what == ZK_ALERT_REMINDER)
        out->url = zk_arena_printf(arena, "/introductions/%lld", (long long)alert->number);
    out->text = say(alert, saved.name, out->title, english, arena);
    return out->text && out->url ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "an alert");
}
