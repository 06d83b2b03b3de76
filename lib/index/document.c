/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Terms and values of a record; what a hit shows is made in document_card.c.
 */
#include "document.h"

#include "visibility.h"

#include "hash.h"
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 512, FIELD_GAP = 8, NAME_KEY_MAX = 100, ENTRIES_MAX = 512, SUGGEST_MAX_BYTES = 110 };

char zk_suggest_letter(int kind)
{
    return kind < 0 ? 't' : (char)('a' + kind);
}

static bool grow(struct zk_document *document, struct zk_arena *arena)
{
    size_t room = document->room ? 2 * document->room : FIRST_ROOM;
    struct zk_term *terms = zk_arena_array(arena, room, sizeof(*terms));

    if (!terms)
        return false;
    for (size_t i = 0; i < document->room; i++) {
        size_t at = document->terms[i].hash & (room - 1);

        if (!document->terms[i].name)
            continue;
        while (terms[at].name)
            at = (at + 1) & (room - 1);
        terms[at] = document->terms[i];
    }
    document->terms = terms;
    document->room = room;
    return true;
}

/* *out NULL: the term cannot be one of Xapian's. */
static enum zk_status find_term(struct zk_document *document, struct zk_arena *arena,
                                const char *name, size_t len, struct zk_term **out)
{
    uint32_t hash = (uint32_t)zk_hash_add(ZK_HASH_START, name, len);
    struct zk_term *term;
    size_t at;

    *out = NULL;
    if (len == 0 || len > ZK_TERM_MAX_BYTES)
        return ZK_OK;
    if (4 * (document->count + 1) > 3 * document->room && !grow(document, arena))
        return ZK_NO_MEMORY;
    for (at = hash & (document->room - 1);; at = (at + 1) & (document->room - 1)) {
        term = &document->terms[at];
        if (!term->name)
            break;
        if (term->hash == hash && term->len == len && memcmp(term->name, name, len) == 0) {
            *out = term;
            return ZK_OK;
        }
    }
    term->name = zk_arena_copy(arena, name, len);
    term->len = len;
    term->hash = hash;
    document->count++;
    *out = term;
    return term->name ? ZK_OK : ZK_NO_MEMORY;
}

enum zk_status zk_document_add_term(struct zk_document *document, struct zk_arena *arena,
                                    const char *name, size_t len, uint32_t wdf)
{
    struct zk_term *term;
    enum zk_status st = find_term(document, arena, name, len, &term);

    if (term)
        term->wdf += wdf;
    return st;
}

/* Positions of a term have room for the next power of two. */
static enum zk_status add_posting(struct zk_document *document, struct zk_arena *arena,
                                  const char *name, size_t len, uint32_t wdf, uint32_t position)
{
    struct zk_term *term;
    enum zk_status st = find_term(document, arena, name, len, &term);
    uint32_t count = term ? term->position_count : 0;

    if (st != ZK_OK || !term)
        return st;
    term->wdf += wdf;
    if ((count & (count - 1)) == 0) {
        uint32_t *more = zk_arena_array(arena, count ? 2 * (size_t)count : 1, sizeof(*more));

        if (!more)
            return ZK_NO_MEMORY;
        if (count > 0)
            memcpy(more, term->positions, count * sizeof(*more));
        term->positions = more;
    }
    term->positions[term->position_count++] = position;
    return ZK_OK;
}

struct maker {
    const struct zk_text *text;
    const struct zk_facets *facets;
    const struct zk_record *record;
    struct zk_arena *arena;
    struct zk_document *document;
    uint32_t weight;
    char prefix;       /* of the field's own terms, or 0 */
    uint32_t position; /* of the next character or word */
    size_t run, run_from; /* the open run, and where it begins */
    bool in_run;          /* it has a word */
    enum zk_status status; /* sticks */
};

static void add(struct maker *m, const char *name, size_t len, uint32_t wdf)
{
    if (m->status == ZK_OK)
        m->status = zk_document_add_term(m->document, m->arena, name, len, wdf);
}

static void add_prefixed(struct maker *m, char prefix, const struct zk_token *token, uint32_t wdf)
{
    char term[ZK_TERM_MAX_BYTES];

    if (token->len >= sizeof(term))
        return;
    term[0] = prefix;
    memcpy(term + 1, token->term, token->len);
    add(m, term, token->len + 1, wdf);
}

