/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other engines one could install instead, over the terms of our documents and asked our trees, so
 * that all find the same records: only how they store, rank and count differs. Each term is given
 * them once, without weights or positions, and selected facets are counted within their own
 * selection: less work than ours. Every fifth query goes to one engine after the other, three times
 * in turn; of its three times the best counts.
 */
#include "rival.h"

#include "document.h"
#include "reader.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PASSES = 3, RIVALS = 2, EVERY = 5, TEXT_BYTES = 1 << 20 };

static const struct rival *const rivals[RIVALS] = { &rival_sqlite, &rival_groonga };

struct contest {
    struct bench *bench;
    struct zk_engine *engine;
    struct zk_arena *arena; /* of one search */
    struct rival_query *queries[BENCH_QUERIES];
    int64_t totals[BENCH_QUERIES];
    double *seconds[1 + RIVALS]; /* ours first */
    void *engines[RIVALS];
    char paths[RIVALS][BENCH_PATH];
    size_t found;
};

/* ---- the same words for all ---- */

/* A stem's capital is not one of a word. */
static void add_term(struct zk_buf *out, const char *term, size_t len)
{
    bool stem = term[0] == ZK_PREFIX_STEM;

    if (stem)
        zk_buf_adds(out, "zz");
    zk_buf_add(out, term + stem, len - stem);
}

static bool is_text(const char *term)
{
    return term[0] < 'A' || term[0] > 'Z' || term[0] == ZK_PREFIX_STEM;
}

void rival_write(const struct rival_syntax *syntax, const struct zk_node *node, struct zk_buf *out)
{
    if (node->type == ZK_NODE_TERM) {
        zk_buf_adds(out, syntax->before);
        add_term(out, node->term, node->len);
        zk_buf_adds(out, syntax->after);
        return;
    }
    zk_buf_addc(out, '(');
    for (size_t i = 0; i < node->count; i++) {
        if (i > 0)
            zk_buf_adds(out, node->type == ZK_NODE_OR ? syntax->or : syntax->and);
        rival_write(syntax, node->kids[i], out);
    }
    zk_buf_addc(out, ')');
}

/* Only what all of them can be asked. */
static bool is_common(const struct zk_node *node)
{
    bool common = node->type == ZK_NODE_TERM  ? is_text(node->term)
                  : node->type == ZK_NODE_AND ? true
                                              : node->type == ZK_NODE_OR;

    for (size_t i = 0; common && i < node->count; i++)
        common = is_common(node->kids[i]);
    return common;
}

/* ---- building ---- */

struct feed {
    struct bench *bench;
    const struct rival *rival;
    void *engine;
    struct zk_buf text;
};

static enum zk_status add_document(void *context, int64_t id, const struct zk_document *made,
                                   struct zk_arena *arena, struct zk_error *err)
{
    struct feed *feed = context;
    struct rival_document document = { .id = id };

    zk_buf_clear(&feed->text);
    for (size_t i = 0; i < made->room; i++) {
        if (!made->terms[i].name || !is_text(made->terms[i].name))
            continue;
        zk_buf_addc(&feed->text, ' ');
        add_term(&feed->text, made->terms[i].name, made->terms[i].len);
    }
    document.text = zk_buf_text(&feed->text) + 1;
    document.len = feed->text.len - 1;
    for (int f = 0; f < BENCH_FACETS; f++) {
        uint16_t *entries = zk_arena_array(arena, BENCH_ENTRIES_MAX, sizeof(*entries));

        if (!entries)
            return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
        document.counts[f] =
            bench_entries(&feed->bench->facets.list[feed->bench->counted[f]], made, entries);
        document.entries[f] = entries;
    }
    return feed->rival->add(feed->engine, &document, err);
}

static enum zk_status build_rival(struct bench *bench, void *context, struct zk_error *err)
{
    const struct rival *rival = *(const struct rival *const *)context;
    struct feed feed = { .bench = bench, .rival = rival };
    char path[2 * BENCH_PATH];
    enum zk_status st;

