/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two people, a firm, experts and its demands, and a clock, for tests of alerts: what matches is the
 * test's to say, so no index is needed. Each test has its own.
 */
#ifndef ZK_TEST_ALERTS_H
#define ZK_TEST_ALERTS_H

#include "alert.h"
#include "sql.h"
#include "subscriber.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { RECORDS = 60, EXPERTS = 40 };

static const char *folder;
static struct zk_store *store;
static struct zk_arena *arena;
static struct zk_error error;
static int64_t now, ann, bob, firm, records[RECORDS];
static struct zk_access access_;

static inline int64_t clock_now(void *with)
{
    (void)with;
    return now;
}

static inline int64_t number(const char *sql)
{
    int64_t out = 0;

    OK(zk_sql_number(store, &out, sql, &error, ""));
    return out;
}

static inline void set(struct zk_record *record, enum zk_field_id id, const char *cell)
{
    OK(zk_record_parse(record, zk_field_get(id), cell, strlen(cell), arena, &error));
}

/* Experts first, then demands of the firm, which are open. */
static inline int64_t put(int i, const char *status)
{
    struct zk_record *record = zk_record_new(arena, i < EXPERTS ? ZK_KIND_EXPERT : ZK_KIND_DEMAND);
    char text[32];
    enum zk_put what;
    int64_t id;

    (void)snprintf(text, sizeof(text), "R%d", i);
    set(record, ZK_F_REF, text);
    set(record, ZK_F_TITLE, text);
    if (i >= EXPERTS) {
        set(record, ZK_F_ORGANISATION, "@O1");
        set(record, ZK_F_DEMAND_STATUS, status);
    }
    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, record, &id, &what, &error));
    OK(zk_store_commit(store, &error));
    return id;
}

static inline int64_t add_account(const char *login, enum zk_role role, int64_t record)
{
    struct zk_account account = { .login = login, .name = "某人", .role = role, .record = record };
    const char *secret;
    int64_t id;

    OK(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error));
    OK(zk_sql_run(store, "UPDATE account SET state = 'active' WHERE id = ?1", &error, "i", id));
    return id;
}

static inline void begin(void)
{
    struct zk_record *organisation;
    enum zk_put what;
    char path[512];

    folder = test_folder();
    (void)snprintf(path, sizeof(path), "%s/zhiku.db", folder);
    arena = zk_arena_open();
    now = 1800000000;
    access_ = (struct zk_access){ { clock_now, NULL }, false, 1800, 43200, NULL };
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    organisation = zk_record_new(arena, ZK_KIND_ORGANISATION);
    set(organisation, ZK_F_REF, "O1");
    set(organisation, ZK_F_TITLE, "某公司");
    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, organisation, &firm, &what, &error));
    OK(zk_store_commit(store, &error));
    for (int i = 0; i < RECORDS; i++)
        records[i] = put(i, "closed");
    ann = add_account("ann", ZK_ROLE_EVALUATOR, 0);
    bob = add_account("bob", ZK_ROLE_ENTERPRISE, firm);
}

static inline void end(void)
{
    zk_store_close(store);
    zk_arena_close(arena);
    test_folder_remove(folder);
}

static inline roaring_bitmap_t *of(const int *numbers, int count)
{
    roaring_bitmap_t *out = roaring_bitmap_create();

    for (int i = 0; i < count; i++)
        roaring_bitmap_add(out, (uint32_t)records[numbers[i]]);
    return out;
}

#define SET(...) of((const int[]){ __VA_ARGS__ }, (int)(sizeof((int[]){ __VA_ARGS__ }) / sizeof(int)))

static inline int64_t save(int64_t account, roaring_bitmap_t *known)
{
    struct zk_saved saved = { .account = account, .name = "锂电池", .query = "q=锂电池" };
    int64_t id;

    OK(zk_saved_add(&access_, store, &saved, known, &id, &error));
    roaring_bitmap_free(known);
    return id;
}

static inline int64_t tell(int64_t saved, roaring_bitmap_t *found)
{
    const struct zk_alert_batch batch = { .upto = ++now };
    int64_t news;

    OK(zk_store_begin(store, &error));
    OK(zk_alert_tell(&access_, store, saved, &batch, found, NULL, 0, &news, &error));
    OK(zk_store_commit(store, &error));
    roaring_bitmap_free(found);
    return news;
}

static inline struct zk_alert *alerts(int64_t account, size_t *count)
{
    struct zk_alert *list;

    OK(zk_alert_list(store, account, 0, 100, arena, &list, count, &error));
    return list;
}

#endif
