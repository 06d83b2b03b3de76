/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Avoidance, one against 10,000: a store of people of organisations of very different sizes, each
 * below one of a few large ones, with works of three people each.
 */
#include "bench.h"

#include "avoid.h"

#include <stdio.h>

enum {
    ORGANISATIONS = 2000,
    LARGE = 50, /* of these, what the others are below */
    WORKS_EACH = 3,
    PEOPLE = 3,
    CHECKS = 200,
    YEAR = 2026,
};

struct town {
    struct zk_store *store;
    struct zk_arena *arena;
    int64_t experts;
    uint64_t state; /* splitmix64: Steele, Lea, Flood, 2014 */
};

static size_t below(struct town *t, size_t n)
{
    uint64_t z = (t->state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (size_t)((z ^ (z >> 31)) % n);
}

/* Organisations are the first records; low numbers have many more people. */
static int64_t organisation(struct town *t)
{
    size_t a = below(t, ORGANISATIONS), b = below(t, ORGANISATIONS);

    return 1 + (int64_t)(a * b / ORGANISATIONS);
}

static int64_t expert(struct town *t)
{
    return 1 + ORGANISATIONS + (int64_t)below(t, (size_t)t->experts);
}

static enum zk_status link_to(struct town *t, struct zk_record *record, enum zk_field_id field,
                              const int64_t *ids, size_t count)
{
    struct zk_item *items = zk_arena_array(t->arena, count, sizeof(*items));

    for (size_t i = 0; items && i < count; i++) {
        items[i].id = ids[i];
        items[i].text = "x";
    }
    record->values[field] = (struct zk_value){ .items = items, .count = count };
    return items ? ZK_OK : ZK_NO_MEMORY;
}

static enum zk_status put(struct town *t, int64_t number, struct zk_error *err)
{
    bool unit = number <= ORGANISATIONS, person = !unit && number <= ORGANISATIONS + t->experts;
    int64_t one = unit ? 1 + number % LARGE : organisation(t), people[PEOPLE], id;
    struct zk_record *record;
    enum zk_status st = ZK_OK;
    enum zk_put what;

    zk_arena_reset(t->arena);
    record = zk_record_new(t->arena, unit     ? ZK_KIND_ORGANISATION
                                     : person ? ZK_KIND_EXPERT
                                              : ZK_KIND_ACHIEVEMENT);
    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    record->values[ZK_F_REF].text = zk_arena_printf(t->arena, "R%lld", (long long)number);
    record->values[ZK_F_TITLE].text = record->values[ZK_F_REF].text;
    if (unit && number > LARGE)
        st = link_to(t, record, ZK_F_HOST, &one, 1);
    if (person) {
        record->values[ZK_F_EMAIL].text = zk_arena_printf(t->arena, "p%lld@%s", (long long)number,
                                                          below(t, 3)   ? "qq.com"
                                                          : below(t, 2) ? "a.edu.cn"
                                                                        : "b.cn");
        st = link_to(t, record, ZK_F_ORGANISATION, &one, 1);
    }
    for (int i = 0; i < PEOPLE; i++)
        people[i] = expert(t);
    if (!unit && !person) {
        record->values[ZK_F_YEAR].number = YEAR - (int64_t)below(t, 10);
        record->values[ZK_F_YEAR].has_number = true;
        st = link_to(t, record, ZK_F_CONTRIBUTORS, people, PEOPLE);
    }
    return st == ZK_OK ? zk_store_put(t->store, record, &id, &what, err)
                       : zk_fail(err, st, "", "out of memory");
}

static enum zk_status build(struct town *t, struct zk_error *err)
{
    int64_t all = ORGANISATIONS + t->experts * (1 + WORKS_EACH);
    enum zk_status st = zk_store_begin(t->store, err);

    for (int64_t number = 1; st == ZK_OK && number <= all; number++)
        st = put(t, number, err);
    if (st == ZK_OK)
        return zk_store_commit(t->store, err);
    zk_store_rollback(t->store);
    return st;
}

/* Every fourth subject is an organisation, the largest among them. */
static enum zk_status ask(struct town *t, const int64_t *candidates, double *cpu, size_t *findings,
                          struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < CHECKS; i++) {
        struct zk_avoid_query query = { .subject = i % 4 ? expert(t) : 1 + i / 4,
                                        .candidates = candidates,
                                        .count = ZK_AVOID_CANDIDATES,
                                        .year = YEAR,
                                        .see = ZK_SEE_OFFICE };
        struct zk_avoid_report *report;

        zk_arena_reset(t->arena);
        cpu[i] = bench_cpu();
        st = zk_avoid_check(t->store, &query, t->arena, &report, err);
        cpu[i] = bench_cpu() - cpu[i];
        *findings += st == ZK_OK ? report->count : 0;
    }
    return st;
}

enum zk_status bench_avoid(struct bench *bench, int64_t experts, struct zk_error *err)
{
    struct town t = { .arena = zk_arena_open(), .experts = experts, .state = 1 };
    int64_t *candidates = zk_arena_array(bench->arena, ZK_AVOID_CANDIDATES, sizeof(*candidates));
    int64_t counts[ZK_KIND_COUNT];
    double cpu[CHECKS];
    struct bench_times times;
    size_t findings = 0;
    enum zk_status st =
        t.arena && candidates ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    if (st == ZK_OK)
        st = zk_store_open(bench->store_path, ZK_STORE_WRITE, &t.store, err);
    if (st == ZK_OK)
        st = zk_store_counts(t.store, counts, err);
    if (st == ZK_OK && counts[ZK_KIND_EXPERT] == 0)
        st = build(&t, err);
    for (int i = 0; st == ZK_OK && i < ZK_AVOID_CANDIDATES; i++)
        candidates[i] = expert(&t);
    for (int round = 0; st == ZK_OK && round < 2; round++) /* the first one warms */
        st = ask(&t, candidates, cpu, &findings, err);
    zk_store_close(t.store);
    zk_arena_close(t.arena);
    if (st != ZK_OK)
        return st;
    times = bench_times(cpu, CHECKS);
    (void)printf("%-42s %8s %8s %8s %8s\n", "milliseconds", "p50", "p95", "p99", "mean");
    bench_print_times("avoidance, one against 10,000: CPU", &times);
    (void)printf("the worst %.2f; %zu findings a check\n", 1000 * cpu[CHECKS - 1],
                 findings / 2 / CHECKS);
    (void)printf("avoid-cpu-p50\t%.2f\navoid-cpu-p99\t%.2f\n", times.p50, times.p99);
    return ZK_OK;
}
