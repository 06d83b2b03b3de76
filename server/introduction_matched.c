/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What spoke for a candidate; see introduction_matched.h.
 */
#include "introduction_matched.h"

#include "query.h"
#include "utf8.h"

#include <jansson.h>
#include <string.h>

enum { JSON_MAX = 64 * 1024 };

static enum zk_status check_terms(const struct zk_form_list *terms, struct zk_response *response,
                                  struct zk_error *err)
{
    if (terms->count > ZK_MATCHED_TERMS) {
        response->limit = ZK_MATCHED_TERMS;
        return zk_fail(err, ZK_TOO_MANY, "terms", "at most %d words", ZK_MATCHED_TERMS);
    }
    for (size_t i = 0; i < terms->count; i++) {
        size_t chars = zk_utf8_count(terms->items[i], strlen(terms->items[i]));

        if (chars == 0 || chars > ZK_MATCHED_TERM_CHARS)
            return zk_fail(err, ZK_BAD_VALUE, "terms", "a word of 1 to %d characters is wanted",
                           ZK_MATCHED_TERM_CHARS);
    }
    return ZK_OK;
}

static enum zk_status read_number(struct zk_store *store, const char *text, struct zk_arena *arena,
                                  int64_t *out, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_kind kind;
    enum zk_status st = ZK_NOT_FOUND;

    if (zk_query_id(text, &kind, out))
        st = zk_store_get(store, kind, *out, ZK_SEE_PUBLIC, arena, &record, err);
    return st == ZK_NOT_FOUND ? zk_fail(err, ZK_BAD_VALUE, "evidence",
                                        "没有这条记录 / there is no record %.40s", text)
                              : st;
}

enum zk_status zk_matched_write(const struct zk_request *request, const struct zk_form_list *terms,
                                const struct zk_form_list *evidence, const char **out,
                                struct zk_response *response, struct zk_error *err)
{
    struct zk_json json;
    struct zk_buf buf;
    enum zk_status st = check_terms(terms, response, err);

    *out = NULL;
    if (st == ZK_OK && evidence->count > ZK_MATCHED_EVIDENCE) {
        response->limit = ZK_MATCHED_EVIDENCE;
        st = zk_fail(err, ZK_TOO_MANY, "evidence", "at most %d records", ZK_MATCHED_EVIDENCE);
    }
    if (st != ZK_OK || terms->count + evidence->count == 0)
        return st;
    zk_buf_init(&buf, JSON_MAX);
    zk_json_init(&json, &buf);
    zk_json_object(&json);
    zk_json_key(&json, "terms");
    zk_json_array(&json);
    for (size_t i = 0; i < terms->count; i++)
        zk_json_string(&json, terms->items[i]);
    zk_json_array_end(&json);
    zk_json_key(&json, "evidence");
    zk_json_array(&json);
    for (size_t i = 0; st == ZK_OK && i < evidence->count; i++) {
        int64_t id = 0;

        st = read_number(request->store, evidence->items[i], request->arena, &id, err);
        zk_json_int(&json, id);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    if (st == ZK_OK && zk_buf_status(&buf) == ZK_OK)
        *out = zk_arena_strdup(request->arena, zk_buf_text(&buf));
    zk_buf_free(&buf);
    return st == ZK_OK && !*out ? zk_fail(err, ZK_NO_MEMORY, "", "what matched") : st;
}

static enum zk_status add_evidence(struct zk_store *store, int64_t id, struct zk_arena *arena,
                                   struct zk_view_evidence *list, size_t *count,
                                   struct zk_error *err)
{
    struct zk_record *record;
    enum zk_status st = zk_store_get_any(store, id, ZK_SEE_PUBLIC, arena, &record, err);

    if (st == ZK_NOT_FOUND)
        return ZK_OK;
    if (st == ZK_OK)
        list[(*count)++] =
            (struct zk_view_evidence){ id, record->kind, zk_record_text(record, ZK_F_TITLE) };
    return st;
}

static enum zk_status fill(struct zk_store *store, const json_t *root, struct zk_arena *arena,
                           struct zk_view_more *out, struct zk_error *err)
{
    const json_t *terms = json_object_get(root, "terms");
    const json_t *evidence = json_object_get(root, "evidence");
    size_t records = json_array_size(evidence);
    struct zk_view_evidence *list = zk_arena_array(arena, records + 1, sizeof(*list));
    enum zk_status st = ZK_OK;

    out->terms = zk_arena_array(arena, json_array_size(terms) + 1, sizeof(*out->terms));
    out->evidence = list;
    if (!list || !out->terms)
        return zk_fail(err, ZK_NO_MEMORY, "", "what matched");
    for (size_t i = 0; i < json_array_size(terms); i++) {
        const char *term = zk_arena_strdup(arena, json_string_value(json_array_get(terms, i)));

        if (!term)
            return zk_fail(err, ZK_NO_MEMORY, "", "what matched");
        out->terms[out->term_count++] = term;
    }
    for (size_t i = 0; st == ZK_OK && i < records; i++)
        st = add_evidence(store, json_integer_value(json_array_get(evidence, i)), arena, list,
                          &out->evidence_count, err);
    return st;
}

enum zk_status zk_matched_read(struct zk_store *store, const char *matched, struct zk_arena *arena,
                               struct zk_view_more *out, struct zk_error *err)
{
    json_t *root;
    enum zk_status st;

    if (!matched)
        return ZK_OK;
    root = json_loads(matched, 0, NULL);
    if (!root)
        return zk_fail(err, ZK_CORRUPT, "", "what matched is no JSON");
    st = fill(store, root, arena, out, err);
    json_decref(root);
    return st;
}
