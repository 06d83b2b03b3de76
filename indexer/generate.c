/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generate: made-up records for benchmarks, as JSON Lines; the same seed gives the same files.
 * Words are labels of the code tables, drawn by Zipf's law, so that posting lists are as uneven
 * as those of real text.
 */
#include "command.h"

#include "buf.h"
#include "fields.h"
#include "folder.h"
#include "json.h"
#include "progress.h"
#include "visibility.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR_FIRST = 1995, YEARS = 31, SUMMARY_WORDS = 28, ROW_CEILING = 1 << 20 };

/* A share of each kind, in thousandths: mostly experts and what they have done. */
static const int shares[ZK_KIND_COUNT] = {
    [ZK_KIND_EXPERT] = 300,   [ZK_KIND_WORKSTATION] = 10, [ZK_KIND_SOCIETY] = 10,
    [ZK_KIND_ORGANISATION] = 80, [ZK_KIND_PROPOSAL] = 100,  [ZK_KIND_ACHIEVEMENT] = 470,
    [ZK_KIND_DEMAND] = 20,    [ZK_KIND_EVENT] = 10,
};

struct generator {
    uint64_t state; /* splitmix64: Steele, Lea, Flood, 2014 */
    int64_t counts[ZK_KIND_COUNT];
    const struct zk_code_table *words;
    struct zk_json json;
};

static uint64_t draw(struct generator *g)
{
    uint64_t z = (g->state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int below(struct generator *g, int64_t n)
{
    return (int)(draw(g) % (uint64_t)n);
}

/* A row of a table; rank r with a chance of about 1/r. */
static const struct zk_code *zipf(struct generator *g, const struct zk_code_table *table)
{
    double u = (double)(draw(g) >> 11) / 9007199254740992.0;
    int rank = (int)exp(u * log(table->count)) - 1;

    /* spread the frequent ones over the table: its beginning is one branch of a tree */
    return &table->rows[(int)(((int64_t)rank * 2654435761) % table->count)];
}

static void put_codes(struct generator *g, const struct zk_field *field)
{
    const struct zk_code_table *table = zk_codes_table(field->table);
    bool list = field->type == ZK_TYPE_CODES;

    zk_json_key(&g->json, field->name);
    if (list)
        zk_json_array(&g->json);
    for (int i = list ? 1 + below(g, 2) : 1; i > 0; i--)
        zk_json_string(&g->json, zipf(g, table)->code);
    if (list)
        zk_json_array_end(&g->json);
}

static void put_text(struct generator *g, const char *name, int words)
{
    static const char *const joints[] = { "与", "的", "，", "及其", "在", "中的", "。", "研究" };
    struct zk_buf text;

    zk_buf_init(&text, ROW_CEILING);
    for (int i = 0; i < words; i++) {
        if (i > 0)
            zk_buf_adds(&text, joints[below(g, 8)]);
        zk_buf_adds(&text, zipf(g, g->words)->label);
    }
    zk_json_key(&g->json, name);
    zk_json_text(&g->json, text.bytes, text.len);
    zk_buf_free(&text);
}

static void put_name(struct generator *g, enum zk_kind kind)
{
    static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄",
                                          "周", "吴", "徐", "孙", "胡", "朱", "高", "林" };
    static const char *const given[] = { "伟", "芳", "娜", "敏", "静", "强", "磊", "军",
                                         "洋", "勇", "艳", "杰", "涛", "明", "超", "秀",
                                         "霞", "平", "刚", "桂", "文", "辉", "力", "波" };
    char name[32];

    if (kind != ZK_KIND_EXPERT) {
        put_text(g, zk_kind_info(kind)->title_name, kind == ZK_KIND_ORGANISATION ? 2 : 3);
        return;
    }
    (void)snprintf(name, sizeof(name), "%s%s%s", family[below(g, 16)], given[below(g, 24)],
                   below(g, 3) ? given[below(g, 24)] : "");
    zk_json_put_string(&g->json, "name", name);
}

static void put_link(struct generator *g, const struct zk_field *field)
{
    bool list = field->type == ZK_TYPE_LINKS;
    char ref[48];

    if (g->counts[field->target] == 0 || zk_field_shown(field, ZK_SEE_PUBLIC) != ZK_SHOWN ||
        field->id == ZK_F_MERGED_INTO)
        return;
    zk_json_key(&g->json, field->name);
    if (list)
        zk_json_array(&g->json);
    for (int i = list ? 1 + below(g, 3) : 1; i > 0; i--) {
        (void)snprintf(ref, sizeof(ref), "gen:%s-%d", zk_kind_info(field->target)->name,
                       below(g, g->counts[field->target]));
        zk_json_object(&g->json);
        zk_json_put_string(&g->json, "ref", ref);
        zk_json_object_end(&g->json);
    }
    if (list)
        zk_json_array_end(&g->json);
}

static bool is_put(const struct zk_field *field, enum zk_kind kind)
{
    return zk_field_of_kind(field, kind) && field->id != ZK_F_REF && field->id != ZK_F_TITLE &&
           field->id != ZK_F_ORIGIN && field->id != ZK_F_VISIBILITY && field->id != ZK_F_BODY &&
           field->shown_as != ZK_CLASS_RECORDED; /* nothing has come of it yet */
}

static void put_field(struct generator *g, const struct zk_field *field)
{
    if (zk_type_is_code(field->type)) {
        put_codes(g, field);
    } else if (zk_type_is_link(field->type)) {
        put_link(g, field);
    } else if (field->type == ZK_TYPE_WORDS) {
        zk_json_key(&g->json, field->name);
        zk_json_array(&g->json);
        for (int i = 2 + below(g, 4); i > 0; i--)
            zk_json_string(&g->json, zipf(g, g->words)->label);
        zk_json_array_end(&g->json);
    } else if (field->id == ZK_F_YEAR) {
        zk_json_put_int(&g->json, field->name, YEAR_FIRST + below(g, YEARS));
    } else if (field->id == ZK_F_SUMMARY) {
        put_text(g, field->name, SUMMARY_WORDS);
    }
}

static void put_record(struct generator *g, enum zk_kind kind, int64_t number, struct zk_buf *out)
{
    char ref[64];

    zk_json_init(&g->json, out);
    zk_json_object(&g->json);
    (void)snprintf(ref, sizeof(ref), "gen:%s-%" PRId64, zk_kind_info(kind)->name, number);
    zk_json_put_string(&g->json, "ref", ref);
    zk_json_put_string(&g->json, "origin", "sample");
    put_name(g, kind);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (is_put(field, kind))
            put_field(g, field);
    }
    zk_json_object_end(&g->json);
    zk_buf_addc(out, '\n');
}