static void add_at(struct maker *m, const struct zk_token *token, uint32_t position)
{
    if (m->status == ZK_OK)
        m->status = add_posting(m->document, m->arena, token->term, token->len, m->weight, position);
}

/* A part number joined from the words before it begins where their run begins. */
static bool is_joined(const struct maker *m, const struct zk_token *token)
{
    return m->in_run && token->run == m->run && token->from == m->run_from;
}

static bool add_token(void *context, const struct zk_token *token)
{
    struct maker *m = context;

    switch (token->class) {
    case ZK_TOKEN_CHAR:
        add(m, token->term, token->len, m->weight);
        m->position++;
        break;
    case ZK_TOKEN_BIGRAM:
        add_at(m, token, m->position - 2);
        break;
    case ZK_TOKEN_WORD:
        if (is_joined(m, token)) {
            add(m, token->term, token->len, m->weight);
        } else {
            if (!m->in_run || token->run != m->run) {
                m->in_run = true;
                m->run = token->run;
                m->run_from = token->from;
            }
            add_at(m, token, m->position++);
        }
        break;
    case ZK_TOKEN_STEM:
        add_prefixed(m, ZK_PREFIX_STEM, token, m->weight);
        return m->status == ZK_OK;
    }
    if (m->prefix)
        add_prefixed(m, m->prefix, token, 0);
    return m->status == ZK_OK;
}

static void add_text(struct maker *m, const char *bytes, int weight)
{
    size_t len = 0;
    const char *nfc;

    if (!bytes || weight <= 0 || m->status != ZK_OK)
        return;
    nfc = zk_text_nfc(m->text, bytes, strlen(bytes), m->arena, &len);
    if (!nfc) {
        m->status = ZK_NO_MEMORY;
        return;
    }
    m->weight = (uint32_t)weight;
    m->position += FIELD_GAP;
    m->in_run = false;
    if (zk_text_tokens(m->text, nfc, len, add_token, m, NULL) != ZK_OK)
        m->status = ZK_BAD_UTF8;
}

/* The label of a code and of what it belongs to: 材料科学 finds 无机非金属材料. */
static void add_code(struct maker *m, const struct zk_code_table *table, const char *code,
                     int weight)
{
    int row = zk_codes_find(table, code, strlen(code));

    for (; row >= 0; row = table->rows[row].parent) {
        add_text(m, table->rows[row].label, weight);
        add_text(m, table->rows[row].label_en, weight);
    }
}

/* name: title: org: keyword: of the query language. */
static char prefix_of(enum zk_field_id field)
{
    if (field == ZK_F_TITLE)
        return ZK_PREFIX_TITLE;
    if (field == ZK_F_KEYWORDS)
        return ZK_PREFIX_KEYWORD;
    return field == ZK_F_ORGANISATION || field == ZK_F_HOST || field == ZK_F_ORGANISATIONS ||
                   field == ZK_F_RECOMMENDER || field == ZK_F_ORGANISER
               ? ZK_PREFIX_ORGANISATION
               : 0;
}

static void add_field(struct maker *m, const struct zk_field *field)
{
    const struct zk_value *value = &m->record->values[field->id];
    const struct zk_code_table *table =
        zk_type_is_code(field->type) ? zk_codes_table(field->table) : NULL;

    m->prefix = prefix_of(field->id);
    if (field->type == ZK_TYPE_CODE && value->text)
        add_code(m, table, value->text, field->weight);
    else
        add_text(m, value->text, field->weight);
    for (size_t i = 0; i < value->count; i++) {
        if (table)
            add_code(m, table, value->items[i].text, field->weight);
        else
            add_text(m, value->items[i].text, field->weight);
    }
}

/* ---- facets ---- */

struct entries {
    uint16_t list[ENTRIES_MAX];
    size_t count;
};

static void add_entry(struct maker *m, struct entries *entries, const struct zk_facet *facet,
                      int row)
{
    char term[ZK_TERM_MAX_BYTES], code[8];

    for (; row >= 0; row = zk_facet_parent(facet, row)) {
        uint16_t entry = (uint16_t)(facet->base + row);
        size_t i = 0;
        int len;

        while (i < entries->count && entries->list[i] != entry)
            i++;
        if (i < entries->count || entries->count == ENTRIES_MAX)
            return; /* its ancestors are there already */
        entries->list[entries->count++] = entry;
        len = snprintf(term, sizeof(term), "F%s:%s", facet->name, zk_facet_code(facet, row, code));
        add(m, term, (size_t)len, 0);
    }
}

