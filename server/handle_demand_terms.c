/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words a demand's match insists on and leaves out, kept with the demand.
 */
#include "edit.h"
#include "form.h"
#include "handlers.h"
#include "need.h"
#include "terms.h"
#include "utf8.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { WORD_MAX_CHARS = 40, LIST_BYTES = 64 * 1024 };

static enum zk_status write_terms(const struct zk_demand_terms *terms, struct zk_response *response,
                                  struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "must");
    zk_json_raw(&json, terms->must, strlen(terms->must));
    zk_json_key(&json, "drop");
    zk_json_raw(&json, terms->drop, strlen(terms->drop));
    zk_json_put_int(&json, "version", terms->version);
    zk_json_object_end(&json);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}

enum zk_status zk_handle_demand_terms(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    struct zk_demand_terms terms = { 0 };
    struct zk_record *demand;
    enum zk_see see;
    enum zk_status st = zk_params_none(&request->params, err);

    (void)app;
    if (st == ZK_OK)
        st = zk_store_get(request->store, ZK_KIND_DEMAND, request->id, ZK_SEE_WHOLE, request->arena,
                          &demand, err);
    if (st == ZK_NOT_FOUND) /* as of another's */
        st = zk_fail(err, ZK_NOT_FOUND, "", "no such record");
    if (st == ZK_OK)
        st = zk_edit_own(request->store, request, response, &see, err);
    if (st == ZK_OK)
        st = zk_demand_terms_get(request->store, request->id, request->arena, &terms, err);
    return st == ZK_OK ? write_terms(&terms, response, err) : st;
}

/* As a match would take them. */
static enum zk_status read_words(const struct zk_form_list *words, const char *name,
                                 struct zk_arena *arena, const char **out,
                                 struct zk_response *response, struct zk_error *err)
{
    if (words->count > ZK_NEED_PICKS) {
        response->limit = ZK_NEED_PICKS;
        return zk_fail(err, ZK_TOO_MANY, name, "最多%d个词 / at most %d words", ZK_NEED_PICKS,
                       ZK_NEED_PICKS);
    }
    for (size_t i = 0; i < words->count; i++) {
        size_t chars = zk_utf8_count(words->items[i], strlen(words->items[i]));

        if (chars == 0 || chars > WORD_MAX_CHARS)
            return zk_fail(err, ZK_BAD_VALUE, name,
                           "每个词1到%d个字 / a word of 1 to %d characters is wanted",
                           WORD_MAX_CHARS, WORD_MAX_CHARS);
    }
    return zk_form_list_json(words, LIST_BYTES, arena, out, err);
}

/* What is the same is no change. */
static enum zk_status put(struct zk_edit *edit, const struct zk_demand_terms *old,
                          struct zk_demand_terms *terms, struct zk_error *err)
{
    const struct zk_request *request = edit->request;
    struct zk_audit entry = { .action = "edit",
                              .object = zk_edit_object(request, ZK_KIND_DEMAND, request->id) };
    const char *const changes[][3] = { { "must", old->must, terms->must },
                                       { "drop", old->drop, terms->drop } };
    enum zk_status st = ZK_OK;

    terms->version = old->version;
    for (size_t i = 0; st == ZK_OK && i < COUNT(changes); i++) {
        entry.field = changes[i][0];
        entry.old = changes[i][1];
        entry.new_ = changes[i][2];
        if (strcmp(entry.old, entry.new_) == 0)
            continue;
        terms->version = old->version + 1;
        st = zk_audit_add(&edit->app->access, edit->store, &request->who, &entry, err);
    }
    return st == ZK_OK && terms->version != old->version
               ? zk_demand_terms_put(edit->store, request->id, terms, err)
               : st;
}

enum zk_status zk_handle_demand_terms_put(struct zk_app *app, const struct zk_request *request,
                                          struct zk_response *response, struct zk_error *err)
{
    struct zk_edit edit = { .app = app, .request = request, .response = response };
    struct zk_form_list must = { 0 }, drop = { 0 };
    const struct zk_form_member members[] = {
        { "must", ZK_FORM_LIST, true, &must, NULL },
        { "drop", ZK_FORM_LIST, true, &drop, NULL },
    };
    struct zk_demand_terms old = { 0 }, terms = { 0 };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = read_words(&must, "must", request->arena, &terms.must, response, err);
    if (st == ZK_OK)
        st = read_words(&drop, "drop", request->arena, &terms.drop, response, err);
    if (st == ZK_OK)
        st = zk_edit_begin(&edit, false, err);
    if (st == ZK_OK)
        st = zk_demand_terms_get(edit.store, request->id, request->arena, &old, err);
    if (st == ZK_OK)
        st = zk_edit_match(request, old.version, err);
    if (st == ZK_OK)
        st = put(&edit, &old, &terms, err);
    st = zk_edit_end(&edit, st, err);
    return st == ZK_OK ? write_terms(&terms, response, err) : st;
}
