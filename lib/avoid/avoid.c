/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One check: each active rule's ties of the subject are read (rules.c) and those to candidates
 * become findings.
 */
#include "rules.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_FINDINGS = 64, NO_FINDING = -1 };

struct check {
    const struct zk_avoid_query *query;
    const struct zk_avoid_setting *setting; /* of the rule that runs */
    struct zk_arena *arena;
    int64_t *ids; /* candidates, ascending, each once */
    long *found;  /* of each the number of its finding by this rule, or NO_FINDING */
    size_t id_count;
    struct zk_avoid_finding *findings;
    size_t count, room;
};

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static enum zk_status start(struct check *c, struct zk_error *err)
{
    size_t count = c->query->count, kept = 0;

    c->ids = zk_arena_array(c->arena, count + 1, sizeof(*c->ids));
    c->found = zk_arena_array(c->arena, count + 1, sizeof(*c->found));
    if (!c->ids || !c->found)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
    if (count > 0)
        memcpy(c->ids, c->query->candidates, count * sizeof(*c->ids));
    qsort(c->ids, count, sizeof(*c->ids), by_number);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || c->ids[kept - 1] != c->ids[i])
            c->ids[kept++] = c->ids[i];
    }
    c->id_count = kept;
    return ZK_OK;
}

/* The finding of a candidate by the rule that runs, made when it is new; NULL: no memory. */
static struct zk_avoid_finding *find(struct check *c, size_t candidate)
{
    struct zk_avoid_finding *roomy;

    if (c->found[candidate] != NO_FINDING)
        return &c->findings[c->found[candidate]];
    roomy =
        zk_arena_room(c->arena, c->findings, c->count, &c->room, FIRST_FINDINGS, sizeof(*roomy));
    if (!roomy)
        return NULL;
    c->findings = roomy;
    c->found[candidate] = (long)c->count;
    c->findings[c->count] = (struct zk_avoid_finding){ .candidate = c->ids[candidate],
                                                       .rule = c->setting->rule,
                                                       .effect = c->setting->effect,
                                                       .secret = true };
    return &c->findings[c->count++];
}

/* May the tie of a row be told? */
static bool may_tell(const struct check *c, const struct zk_cursor *rows)
{
    static const enum zk_field_id fields[ZK_AVOID_RULES] = {
#define RULE_FIELD(ID, name, zh, en, field, has) field,
        ZK_AVOID_RULE_LIST(RULE_FIELD)
#undef RULE_FIELD
    };
    const struct zk_field *field = zk_field_get(fields[c->setting->rule]);
    bool secret = zk_sql_int(rows, 1) != 0, open = zk_sql_int(rows, 5) != 0;

    if (secret && zk_field_shown(field, c->query->see) == ZK_SHOWN_NOT)
        return false;
    return open || zk_see_unpublished(c->query->see);
}

static enum zk_status add_row(struct check *c, struct zk_cursor *rows, struct zk_error *err)
{
    int64_t other = zk_sql_int(rows, 0);
    struct zk_avoid_finding *finding;
    const int64_t *at;
    const char *kind;

    if (other == c->query->subject && c->setting->rule != ZK_AVOID_SAME_PERSON)
        return ZK_OK;
    at = bsearch(&other, c->ids, c->id_count, sizeof(*c->ids), by_number);
    if (!at)
        return ZK_OK;
    finding = find(c, (size_t)(at - c->ids));
    if (!finding)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for findings");
    finding->total++;
    if (!may_tell(c, rows))
        return ZK_OK;
    finding->secret = false;
    kind = zk_sql_text(rows, 3, c->arena);
    if (!kind || finding->count == ZK_AVOID_EVIDENCE)
        return ZK_OK; /* zk_sql_next() tells when there was no memory */
    finding->evidence[finding->count++] =
        (struct zk_avoid_evidence){ .id = zk_sql_int(rows, 2),
                                    .kind = zk_kind_find(kind, strlen(kind)),
                                    .title = zk_sql_text(rows, 4, c->arena) };
    return ZK_OK;
}

