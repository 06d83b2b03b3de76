/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON bodies: of a search, of a small form, of a record that is edited.
 */
#include "body.h"
#include "edit.h"
#include "form.h"

#include <stdlib.h>

static struct zk_store *store;
static struct zk_facets facets;

static void once(void)
{
    if (store)
        return;
    if (zk_store_open(":memory:", ZK_STORE_WRITE, &store, NULL) != ZK_OK)
        abort();
    zk_facets_init(&facets);
}

static void as_form(const struct zk_request *request)
{
    const char *text = NULL;
    int64_t number = 0;
    bool flag = false;
    const struct zk_form_member members[] = {
        { "text", ZK_FORM_TEXT, true, &text, NULL },
        { "number", ZK_FORM_NUMBER, false, &number, NULL },
        { "flag", ZK_FORM_FLAG, false, &flag, NULL },
    };

    if (zk_form_read(request, members, 3, NULL) == ZK_OK && (!text || !text[0]))
        abort(); /* what was wanted is there */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zk_request request = { .body = (const char *)data, .body_len = size };
    struct zk_params params = { 0 };
    struct zk_record *record;

    once();
    request.arena = zk_arena_open();
    request.who.role = ZK_ROLE_OFFICE;
    (void)zk_body_search(&request, &facets, &params, NULL);
    as_form(&request);
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        record = zk_record_new(request.arena, (enum zk_kind)kind);
        if (size > 0 && zk_edit_body(&request, store, false, record, NULL) == ZK_OK)
            (void)zk_record_check(record, NULL);
    }
    zk_arena_close(request.arena);
    return 0;
}