static void add_facet(struct maker *m, struct entries *entries, const struct zk_facet *facet)
{
    const struct zk_value *value = &m->record->values[facet->field < 0 ? 0 : facet->field];

    if (facet->field < 0) {
        add_entry(m, entries, facet, (int)m->record->kind);
        return;
    }
    if (value->has_number) {
        char year[24];
        int len = snprintf(year, sizeof(year), "%lld", (long long)value->number);

        add_entry(m, entries, facet, zk_facet_row(facet, year, (size_t)len));
    }
    if (value->text)
        add_entry(m, entries, facet, zk_facet_row(facet, value->text, strlen(value->text)));
    for (size_t i = 0; i < value->count; i++) {
        const char *code = value->items[i].text;

        add_entry(m, entries, facet, zk_facet_row(facet, code, strlen(code)));
    }
}

static int by_entry(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void set_value(struct maker *m, int slot, const char *bytes, size_t len)
{
    m->document->values[slot].bytes = zk_arena_copy(m->arena, bytes, len);
    m->document->values[slot].len = len;
    if (!m->document->values[slot].bytes)
        m->status = ZK_NO_MEMORY;
}

static void add_facets(struct maker *m)
{
    struct entries entries = { .count = 0 };
    char packed[2 * ENTRIES_MAX];

    for (int i = 0; i < m->facets->count; i++)
        add_facet(m, &entries, &m->facets->list[i]);
    qsort(entries.list, entries.count, sizeof(entries.list[0]), by_entry);
    for (size_t i = 0; i < entries.count; i++) {
        packed[2 * i] = (char)(entries.list[i] & 0xFF);
        packed[2 * i + 1] = (char)(entries.list[i] >> 8);
    }
    set_value(m, ZK_SLOT_FACETS, packed, 2 * entries.count);
}

/* ---- orders ---- */

/* How much a record has to show: one point a filled public field, up to 40 for what links to it. */
static int completeness(const struct zk_record *record)
{
    int64_t tied = 0;
    int points = 0;

    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        if (zk_field_shown(zk_field_get((enum zk_field_id)id), ZK_SEE_PUBLIC) == ZK_SHOWN)
            points += !zk_value_empty(&record->values[id]);
    }
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++)
        tied += record->tied[kind];
    points += (int)(tied > 20 ? 40 : 2 * tied);
    return points > 99 ? 99 : points;
}

/*
 * From 0 to 1: three fifths how much the record has to show, two fifths how new it is (from 1990, a
 * year a fortieth). The most it adds to a score is PRIOR_WEIGHT of rank.c.
 */
static double prior(const struct zk_record *record)
{
    const struct zk_value *year = &record->values[ZK_F_YEAR];
    double newness = year->has_number ? ((double)year->number - 1990) / 40 : 0;

    newness = newness < 0 ? 0 : newness > 1 ? 1 : newness;
    return 0.6 * completeness(record) / 99 + 0.4 * newness;
}

static void add_orders(struct maker *m)
{
    const struct zk_record *record = m->record;
    const char *title = zk_record_text(record, ZK_F_TITLE);
    const struct zk_value *number = &record->values[ZK_F_YEAR];
    char year[24] = "", browse[40], key[NAME_KEY_MAX];
    size_t len;

    if (number->has_number)
        (void)snprintf(year, sizeof(year), "%04lld", (long long)number->number);
    set_value(m, ZK_SLOT_YEAR, year, strlen(year));
    if (record->updated_at)
        set_value(m, ZK_SLOT_UPDATED, record->updated_at, strlen(record->updated_at));
    len = zk_text_sort_key(m->text, title, strlen(title), key, sizeof(key));
    set_value(m, ZK_SLOT_NAME, key, len);
    (void)snprintf(browse, sizeof(browse), "%02d%s", completeness(record), year);
    set_value(m, ZK_SLOT_BROWSE, browse, strlen(browse));
    len = zk_shim_number(prior(record), key);
    set_value(m, ZK_SLOT_PRIOR, key, len);
}