/* Fewer works than the rule asks for are none. */
static void drop_few(struct check *c, size_t first)
{
    size_t kept = first;

    if (c->setting->rule != ZK_AVOID_SHARED_WORK && c->setting->rule != ZK_AVOID_SHARED_WORKS)
        return;
    for (size_t i = first; i < c->count; i++) {
        if (c->findings[i].total >= (size_t)c->setting->number)
            c->findings[kept++] = c->findings[i];
    }
    c->count = kept;
}

static enum zk_status run_rule(struct check *c, struct zk_store *store, struct zk_error *err)
{
    const struct zk_avoid_setting *setting = c->setting;
    const struct zk_rule_query *rule = zk_rule_query(setting->rule);
    int64_t since = setting->years > 0 ? c->query->year - setting->years : 0;
    size_t first = c->count;
    struct zk_cursor rows;
    enum zk_status st;

    for (size_t i = 0; i < c->id_count; i++)
        c->found[i] = NO_FINDING;
    st = zk_sql_open(store, &rows, rule->sql, err, rule->kinds, c->query->subject, since,
                     setting->number, setting->list, c->query->round);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        st = add_row(c, &rows, err);
    zk_sql_close(&rows);
    drop_few(c, first);
    return st;
}

static int by_candidate(const void *a, const void *b)
{
    const struct zk_avoid_finding *x = a, *y = b;

    if (x->candidate != y->candidate)
        return x->candidate < y->candidate ? -1 : 1;
    return (int)x->rule - (int)y->rule;
}

enum zk_status zk_avoid_check(struct zk_store *store, const struct zk_avoid_query *query,
                              struct zk_arena *arena, struct zk_avoid_report **out,
                              struct zk_error *err)
{
    struct zk_avoid_setting settings[ZK_AVOID_RULES];
    struct check c = { .query = query, .arena = arena };
    struct zk_avoid_report *report = zk_arena_alloc(arena, sizeof(*report));
    enum zk_status st;

    *out = NULL;
    if (!report)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for findings");
    st = zk_avoid_settings(store, arena, settings, err);
    if (st == ZK_OK)
        st = start(&c, err);
    for (int i = 0; st == ZK_OK && i < ZK_AVOID_RULES; i++) {
        c.setting = &settings[i];
        if (settings[i].active)
            st = run_rule(&c, store, err);
    }
    if (st != ZK_OK)
        return st;
    if (c.count > 0)
        qsort(c.findings, c.count, sizeof(*c.findings), by_candidate);
    *report = (struct zk_avoid_report){ c.findings, c.count };
    *out = report;
    return ZK_OK;
}

enum zk_status zk_avoid_missing(struct zk_store *store, const char *ids, struct zk_arena *arena,
                                const char **out, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows,
                    "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM record r"
                    " WHERE r.id = CAST(substr(value, instr(value, ':') + 1) AS INTEGER)"
                    " AND r.kind = substr(value, 1, instr(value, ':') - 1)) LIMIT 1",
                    err, "t", ids);

    *out = NULL;
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        *out = zk_sql_text(&rows, 0, arena);
        st = zk_sql_next(&rows, err);
    }
    zk_sql_close(&rows);
    return st;
}

const struct zk_avoid_finding *zk_avoid_of(const struct zk_avoid_report *report, int64_t candidate,
                                           size_t *count)
{
    size_t low = 0, high = report->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (report->findings[middle].candidate < candidate)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < report->count && report->findings[high].candidate == candidate;)
        high++;
    *count = high - low;
    return high > low ? &report->findings[low] : NULL;
}

bool zk_avoid_blocks(const struct zk_avoid_report *report, int64_t candidate)
{
    size_t count;
    const struct zk_avoid_finding *findings = zk_avoid_of(report, candidate, &count);

    for (size_t i = 0; i < count; i++) {
        if (findings[i].effect == ZK_AVOID_BLOCK)
            return true;
    }
    return false;
}
