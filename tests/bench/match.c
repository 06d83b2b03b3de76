/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Demands of 300 characters against experts with five pieces of evidence each. People and work
 * are made up: everybody has three subjects of the discipline and industry tables, and writes
 * mostly of these, in a frequency of words that falls as 1/rank.
 */
#include "bench.h"

#include "matching.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    EVIDENCE_EACH = 5,
    SUBJECTS = 3,
    DEMANDS = 200,
    DEMAND_CHARS = 300,
    WORK_CHARS = 160,
    PROFILE_CHARS = 80,
    PART = 25000, /* records one process indexes */
    PROCESSES = 2,
    TEXT_BYTES = 4096,
};

struct maker {
    const struct zk_code_table *tables[2];
    int words;
    uint64_t state; /* splitmix64: Steele, Lea, Flood, 2014 */
    int64_t experts;
};

static uint64_t next(struct maker *m)
{
    uint64_t z = (m->state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static size_t below(struct maker *m, size_t n)
{
    return (size_t)(next(m) % n);
}

static const char *label(const struct maker *m, int word)
{
    int first = m->tables[0]->count;

    return word < first ? m->tables[0]->rows[word].label : m->tables[1]->rows[word - first].label;
}

/* A word of rank r as often as 1/r; neighbours in the tables are far apart in rank. */
static int common_word(struct maker *m)
{
    double u = (double)(next(m) >> 11) / 9007199254740992.0;
    int rank = (int)pow((double)m->words, u) - 1;

    return (int)((int64_t)rank * 2654435761 % m->words);
}

static void subjects_of(int64_t expert, const struct maker *m, int out[SUBJECTS])
{
    struct maker own = *m;

    own.state = (uint64_t)expert * 7919;
    for (int i = 0; i < SUBJECTS; i++)
        out[i] = (int)below(&own, (size_t)own.words);
}

/* Sentences: half of the words from the subjects. At most chars of text, which is in a static-size
 * buffer. */
static const char *write_text(struct maker *m, const int subjects[SUBJECTS], size_t chars,
                              struct zk_arena *arena)
{
    static const char *const joints[] = { "与", "的",   "，",   "及其", "在",   "中的",
                                          "。", "研究", "采用", "提高", "解决", "问题" };
    char text[TEXT_BYTES];
    size_t len = 0;

    while (len + 200 < sizeof(text) && zk_utf8_count(text, len) < chars) {
        int word = below(m, 2) ? subjects[below(m, SUBJECTS)] : common_word(m);

        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", label(m, word),
                                joints[below(m, sizeof(joints) / sizeof(joints[0]))]);
    }
    return zk_arena_copy(arena, text, zk_utf8_prefix(text, len, chars));
}

/* ---- the index ---- */

static bool fill_expert(struct maker *m, struct zk_record *record, struct zk_arena *arena)
{
    struct zk_item *keywords = zk_arena_array(arena, SUBJECTS, sizeof(*keywords));
    int subjects[SUBJECTS];

    subjects_of(record->id, m, subjects);
    for (int i = 0; keywords && i < SUBJECTS; i++)
        keywords[i].text = label(m, subjects[i]);
    record->values[ZK_F_KEYWORDS] = (struct zk_value){ .items = keywords, .count = SUBJECTS };
    record->values[ZK_F_TITLE].text = zk_arena_printf(arena, "专家%lld", (long long)record->id);
    record->values[ZK_F_REGION].text = below(m, 10) ? "370000" : "370402";
    record->values[ZK_F_SUMMARY].text = write_text(m, subjects, PROFILE_CHARS, arena);
    return keywords && record->values[ZK_F_SUMMARY].text;
}

/* Of one expert and up to four others. */
static bool fill_work(struct maker *m, struct zk_record *record, struct zk_arena *arena)
{
    size_t count = 1 + below(m, 5);
    struct zk_item *people = zk_arena_array(arena, count, sizeof(*people));
    int subjects[SUBJECTS];

    for (size_t i = 0; people && i < count; i++) {
        people[i].id = 1 + (i == 0 ? (record->id - m->experts - 1) % m->experts
                                   : (int64_t)below(m, (size_t)m->experts));
        people[i].text = "某人";
    }
    if (!people)
        return false;
    subjects_of(people[0].id, m, subjects);
    record->values[ZK_F_CONTRIBUTORS] = (struct zk_value){ .items = people, .count = count };
    record->values[ZK_F_TITLE].text = zk_arena_printf(
        arena, "%s与%s", label(m, subjects[below(m, SUBJECTS)]), label(m, common_word(m)));
    record->values[ZK_F_SUMMARY].text = write_text(m, subjects, WORK_CHARS, arena);
    return record->values[ZK_F_SUMMARY].text != NULL;
}

/* Records first … before in a database of their own. */
static enum zk_status write_part(const struct bench *bench, struct maker m, const char *path,
                                 int64_t first, int64_t before, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_index_writer *writer = NULL;
    enum zk_status st = arena ? zk_index_writer_open(path, true, bench->text, &writer, err)
                              : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    for (int64_t id = first; st == ZK_OK && id < before; id++) {
        struct zk_record *record;

        zk_arena_reset(arena);
        m.state = (uint64_t)id;
        record = zk_record_new(arena, id <= m.experts ? ZK_KIND_EXPERT : ZK_KIND_ACHIEVEMENT);
        if (record)
            record->id = id;
        if (!record ||
            !(id <= m.experts ? fill_expert(&m, record, arena) : fill_work(&m, record, arena)))
            st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
        else
            st = zk_index_writer_put(writer, record, err);
    }
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, 1, err);
    zk_index_writer_close(writer);
    zk_arena_close(arena);
    return st;
}

