/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tells a record from the rest; see telling.h.
 */
#include "telling.h"

#include "document.h"
#include "shim.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TERMS_SEEN = 4096,   /* of the record; of a longer one the rest is left out */
    TERMS_WEIGHED = 256, /* the most frequent of them are looked up elsewhere */
};

struct teller {
    struct zk_reader *reader;
    struct zk_arena *arena;
    uint32_t docid;
    struct zk_telling_term *list;
    size_t count;
};

/* Of equals the shorter, then the lower: the same terms for the same record always. */
static int by_bytes(const struct zk_telling_term *a, const struct zk_telling_term *b)
{
    int order = memcmp(a->term, b->term, a->len < b->len ? a->len : b->len);

    return a->len != b->len ? (a->len < b->len ? -1 : 1) : order;
}

static int by_wdf(const void *a, const void *b)
{
    const struct zk_telling_term *one = a, *two = b;

    if (one->wdf != two->wdf)
        return one->wdf > two->wdf ? -1 : 1;
    return by_bytes(one, two);
}

static int by_worth(const void *a, const void *b)
{
    const struct zk_telling_term *one = a, *two = b;

    if (one->worth != two->worth)
        return one->worth > two->worth ? -1 : 1;
    return by_bytes(one, two);
}

/* Text only: no facet, stem, suggestion or spelling, no single Han character. */
static bool is_topical(const char *term, size_t len, uint32_t wdf)
{
    if (wdf == 0 || (term[0] >= 'A' && term[0] <= 'Z'))
        return false;
    return zk_utf8_count(term, len) > 1;
}

static enum zk_status gather(struct teller *t, struct zk_error *err)
{
    struct xapc_terms *terms = NULL;
    struct xapc_view view = { NULL, 0 };
    struct xapc_error xerr = { .message = "out of memory" };
    struct xapc_database *database = zk_reader_database(t->reader);
    enum xapc_status st = xapc_database_document_terms(database, t->docid, &terms, &xerr);

    t->count = 0;
    t->list = zk_arena_array(t->arena, TERMS_SEEN, sizeof(*t->list));
    if (st == XAPC_OK && !t->list)
        st = XAPC_NO_MEMORY;
    if (st == XAPC_OK)
        st = xapc_terms_next(terms, &view, &xerr);
    while (st == XAPC_OK && view.bytes && t->count < TERMS_SEEN) {
        uint32_t wdf;

        st = xapc_terms_wdf(terms, &wdf, &xerr);
        if (st == XAPC_OK && is_topical(view.bytes, view.len, wdf)) {
            const char *copy = zk_arena_copy(t->arena, view.bytes, view.len);

            t->list[t->count++] =
                (struct zk_telling_term){ .term = copy, .len = view.len, .wdf = wdf };
            st = copy ? XAPC_OK : XAPC_NO_MEMORY;
        }
        if (st == XAPC_OK)
            st = xapc_terms_next(terms, &view, &xerr);
    }
    xapc_terms_free(terms);
    return zk_shim_status(st, &xerr, err);
}

static bool drop_token(void *context, const struct zk_token *token)
{
    struct teller *t = context;

    for (size_t i = 0; i < t->count; i++) {
        struct zk_telling_term *c = &t->list[i];

        if (c->len == token->len && memcmp(c->term, token->term, token->len) == 0) {
            *c = t->list[--t->count];
            break;
        }
    }
    return true;
}

/* Two people of one name are not alike for that. */
static enum zk_status drop_name(struct teller *t, struct zk_error *err)
{
    struct zk_slice title;
    const char *data;
    enum zk_status st;
    size_t len;

    if (zk_columns_kind(zk_reader_columns(t->reader), t->docid) != ZK_KIND_EXPERT)
        return ZK_OK;
    st = zk_reader_data(t->reader, t->docid, t->arena, &data, &len, err);
    if (st != ZK_OK)
        return st;
    title = zk_document_section(data, len, ZK_DATA_TITLE);
    title.bytes =
        zk_text_nfc(zk_reader_text(t->reader), title.bytes, title.len, t->arena, &title.len);
    if (!title.bytes)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a name");
    return zk_text_tokens(zk_reader_text(t->reader), title.bytes, title.len, drop_token, t, err);
}

/* The best terms first; of them only those that another record has too are kept. */
static enum zk_status weigh(struct teller *t, struct zk_telling *out, struct zk_error *err)
{
    struct xapc_database *database = zk_reader_database(t->reader);
    double records = (double)zk_reader_info(t->reader)->records, all = 0, shared = 0;
    struct xapc_error xerr;
    enum xapc_status st = XAPC_OK;
    size_t kept = 0;

    qsort(t->list, t->count, sizeof(*t->list), by_wdf);
    if (t->count > TERMS_WEIGHED)
        t->count = TERMS_WEIGHED;
    for (size_t i = 0; st == XAPC_OK && i < t->count; i++) {
        struct zk_telling_term *c = &t->list[i];

        st = xapc_database_term_documents(database, c->term, c->len, &c->documents, &xerr);
        c->worth = log1p(c->wdf) * log1p(records / (c->documents + 1.0));
    }
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    qsort(t->list, t->count, sizeof(*t->list), by_worth);
    for (size_t i = 0; i < t->count && kept < ZK_TELLING_TERMS; i++) {
        if (i < ZK_TELLING_TERMS)
            all += t->list[i].worth;
        if (t->list[i].documents < 2)
            continue;
        shared += t->list[i].worth;
        t->list[kept++] = t->list[i];
    }
    out->terms = t->list;
    out->count = kept;
    out->share = all > 0 && shared < all ? shared / all : 1;
    return ZK_OK;
}

enum zk_status zk_telling(struct zk_reader *reader, uint32_t docid, struct zk_arena *arena,
                          struct zk_telling *out, struct zk_error *err)
{
    struct teller t = { .reader = reader, .arena = arena, .docid = docid };
    enum zk_status st = gather(&t, err);

    *out = (struct zk_telling){ .share = 0 };
    if (st == ZK_OK)
        st = drop_name(&t, err);
    return st == ZK_OK ? weigh(&t, out, err) : st;
}
