/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A directory of random records; see directory.h.
 */
#include "directory.h"

#include "suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct zk_error error;

static const char *const words[] = { "煤化工", "废水处理", "锂电池", "机床", "石榴", "马铃薯",
                                     "battery", "GB/T 13745", "水泥", "医院管理", "大数据", "Q345B" };

enum { WORDS = sizeof(words) / sizeof(words[0]) };

static void set(struct zk_record *record, enum zk_field_id id, const char *cell,
                struct zk_arena *arena)
{
    OK(zk_record_parse(record, zk_field_get(id), cell, strlen(cell), arena, &error));
}

static int64_t put(struct zk_store *store, const struct zk_record *record)
{
    enum zk_put what;
    int64_t id;

    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, record, &id, &what, &error));
    OK(zk_store_commit(store, &error));
    return id;
}

/* A few rows of each table, so that values repeat. */
static void set_codes(struct zk_record *record, const struct zk_field *field,
                      struct zk_arena *arena)
{
    const struct zk_code_table *table = zk_codes_table(field->table);
    char cell[128] = "";
    int count = field->type == ZK_TYPE_CODES ? rand() % 4 : rand() % 2;

    for (int i = 0; i < count; i++) {
        int row = (rand() % 12) * (table->count > 200 ? table->count / 12 : 1) % table->count;

        (void)snprintf(cell + strlen(cell), sizeof(cell) - strlen(cell), "%s%s",
                       cell[0] ? ";" : "", table->rows[row].code);
    }
    set(record, field->id, cell, arena);
}

static struct zk_record *random_record(int number, struct zk_arena *arena)
{
    struct zk_record *record = zk_record_new(arena, (enum zk_kind)(rand() % ZK_KIND_COUNT));
    char text[256];

    (void)snprintf(text, sizeof(text), "R%d", number);
    set(record, ZK_F_REF, text, arena);
    (void)snprintf(text, sizeof(text), "%s与%s", words[rand() % WORDS], words[rand() % WORDS]);
    set(record, ZK_F_TITLE, text, arena);
    (void)snprintf(text, sizeof(text), "关于%s、%s和%s。", words[rand() % WORDS],
                   words[rand() % WORDS], words[rand() % WORDS]);
    set(record, ZK_F_SUMMARY, text, arena);
    set(record, ZK_F_KEYWORDS, words[rand() % WORDS], arena);
    if (rand() % 2) {
        (void)snprintf(text, sizeof(text), "%d", 2010 + rand() % 15);
        set(record, ZK_F_YEAR, text, arena);
    }
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (zk_field_of_kind(field, record->kind) && zk_type_is_code(field->type) &&
            id != ZK_F_VISIBILITY)
            set_codes(record, field, arena);
    }
    if (rand() % 10 == 0)
        set(record, ZK_F_VISIBILITY, "office", arena);
    return record;
}

void test_directory_open(struct test_directory *d, int records, unsigned seed)
{
    memset(d, 0, sizeof(*d));
    d->folder = test_folder();
    (void)snprintf(d->store_path, sizeof(d->store_path), "%s/zhiku.db", d->folder);
    (void)snprintf(d->index_path, sizeof(d->index_path), "%s/index", d->folder);
    d->arena = zk_arena_open();
    OK(zk_text_open(&d->text, &error));
    OK(zk_store_open(d->store_path, ZK_STORE_WRITE, &d->store, &error));
    srand(seed);
    OK(zk_store_begin(d->store, &error));
    for (int i = 0; i < records; i++) {
        enum zk_put what;
        int64_t id;

        OK(zk_store_put(d->store, random_record(i, d->arena), &id, &what, &error));
    }
    OK(zk_store_commit(d->store, &error));
}

void test_directory_build(struct test_directory *d)
{
    struct zk_index_writer *writer;
    struct zk_index_lock *lock;
    int64_t seq, *ids;
    size_t count;
    char *path;

    OK(zk_index_lock(d->index_path, &lock, &error));
    OK(zk_store_outbox_last(d->store, &seq, &error));
    OK(zk_index_new_generation(d->index_path, d->arena, &path, &error));
    OK(zk_index_writer_open(path, true, d->text, &writer, &error));
    OK(zk_store_ids(d->store, ZK_KIND_COUNT, 0, 100000, d->arena, &ids, &count, &error));
    for (size_t i = 0; i < count; i++) {
        struct zk_record *record;

        if (zk_store_get_any(d->store, ids[i], ZK_SEE_PUBLIC, d->arena, &record, &error) == ZK_OK)
            OK(zk_index_writer_put(writer, record, &error));
    }
    OK(zk_index_writer_commit(writer, seq, &error));
    zk_index_writer_close(writer);
    OK(zk_index_publish(d->index_path, path, &error));
    zk_index_unlock(lock);
}

void test_directory_close(struct test_directory *d)
{
    zk_store_close(d->store);
    zk_text_close(d->text);
    zk_arena_close(d->arena);
    test_folder_remove(d->folder);
}

int64_t test_directory_put(struct test_directory *d, enum zk_kind kind, const char *ref,
                           const char *title, ...)
{
    struct zk_record *record = zk_record_new(d->arena, kind);
    va_list args;
    int field;

    record->values[ZK_F_REF].text = ref;
    record->values[ZK_F_TITLE].text = title;
    va_start(args, title);
    while ((field = va_arg(args, int)) >= 0)
        set(record, (enum zk_field_id)field, va_arg(args, const char *), d->arena);
    va_end(args);
    return put(d->store, record);
}
