/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A record as the index holds it, before Xapian sees it: terms with their weights, values,
 * data. Made the same way by a build, an update and a check.
 *
 * Terms
 *   煤化 煤 gbt …        text, normalised; never begins with an ASCII capital; pairs and words have
 *                       positions, characters and joined part numbers have none
 *   Zbatteri            English stem
 *   Fregion:370402      facet value, ancestors included; Fkind:expert
 *   S<group><key>\t<shown>[\t<points>]  suggestion: group letter (a kind, or t for a term),
 *                       normalised key; a name with two digits of its record's completeness
 *   T煤化 O… K…         the same of title, organisations and keywords alone; without weight
 *   X煤化工学会          the whole title: zk_exact_term()
 *   Pzhangwm            name in Latin letters (document_names.c)
 *   Q                   has any text at all: BM25's statistics leave out those that have none
 */
#ifndef ZK_DOCUMENT_H
#define ZK_DOCUMENT_H

#include "facets.h"
#include "record.h"
#include "text.h"

enum {
    ZK_PREFIX_SPELLED = 'P',
    ZK_PREFIX_STEM = 'Z',
    ZK_PREFIX_TITLE = 'T',
    ZK_PREFIX_ORGANISATION = 'O',
    ZK_PREFIX_KEYWORD = 'K',
    ZK_PREFIX_EXACT = 'X',
};

enum {
    ZK_NAME_MAX_BYTES = 240,     /* of a longer name the rest is not spelled in pinyin */
    ZK_TERM_MAX_BYTES = 240,     /* Xapian's own limit is 245 */
    ZK_SNIPPET_MAX_CHARS = 3000, /* text kept beside a document for snippets */
};

/** Value slots. */
enum {
    ZK_SLOT_FACETS,  /* entries of zk_facets, 16 bits each, ascending, low byte first */
    ZK_SLOT_YEAR,    /* "2019", "" for none */
    ZK_SLOT_UPDATED, /* RFC 3339 */
    ZK_SLOT_NAME,    /* sort key of the title */
    ZK_SLOT_BROWSE,  /* order without a query: two digits of completeness, then the year */
    ZK_SLOT_PRIOR,   /* 0 to 1, as Xapian serialises numbers: how much there is, and how new */
    ZK_SLOT_TIES,    /* who stands behind it: see ties.h */
    ZK_SLOT_COUNT,
};

/** Sections of the data, one after the other, each behind its length (32 bits, low byte first). */
enum {
    ZK_DATA_MEMBERS,
    ZK_DATA_TITLE,
    ZK_DATA_NOTE,
    ZK_DATA_TEXT,
    ZK_DATA_ROLES, /* lines "<expert's id>\t<role>" of those who have one */
    ZK_DATA_COUNT
};

#define ZK_TERM_TEXT "Q"

struct zk_term {
    const char *name;
    size_t len;
    uint32_t wdf; /* 0: boolean */
    uint32_t hash;
    uint32_t *positions; /* ascending */
    uint32_t position_count;
};

struct zk_slice {
    const char *bytes;
    size_t len;
};

struct zk_document {
    struct zk_term *terms; /* open addressing; name is NULL where free */
    size_t room, count;    /* room is a power of two */
    struct zk_slice values[ZK_SLOT_COUNT];
    struct zk_slice data;
};

/** Everything *out points to is in arena. The record must have been read with ZK_SEE_PUBLIC. */
enum zk_status zk_document_make(const struct zk_text *text, const struct zk_facets *facets,
                                const struct zk_record *record, struct zk_arena *arena,
                                struct zk_document **out, struct zk_error *err);

/** Section of stored data; empty when the data is damaged. */
struct zk_slice zk_document_section(const char *data, size_t len, int section);

/** Add wdf to a term of a document (boolean when wdf is 0). */
enum zk_status zk_document_add_term(struct zk_document *document, struct zk_arena *arena,
                                    const char *name, size_t len, uint32_t wdf);

/**
 * The term of a whole title: letters, digits and Han without what stands between them.
 * @param out  ZK_TERM_MAX_BYTES
 * @return its length; 0 when nothing of it is searched, or when it is too long
 */
size_t zk_exact_term(const struct zk_text *text, const char *title, size_t len, char *out);

/* document_ties.c: who stands behind a record */

/** Value of ZK_SLOT_TIES; empty when nobody does. */
enum zk_status zk_document_ties(const struct zk_record *record, struct zk_arena *arena,
                                struct zk_slice *out);
/** Text of ZK_DATA_ROLES. */
void zk_document_roles(const struct zk_record *record, struct zk_buf *out);

/* document_card.c: what a hit shows */

/** JSON members of the hit, its title, its note, and the text snippets are cut from, as data. */
enum zk_status zk_document_card(const struct zk_text *text, const struct zk_facets *facets,
                                const struct zk_record *record, struct zk_arena *arena,
                                struct zk_slice *out);

/** Add the ways to type a name in Latin letters. */
enum zk_status zk_document_add_spellings(struct zk_document *document, const struct zk_text *text,
                                         enum zk_kind kind, const char *title,
                                         struct zk_arena *arena);

/** Group letter of suggestions of a kind, or of terms (-1). */
char zk_suggest_letter(int kind);

#endif