static void add_exact(struct maker *m)
{
    char term[ZK_TERM_MAX_BYTES];
    const char *title = zk_record_text(m->record, ZK_F_TITLE);
    size_t len;

    title = zk_text_nfc(m->text, title, strlen(title), m->arena, &len);
    if (!title) {
        m->status = ZK_NO_MEMORY;
        return;
    }
    len = zk_exact_term(m->text, title, len, term);
    if (len > 0)
        add(m, term, len, 1);
}

/* ---- suggestions ---- */

/* points: how much its record has to show; -1 for a term, which is told by its frequency */
static void add_suggestion(struct maker *m, int kind, const char *shown, int points)
{
    struct zk_buf term;
    size_t len = strlen(shown);

    if (len > SUGGEST_MAX_BYTES)
        return;
    zk_buf_init(&term, ZK_TERM_MAX_BYTES);
    zk_buf_addc(&term, 'S');
    zk_buf_addc(&term, zk_suggest_letter(kind));
    zk_text_normalise(m->text, shown, len, &term);
    zk_buf_addc(&term, '\t');
    zk_buf_add(&term, shown, len);
    if (points >= 0)
        zk_buf_addf(&term, "\t%02d", points);
    if (zk_buf_status(&term) == ZK_OK)
        add(m, term.bytes, term.len, 0);
    else if (zk_buf_status(&term) == ZK_NO_MEMORY)
        m->status = ZK_NO_MEMORY;
    zk_buf_free(&term);
}

static bool has_name(enum zk_kind kind)
{
    switch (kind) {
    case ZK_KIND_EXPERT:
    case ZK_KIND_WORKSTATION:
    case ZK_KIND_SOCIETY:
    case ZK_KIND_ORGANISATION:
        return true;
    case ZK_KIND_PROPOSAL:
    case ZK_KIND_ACHIEVEMENT:
    case ZK_KIND_DEMAND:
    case ZK_KIND_EVENT:
    case ZK_KIND_COUNT:
        return false;
    }
    return false;
}

static void add_suggestions(struct maker *m)
{
    const struct zk_code_table *disciplines = zk_codes_table("discipline");
    const struct zk_value *value = &m->record->values[ZK_F_KEYWORDS];

    if (has_name(m->record->kind)) {
        const char *name = zk_record_text(m->record, ZK_F_TITLE);

        add_suggestion(m, (int)m->record->kind, name, completeness(m->record));
        if (m->status == ZK_OK)
            m->status =
                zk_document_add_spellings(m->document, m->text, m->record->kind, name, m->arena);
    }
    for (size_t i = 0; i < value->count; i++)
        add_suggestion(m, -1, value->items[i].text, -1);
    value = &m->record->values[ZK_F_DISCIPLINES];
    for (size_t i = 0; i < value->count; i++) {
        const char *code = value->items[i].text;
        int row = zk_codes_find(disciplines, code, strlen(code));

        if (row >= 0)
            add_suggestion(m, -1, disciplines->rows[row].label, -1);
    }
}

enum zk_status zk_document_make(const struct zk_text *text, const struct zk_facets *facets,
                                const struct zk_record *record, struct zk_arena *arena,
                                struct zk_document **out, struct zk_error *err)
{
    struct maker m = { .text = text, .facets = facets, .record = record, .arena = arena };

    *out = NULL;
    m.document = zk_arena_alloc(arena, sizeof(*m.document));
    if (!m.document)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a document");
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (zk_field_shown(field, ZK_SEE_PUBLIC) == ZK_SHOWN && field->weight > 0)
            add_field(&m, field);
    }
    if (m.document->count > 0)
        add(&m, ZK_TERM_TEXT, strlen(ZK_TERM_TEXT), 0);
    add_facets(&m);
    add_orders(&m);
    add_exact(&m);
    add_suggestions(&m);
    if (m.status == ZK_OK)
        m.status = zk_document_ties(record, arena, &m.document->values[ZK_SLOT_TIES]);
    if (m.status == ZK_OK)
        m.status = zk_document_card(text, facets, record, arena, &m.document->data);
    if (m.status != ZK_OK)
        return zk_fail(err, m.status, "", "record %lld cannot be indexed: %s",
                       (long long)record->id, zk_status_text(m.status));
    *out = m.document;
    return ZK_OK;
}