    (void)snprintf(path, sizeof(path), "%s/%s", bench->rivals_path, rival->slug);
    (void)mkdir(bench->rivals_path, 0755);
    if (mkdir(path, 0755) != 0)
        return zk_fail(err, ZK_IO, "", "cannot make %s", path);
    zk_buf_init(&feed.text, TEXT_BYTES);
    st = rival->open(path, true, &feed.engine, err);
    if (st == ZK_OK)
        st = bench_documents(bench, add_document, &feed, err);
    if (st == ZK_OK)
        st = rival->finish(feed.engine, err);
    if (feed.engine)
        rival->close(feed.engine);
    zk_buf_free(&feed.text);
    return st;
}

static enum zk_status build(struct contest *c, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < RIVALS; i++) {
        struct bench_cost cost;

        (void)snprintf(c->paths[i], BENCH_PATH, "%.900s/%s", c->bench->rivals_path,
                       rivals[i]->slug);
        if (access(c->paths[i], F_OK) == 0)
            continue;
        st = bench_child(c->bench, build_rival, (void *)&rivals[i], &cost, err);
        if (st == ZK_OK)
            (void)printf("%-42s %8.1f s wall %8.1f s CPU %6ld MB\n%s-build-cpu-s\t%.1f\n",
                         rivals[i]->name, cost.wall, cost.cpu, cost.kb / 1024, rivals[i]->slug,
                         cost.cpu);
    }
    return st;
}

/* ---- asking ---- */

static int counted_number(const struct bench *bench, int facet)
{
    int i = 0;

    while (bench->counted[i] != facet)
        i++;
    return i;
}

static enum zk_status make_query(struct contest *c, const struct zk_search_params *params,
                                 const struct zk_node *text, struct rival_query **out,
                                 struct zk_error *err)
{
    struct rival_query *query = zk_arena_alloc(c->bench->arena, sizeof(*query));

    *out = query;
    if (!query)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    query->text = text;
    for (size_t i = 0; i < params->selected_count; i++) {
        const struct zk_facet_value *value = &params->selected[i];

        query->facets[i] = counted_number(c->bench, value->facet);
        query->selected[query->selected_count++] =
            (uint16_t)(c->bench->facets.list[value->facet].base + value->row);
    }
    return ZK_OK;
}

/* ---- do they agree ---- */

static int64_t sum_of(const struct zk_page *page, int facet)
{
    int64_t sum = 0;

    for (size_t i = 0; i < page->facet_count; i++) {
        for (size_t k = 0; page->facets[i].facet == facet && k < page->facets[i].count; k++)
            sum += page->facets[i].values[k].count;
    }
    return sum;
}

static enum zk_status compare_one(struct contest *c, size_t number, const struct zk_page *page,
                                  int rival, struct zk_error *err)
{
    const struct rival_query *query = c->queries[number];
    struct rival_answer answer;
    enum zk_status st = rivals[rival]->search(c->engines[rival], query, err);
    bool selected[BENCH_FACETS] = { false };

    if (st == ZK_OK)
        st = rivals[rival]->read(c->engines[rival], &answer, err);
    if (st != ZK_OK)
        return st;
    if (answer.total != page->total || answer.top != (int64_t)page->hit_count)
        return zk_fail(err, ZK_DIFFERENT, "", "query %zu: %lld records, %s %lld", number,
                       (long long)page->total, rivals[rival]->name, (long long)answer.total);
    for (size_t i = 0; i < query->selected_count; i++)
        selected[query->facets[i]] = true;
    for (int f = 0; f < BENCH_FACETS; f++) {
        int64_t ours = sum_of(page, c->bench->counted[f]);

        if (!selected[f] && ours != answer.counted[f])
            return zk_fail(err, ZK_DIFFERENT, "", "query %zu: facet %d adds up to %lld, %s %lld",
                           number, f, (long long)ours, rivals[rival]->name,
                           (long long)answer.counted[f]);
    }
    return ZK_OK;
}

static enum zk_status compare(struct contest *c, size_t number, struct zk_error *err)
{
    struct zk_facet_value whole[BENCH_FACETS];
    struct zk_search_params params = c->bench->queries[number];
    struct zk_page *page;
    enum zk_status st;

