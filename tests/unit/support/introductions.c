/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An enterprise with demands; see introductions.h.
 */
#include "introductions.h"

#include "suite.h"

static struct zk_error error;

static int64_t clock_now(void *with)
{
    return ((struct test_introductions *)with)->now;
}

void test_introductions_open(struct test_introductions *t)
{
    *t = (struct test_introductions){ .now = TEST_INTRODUCTIONS_START,
                                      .access = { .clock = { clock_now, t } },
                                      .days = { { 9, 21, 45 }, 3 } };
    test_directory_open(&t->d, 0, 1);
    t->firm = test_directory_put(&t->d, ZK_KIND_ORGANISATION, "O1", "甲公司", -1);
    t->other = test_directory_put(&t->d, ZK_KIND_ORGANISATION, "O2", "乙公司", -1);
    t->demand = test_directory_put(&t->d, ZK_KIND_DEMAND, "D1", "高盐废水处理", ZK_F_ORGANISATION,
                                   "@O1", ZK_F_SUMMARY, "蒸发结垢严重", ZK_F_DISCIPLINES,
                                   "610;430", ZK_F_DEMAND_STATUS, "open", -1);
    t->draft = test_directory_put(&t->d, ZK_KIND_DEMAND, "D2", "新的需求", ZK_F_ORGANISATION, "@O1",
                                  ZK_F_DEMAND_STATUS, "draft", -1);
    t->expert = test_directory_put(&t->d, ZK_KIND_EXPERT, "E1", "王磊", -1);
    t->society = test_directory_put(&t->d, ZK_KIND_SOCIETY, "S1", "化工学会", -1);
    t->office = (struct zk_who){ .account = 1, .role = ZK_ROLE_OFFICE };
    t->enterprise = (struct zk_who){ .account = 2, .role = ZK_ROLE_ENTERPRISE, .record = t->firm };
    t->stranger = (struct zk_who){ .account = 3, .role = ZK_ROLE_ENTERPRISE, .record = t->other };
    t->himself = (struct zk_who){ .account = 4, .role = ZK_ROLE_EXPERT, .record = t->expert };
    t->visitor = (struct zk_who){ .role = ZK_ROLE_VISITOR };
}

void test_introductions_close(struct test_introductions *t)
{
    test_directory_close(&t->d);
}

struct zk_record *test_read(struct test_introductions *t, enum zk_kind kind, int64_t id)
{
    struct zk_record *record;

    OK(zk_store_get(t->d.store, kind, id, ZK_SEE_WHOLE, t->d.arena, &record, &error));
    return record;
}

enum zk_status test_try_ask(struct test_introductions *t, int64_t demand, enum zk_kind kind,
                            int64_t candidate, int64_t *id)
{
    struct zk_introduction_request request = { test_read(t, ZK_KIND_DEMAND, demand), kind,
                                               candidate, "请帮助联系", NULL };

    return zk_introduction_ask(&t->access, t->d.store, &t->enterprise, &request, id, &error);
}

int64_t test_ask(struct test_introductions *t, enum zk_kind kind, int64_t candidate)
{
    int64_t id;

    OK(test_try_ask(t, t->demand, kind, candidate, &id));
    return id;
}

struct zk_introduction *test_get(struct test_introductions *t, int64_t id)
{
    struct zk_introduction *introduction;
    bool strange;

    OK(zk_introduction_get(t->d.store, &t->office, id, t->d.arena, &introduction, &strange,
                           &error));
    return introduction;
}

enum zk_status test_try_move(struct test_introductions *t, const struct zk_who *who, int64_t id,
                             struct zk_introduction_change change)
{
    return zk_introduction_change(&t->access, t->d.store, who, test_get(t, id), &change, &error);
}

void test_move(struct test_introductions *t, int64_t id, enum zk_introduction_state to)
{
    OK(test_try_move(t, &t->office, id, (struct zk_introduction_change){ .state = to }));
}

void test_finish(struct test_introductions *t, int64_t id, int64_t satisfaction)
{
    test_move(t, id, ZK_INTRODUCTION_APPROVED);
    test_move(t, id, ZK_INTRODUCTION_CONTACTED);
    test_move(t, id, ZK_INTRODUCTION_IN_PROGRESS);
    OK(test_try_move(t, &t->enterprise, id,
                     (struct zk_introduction_change){ ZK_INTRODUCTION_DONE, NULL, "已签合同",
                                                      satisfaction }));
}
