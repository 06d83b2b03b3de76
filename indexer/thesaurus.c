/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index's thesaurus, from the pairs of the store and the labels of the code tables.
 */
#include "pipeline.h"

#include "codes.h"
#include "thesaurus.h"
#include "thesaurus_make.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    MAKING = 1, /* raised when the lines are made differently */
    BATCH = 1000,
};

static enum zk_status add_pairs(struct zk_pipeline *p, struct zk_thesaurus_maker *maker,
                                struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    int64_t after = 0;
    size_t count = 1;

    while (st == ZK_OK && count > 0) {
        struct zk_pair *pairs;

        zk_arena_reset(p->arena);
        st = zk_store_pairs(p->store, after, BATCH, NULL, p->arena, &pairs, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++) {
            after = pairs[i].id;
            st = zk_thesaurus_maker_add(maker, pairs[i].text, pairs[i].other,
                                        pairs[i].relation != ZK_RELATION_TRANSLATION, pairs[i].seen,
                                        err);
        }
    }
    return st;
}

static enum zk_status add_labels(struct zk_thesaurus_maker *maker, struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    int count;
    const struct zk_code_table *tables = zk_codes_all(&count);

    for (int i = 0; i < count; i++) {
        for (int row = 0; st == ZK_OK && row < tables[i].count; row++) {
            const struct zk_code *code = &tables[i].rows[row];

            if (code->label_en[0])
                st = zk_thesaurus_maker_add(maker, code->label, code->label_en, false, 1, err);
        }
    }
    return st;
}

static enum zk_status make(struct zk_pipeline *p, struct zk_index_writer *writer,
                           const char *version, struct zk_error *err)
{
    struct zk_thesaurus_maker *maker;
    struct zk_buf lines;
    enum zk_status st = zk_thesaurus_maker_open(p->text, &maker, err);

    zk_buf_init(&lines, ZK_THESAURUS_BYTES);
    if (st == ZK_OK)
        st = add_pairs(p, maker, err);
    if (st == ZK_OK)
        st = add_labels(maker, err);
    if (st == ZK_OK)
        st = zk_thesaurus_maker_finish(maker, &lines, err);
    if (st == ZK_OK)
        st = zk_index_writer_terms(writer, version, zk_buf_text(&lines), err);
    zk_buf_free(&lines);
    zk_thesaurus_maker_close(maker);
    return st;
}

enum zk_status zk_pipeline_terms(struct zk_pipeline *p, struct zk_index_writer *writer,
                                 bool *changed, struct zk_error *err)
{
    char version[80];
    int64_t number;
    enum zk_status st = zk_store_pairs_version(p->store, &number, err);

    *changed = false;
    if (st != ZK_OK)
        return st;
    (void)snprintf(version, sizeof(version), "%d-%016" PRIx64 "-%" PRId64, (int)MAKING,
                   zk_codes_hash(), number);
    if (strcmp(version, zk_index_writer_terms_version(writer)) == 0)
        return ZK_OK;
    st = make(p, writer, version, err);
    *changed = st == ZK_OK;
    return st;
}