static enum zk_status write_kind(struct generator *g, enum zk_kind kind, const char *folder,
                                 struct zk_progress *progress, struct zk_error *err)
{
    char path[ZK_PATH_MAX];
    enum zk_status st = ZK_OK;
    struct zk_buf out;
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/%s.jsonl", folder, zk_kind_info(kind)->plural);
    file = fopen(path, "w");
    if (!file)
        return zk_fail(err, ZK_IO, "", "cannot write %s: %s", path, strerror(errno));
    zk_buf_init(&out, ROW_CEILING);
    for (int64_t i = 0; st == ZK_OK && i < g->counts[kind]; i++) {
        zk_buf_clear(&out);
        put_record(g, kind, i, &out);
        if (zk_buf_status(&out) != ZK_OK)
            st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
        else if (fwrite(out.bytes, 1, out.len, file) != out.len)
            st = zk_fail(err, ZK_IO, "", "cannot write %s: %s", path, strerror(errno));
        zk_progress_add(progress, 1);
    }
    zk_buf_free(&out);
    if (fclose(file) != 0 && st == ZK_OK)
        st = zk_fail(err, ZK_IO, "", "cannot write %s: %s", path, strerror(errno));
    return st;
}

enum zk_status zk_command_generate(struct zk_command *command, int argc, char **argv,
                                   struct zk_error *err)
{
    static const struct option options[] = {
        { "records", required_argument, NULL, 'n' }, { "seed", required_argument, NULL, 's' },
        { "out", required_argument, NULL, 'o' },     { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct generator g = { .state = 1 };
    const char *folder = NULL;
    struct zk_progress progress;
    enum zk_status st = ZK_OK;
    int64_t records = 0;
    int option;

    (void)command;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'n')
            records = atoll(optarg);
        else if (option == 's')
            g.state = strtoull(optarg, NULL, 10);
        else if (option == 'o')
            folder = optarg;
        else if (option == 'h')
            return printf("usage: zhiku-indexer generate --records N --out FOLDER [--seed N]\n\n"
                          "Writes N made-up records of all kinds as JSON Lines, for benchmarks;"
                          " import reads them.\n") > 0
                       ? ZK_OK
                       : ZK_IO;
        else
            return ZK_USAGE;
    }
    if (records <= 0 || !folder)
        return zk_fail(err, ZK_USAGE, "", "say --records N (at least 1) and --out FOLDER");
    st = zk_folder_make(folder, err);
    if (st != ZK_OK)
        return st;
    g.words = zk_codes_table("discipline");
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++)
        g.counts[kind] = records * shares[kind] / 1000;
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++)
        records -= g.counts[kind];
    g.counts[ZK_KIND_ACHIEVEMENT] += records;
    zk_progress_begin(&progress, "generate", 0);
    for (int kind = 0; st == ZK_OK && kind < ZK_KIND_COUNT; kind++) {
        if (g.counts[kind] > 0)
            st = write_kind(&g, (enum zk_kind)kind, folder, &progress, err);
    }
    zk_progress_end(&progress);
    return st;
}
