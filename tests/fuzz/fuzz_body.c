/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON bodies. The first byte chooses who reads the others: '0' a search, '1' a match, '2' a small
 * form, '3' and on an edit of each kind of record by the office, then by its owner.
 */
#include "body.h"
#include "edit.h"
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum { SEARCH, MATCH, FORM, EDIT, READERS = EDIT + 2 * ZK_KIND_COUNT };

static struct zk_store *store;
static struct zk_facets facets;

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* A store with a record of each kind, for links to find: expert:1, workstation:2 and so on. */
static void once(void)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_put put;
    int64_t id;

    zk_facets_init(&facets);
    must(zk_store_open(":memory:", ZK_STORE_WRITE, &store, NULL) == ZK_OK);
    must(zk_store_begin(store, NULL) == ZK_OK);
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        struct zk_record *record = zk_record_new(arena, (enum zk_kind)kind);

        record->values[ZK_F_REF].text = "A1";
        record->values[ZK_F_TITLE].text = "化工";
        must(zk_store_put(store, record, &id, &put, NULL) == ZK_OK);
    }
    must(zk_store_commit(store, NULL) == ZK_OK);
    zk_arena_close(arena);
}

/* A query string could say the same: no NUL within, and filters that are facets. */
static void as_params(const struct zk_request *request, bool match)
{
    struct zk_params params = { 0 };
    enum zk_status st = match ? zk_body_match(request, &facets, &params, NULL)
                              : zk_body_search(request, &facets, &params, NULL);

    for (size_t i = 0; st == ZK_OK && i < params.count; i++) {
        must(params.list[i].name[0] != '\0');
        must(strlen(params.list[i].value) == params.list[i].len);
    }
}

/* What was wanted is there; an object that is kept is read again, as a saved need is. */
static void as_form(const struct zk_request *request)
{
    const char *text = NULL, *need = NULL, *json;
    struct zk_form_list list = { 0 };
    int64_t number = 0;
    bool flag = false, given = false;
    const struct zk_form_member members[] = {
        { "text", ZK_FORM_TEXT, true, &text, NULL },
        { "number", ZK_FORM_NUMBER, false, &number, NULL },
        { "flag", ZK_FORM_FLAG, false, &flag, NULL },
        { "list", ZK_FORM_LIST, false, &list, &given },
        { "need", ZK_FORM_OBJECT, false, &need, NULL },
    };

    if (zk_form_read(request, members, sizeof(members) / sizeof(*members), NULL) != ZK_OK)
        return;
    must(text && text[0] != '\0');
    must(given || list.count == 0);
    must(zk_form_list_json(&list, ZK_BODY_MAX, request->arena, &json, NULL) == ZK_OK);
    if (need) {
        struct zk_request kept = { .arena = request->arena,
                                   .body = need,
                                   .body_len = strlen(need) };

        as_params(&kept, true);
    }
}

/* Nothing is set that this role may not change. */
static void as_edit(struct zk_request *request, enum zk_kind kind, bool own)
{
    struct zk_record *record = zk_record_new(request->arena, kind);

    if (zk_field_of_kind(zk_field_get(ZK_F_PHONE), kind))
        record->values[ZK_F_PHONE].text = "19900001111"; /* whose mask may come back */
    request->who.role = own ? ZK_ROLE_EXPERT : ZK_ROLE_OFFICE;
    if (zk_edit_body(request, store, own, record, NULL) != ZK_OK)
        return;
    (void)zk_record_check(record, NULL);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        must(zk_value_empty(&record->values[id]) ||
             (zk_field_of_kind(field, kind) && zk_field_editable(field, request->who.role, own)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zk_request request = { 0 };
    int reader;

    if (size == 0)
        return -1; /* nobody reads it */
    if (!store)
        once();
    reader = (uint8_t)(data[0] - '0') % READERS;
    request.arena = zk_arena_open();
    request.body = (const char *)data + 1;
    request.body_len = size - 1;
    if (reader == FORM)
        as_form(&request);
    else if (reader >= EDIT)
        as_edit(&request, (enum zk_kind)((reader - EDIT) % ZK_KIND_COUNT),
                reader - EDIT >= ZK_KIND_COUNT);
    else
        as_params(&request, reader == MATCH);
    zk_arena_close(request.arena);
    return 0;
}