    for (int i = 0; i < BENCH_FACETS; i++)
        whole[i] = (struct zk_facet_value){ c->bench->counted[i], -1 };
    params.expand = whole;
    params.expand_count = BENCH_FACETS;
    params.bare = true;
    st = zk_search_run(c->engine, &params, c->bench->arena, &page, err);
    if (st != ZK_OK || !page->rank || !page->rank->text || !is_common(page->rank->text))
        return st;
    st = make_query(c, &params, page->rank->text, &c->queries[number], err);
    for (int i = 0; st == ZK_OK && i < RIVALS; i++)
        st = compare_one(c, number, page, i, err);
    c->found++;
    return st;
}

/* ---- how long do they take ---- */

static enum zk_status time_ours(struct contest *c, size_t number, struct zk_error *err)
{
    struct zk_search_params params = c->bench->queries[number];
    struct zk_page *page;

    params.bare = true;
    zk_arena_reset(c->arena);
    return zk_search_run(c->engine, &params, c->arena, &page, err);
}

static enum zk_status time_query(struct contest *c, size_t number, size_t at, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < 1 + RIVALS; i++) {
        double start = bench_cpu(), took;

        st = i == 0 ? time_ours(c, number, err)
                    : rivals[i - 1]->search(c->engines[i - 1], c->queries[number], err);
        took = bench_cpu() - start;
        if (c->seconds[i][at] == 0 || took < c->seconds[i][at])
            c->seconds[i][at] = took;
    }
    return st;
}

static enum zk_status time_all(struct contest *c, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0, at = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
            if (c->queries[i])
                st = time_query(c, i, at++, err);
        }
    }
    return st;
}

static void print(struct contest *c)
{
    double ours = 0;

    (void)printf("%-42s %8s %8s %8s %8s %8s %8s\n", "ms of CPU, top 20 and six facets", "p50",
                 "p95", "p99", "mean", "× zhiku", "disk MB");
    for (int i = 0; i < 1 + RIVALS; i++) {
        struct bench_times t = bench_times(c->seconds[i], c->found);
        const char *slug = i == 0 ? "zhiku" : rivals[i - 1]->slug;
        double mb = (double)bench_disk(i == 0 ? c->bench->index_path : c->paths[i - 1]) / 1e6;

        ours = i == 0 ? t.mean : ours;
        (void)printf("%-42s %8.3f %8.3f %8.3f %8.3f %8.2f %8.0f\n",
                     i == 0 ? "zhiku" : rivals[i - 1]->name, t.p50, t.p95, t.p99, t.mean,
                     t.mean / ours, mb);
        (void)printf("rivals-%s-mean-ms\t%.3f\nrivals-%s-to-zhiku\t%.2f\nrivals-%s-mb\t%.0f\n",
                     slug, t.mean, slug, t.mean / ours, slug, mb);
    }
    (void)printf("rivals-queries\t%zu\n", c->found);
}

static enum zk_status open_all(struct contest *c, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = c->bench->index_path, .readers = 1 };
    enum zk_status st = zk_engine_open(&options, &c->engine, err);

    c->arena = zk_arena_open();
    for (int i = 0; i < 1 + RIVALS; i++)
        c->seconds[i] = zk_arena_array(c->bench->arena, BENCH_QUERIES, sizeof(double));
    if (st == ZK_OK && (!c->arena || !c->seconds[RIVALS]))
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (int i = 0; st == ZK_OK && i < RIVALS; i++)
        st = rivals[i]->open(c->paths[i], false, &c->engines[i], err);
    return st;
}

enum zk_status bench_rivals(struct bench *bench, struct zk_error *err)
{
    struct contest *c = zk_arena_alloc(bench->arena, sizeof(*c));
    enum zk_status st;

    if (!c)
        return ZK_NO_MEMORY;
    c->bench = bench;
    st = build(c, err);
    if (st == ZK_OK)
        st = open_all(c, err);
    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i += EVERY)
        st = compare(c, i, err);
    if (st == ZK_OK)
        st = time_all(c, err);
    if (st == ZK_OK && c->found > 0)
        print(c);
    for (int i = 0; i < RIVALS; i++) {
        if (c->engines[i])
            rivals[i]->close(c->engines[i]);
    }
    zk_engine_close(c->engine);
    zk_arena_close(c->arena);
    return st;
}