static bool wait_for_part(void)
{
    int status;

    return wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Parts by processes of their own, PROCESSES at a time, then one generation of them. */
static enum zk_status build(struct bench *bench, const struct maker *m, struct zk_error *err)
{
    int64_t all = m->experts * (1 + EVIDENCE_EACH);
    size_t count = (size_t)((all + PART - 1) / PART);
    const char **paths = zk_arena_array(bench->arena, count, sizeof(*paths));
    struct zk_index_lock *lock = NULL;
    bool good = true;
    char *path;
    enum zk_status st = paths ? zk_index_lock(bench->index_path, &lock, err)
                              : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    if (st == ZK_OK)
        st = zk_index_new_generation(bench->index_path, bench->arena, &path, err);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        int64_t first = 1 + (int64_t)i * PART, before = first + PART;

        paths[i] = zk_arena_printf(bench->arena, "%s.part%zu", path, i);
        if (i >= PROCESSES)
            good = wait_for_part() && good;
        if (fork() == 0)
            _exit(write_part(bench, *m, paths[i], first, before <= all ? before : all + 1, NULL) !=
                  ZK_OK);
    }
    for (size_t i = 0; i < count && i < PROCESSES; i++)
        good = wait_for_part() && good;
    if (st == ZK_OK && !good)
        st = zk_fail(err, ZK_IO, "", "a part was not written");
    if (st == ZK_OK)
        st = zk_index_merge(paths, count, path, false, NULL, NULL, err);
    if (st == ZK_OK)
        st = zk_index_publish(bench->index_path, path, err);
    zk_index_unlock(lock);
    return st;
}

/* ---- the demands ---- */

static enum zk_status ask(struct bench *bench, struct zk_engine *engine, struct maker *m,
                          double *cpu, double *wall, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    size_t found = 0;

    (void)bench;
    for (int i = 0; st == ZK_OK && i < DEMANDS; i++) {
        struct zk_match_params params = { .kinds = 1u << ZK_KIND_EXPERT,
                                          .near = -1,
                                          .size = ZK_MATCH_DEFAULT_SIZE };
        int subjects[SUBJECTS];
        struct zk_match *match;

        zk_arena_reset(arena);
        subjects_of(1 + (int64_t)below(m, (size_t)m->experts), m, subjects);
        params.need.text = write_text(m, subjects, DEMAND_CHARS, arena);
        if (!params.need.text)
            break;
        params.need.len = strlen(params.need.text);
        cpu[i] = bench_cpu();
        wall[i] = bench_wall();
        st = zk_match_run(engine, &params, arena, &match, err);
        cpu[i] = bench_cpu() - cpu[i];
        wall[i] = bench_wall() - wall[i];
        found += st == ZK_OK ? match->groups[0].count : 0;
    }
    if (st == ZK_OK && found < (size_t)DEMANDS * ZK_MATCH_DEFAULT_SIZE / 2)
        st = zk_fail(err, ZK_DIFFERENT, "", "only %zu candidates for all demands", found);
    zk_arena_close(arena);
    return st;
}

enum zk_status bench_match(struct bench *bench, int64_t experts, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = bench->index_path, .readers = 1 };
    struct maker m = { .tables = { zk_codes_table("discipline"), zk_codes_table("industry") },
                       .experts = experts };
    struct zk_engine *engine = NULL;
    double cpu[DEMANDS], wall[DEMANDS];
    struct bench_times times;
    struct zk_error none;
    char *path;
    enum zk_status st = ZK_OK;

    m.words = m.tables[0]->count + m.tables[1]->count;
    (void)mkdir(bench->index_path, 0777);
    if (zk_index_current(bench->index_path, bench->arena, &path, &none) != ZK_OK)
        st = build(bench, &m, err);
    if (st == ZK_OK)
        st = zk_engine_open(&options, &engine, err);
    m.state = 42;
    if (st == ZK_OK)
        st = ask(bench, engine, &m, cpu, wall, err); /* warm */
    m.state = 42;
    if (st == ZK_OK)
        st = ask(bench, engine, &m, cpu, wall, err);
    zk_engine_close(engine);
    if (st != ZK_OK)
        return st;
    (void)printf("%-42s %8s %8s %8s %8s\n", "milliseconds", "p50", "p95", "p99", "mean");
    times = bench_times(cpu, DEMANDS);
    bench_print_times("match, a demand of 300 characters: CPU", &times);
    (void)printf("match-cpu-p50\t%.2f\nmatch-cpu-p99\t%.2f\n", times.p50, times.p99);
    times = bench_times(wall, DEMANDS);
    bench_print_times("the same, by the clock", &times);
    (void)printf("match-p50\t%.2f\nmatch-p99\t%.2f\n", times.p50, times.p99);
    return ZK_OK;
}
