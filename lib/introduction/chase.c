/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reminders and who is to be chased.
 */
#include "private.h"

#include <stdlib.h>

enum { DAY = ZK_INTRODUCTION_DAY };

static const char *const whoms[] = { "office", "candidate", "enterprise" };

const char *zk_chase_whom_name(enum zk_chase_whom whom)
{
    return whoms[whom];
}

enum zk_status zk_chase_days_read(const char *text, struct zk_chase_days *out, struct zk_error *err)
{
    const char *at = text;
    long last = 0;

    *out = (struct zk_chase_days){ .count = 0 };
    for (bool more = true; more;) {
        char *end;
        long days = strtol(at, &end, 10);

        more = *end == ',';
        if (end == at || (!more && *end) || days <= last || days > ZK_CHASE_DAYS_MAX ||
            out->count == ZK_CHASE_REMINDERS_MAX)
            return zk_fail(err, ZK_USAGE, "reminder_days",
                           "reminder_days must be 1 to %d rising numbers of days with commas"
                           " between, like 9,21,45, not '%s'",
                           ZK_CHASE_REMINDERS_MAX, text);
        out->days[out->count++] = (int)days;
        last = days;
        at = end + 1;
    }
    return ZK_OK;
}

enum zk_status zk_chase_days_json(const struct zk_chase_days *days, struct zk_arena *arena,
                                  const char **out, struct zk_error *err)
{
    int64_t numbers[ZK_CHASE_REMINDERS_MAX];

    for (int i = 0; i < days->count; i++)
        numbers[i] = days->days[i];
    *out = zk_introduction_numbers(numbers, (size_t)days->count, arena);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for days");
}

static enum zk_chase_whom whom_of(enum zk_introduction_state state)
{
    switch (state) {
    case ZK_INTRODUCTION_CONTACTED:
        return ZK_CHASE_CANDIDATE;
    case ZK_INTRODUCTION_IN_PROGRESS:
        return ZK_CHASE_ENTERPRISE;
    case ZK_INTRODUCTION_REQUESTED:
    case ZK_INTRODUCTION_APPROVED:
    case ZK_INTRODUCTION_DONE:
    case ZK_INTRODUCTION_NO_HELP:
    case ZK_INTRODUCTION_UNREACHABLE:
    case ZK_INTRODUCTION_DECLINED:
    case ZK_INTRODUCTION_NOT_FOR_ME:
    case ZK_INTRODUCTION_WITHDRAWN:
    case ZK_INTRODUCTION_STATES:
        break;
    }
    return ZK_CHASE_OFFICE;
}

struct zk_chase zk_chase_of(const struct zk_introduction *introduction,
                            const struct zk_chase_days *days, int64_t now)
{
    int64_t since = introduction->moved_at;
    struct zk_chase chase = { .whom = whom_of(introduction->state), .days = (now - since) / DAY };

    while (chase.reminder < days->count && since + (int64_t)days->days[chase.reminder] * DAY <= now)
        chase.due_since = since + (int64_t)days->days[chase.reminder++] * DAY;
    if (chase.reminder < days->count)
        chase.next_at = since + (int64_t)days->days[chase.reminder] * DAY;
    chase.due = zk_introduction_is_open(introduction->state) &&
                (chase.reminder > introduction->chased || chase.reminder == days->count);
    return chase;
}

enum zk_status zk_introduction_chase(const struct zk_access *access, struct zk_store *store,
                                     const struct zk_who *who, const struct zk_chase_days *days,
                                     const struct zk_introduction *old, const char *note,
                                     struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    struct zk_chase chase = zk_chase_of(old, days, now);
    struct zk_introduction_step step = { .at = now,
                                         .what = ZK_INTRODUCTION_CHASE,
                                         .state = old->state,
                                         .note = note,
                                         .reminder = chase.reminder };
    enum zk_status st = zk_introduction_check_text(note, "note", 1, ZK_INTRODUCTION_NOTE_MAX, err);

    if (st == ZK_OK && !zk_introduction_is_open(old->state))
        st = zk_fail(err, ZK_REFUSED, "", "对接已经结束，无须催办 / it has ended");
    if (st == ZK_OK)
        st = zk_sql_run(store, "UPDATE introduction SET chased = ?2, chased_at = ?3 WHERE id = ?1",
                        err, "iii", old->id, (int64_t)chase.reminder, now);
    return st == ZK_OK ? zk_introduction_step_add(store, who, old->id, &step, err) : st;
}

/* ---- telling each once ---- */

static enum zk_status find_due(struct zk_store *store, int64_t now, const char *days,
                               struct zk_arena *arena, struct zk_introduction *list, size_t *count,
                               struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows,
        "SELECT " ZK_INTRODUCTION_COLUMNS ZK_INTRODUCTION_FROM " WHERE " ZK_INTRODUCTION_OPEN
        " AND (SELECT count(*) FROM json_each(?2) WHERE i.moved_at + 86400 * value <= ?1)"
        " > max(i.reminded, i.chased) ORDER BY i.moved_at, i.id LIMIT ?3",
        err, "iti", now, days, (int64_t)ZK_CHASE_BATCH);

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        zk_introduction_read(&rows, arena, &list[(*count)++]);
    zk_sql_close(&rows);
    return st;
}

static enum zk_status tell(struct zk_store *store, const struct zk_introduction *introduction,
                           const struct zk_chase *chase, int64_t now, struct zk_error *err)
{
    struct zk_introduction_step step = { .at = now,
                                         .what = ZK_INTRODUCTION_REMIND,
                                         .state = introduction->state,
                                         .reminder = chase->reminder };
    enum zk_status st = zk_sql_run(store, "UPDATE introduction SET reminded = ?2 WHERE id = ?1",
                                   err, "ii", introduction->id, (int64_t)chase->reminder);

    return st == ZK_OK ? zk_introduction_step_add(store, NULL, introduction->id, &step, err) : st;
}

enum zk_status zk_introduction_remind(const struct zk_access *access, struct zk_store *store,
                                      const struct zk_chase_days *days, struct zk_arena *arena,
                                      struct zk_reminder **out, size_t *count, struct zk_error *err)
{
    struct zk_introduction *list = zk_arena_array(arena, ZK_CHASE_BATCH, sizeof(*list));
    int64_t now = zk_now(&access->clock);
    size_t found = 0;
    const char *json;
    enum zk_status st = zk_chase_days_json(days, arena, &json, err);

    *count = 0;
    *out = zk_arena_array(arena, ZK_CHASE_BATCH, sizeof(**out));
    if (!list || !*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for reminders");
    if (st == ZK_OK)
        st = find_due(store, now, json, arena, list, &found, err);
    for (size_t i = 0; st == ZK_OK && i < found; i++) {
        struct zk_chase chase = zk_chase_of(&list[i], days, now);

        st = tell(store, &list[i], &chase, now, err);
        (*out)[(*count)++] = (struct zk_reminder){
            .introduction = list[i].id,
            .reminder = chase.reminder,
            .whom = chase.whom,
            .due_since = chase.due_since,
            .demand = list[i].demand,
            .candidate = list[i].candidate,
            .demand_title = list[i].demand_title,
            .candidate_name = list[i].candidate_name,
        };
    }
    return st;
}
