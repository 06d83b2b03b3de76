/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person's names in what others have typed: as characters, in any width, case and script, and
 * spelled in letters (du gu qiubai, Qiubai Dugu).
 */
#ifndef ZK_NAMES_H
#define ZK_NAMES_H

#include "store.h"
#include "text.h"

enum { ZK_NAMES_MAX = 32 };

/* Begins a statement: own(name) is what expert ?1 is and was called. */
#define ZK_NAMES_OWN                                                                               \
    "WITH own(name) AS (SELECT title FROM record WHERE id = ?1 UNION SELECT old FROM"              \
    " change_field WHERE record_id = ?1 AND field = 'title' UNION SELECT name FROM former_name"    \
    " WHERE record_id = ?1)"

struct zk_names {
    struct zk_text *text;
    struct zk_arena *arena; /* the names' */
    const char *list[ZK_NAMES_MAX];
    size_t count;
    /* the given name first, as it is spelled abroad: of a surname of one character, and of two */
    const char *turned[2 * ZK_NAMES_MAX];
    size_t turned_count;
};

/** What the person is and was called, and whatever the table of words calls the same. */
enum zk_status zk_names_open(struct zk_store *store, int64_t expert, struct zk_names *out,
                             struct zk_error *err);
void zk_names_close(struct zk_names *names);

/** *out: the text without the names, in arena; the very same text when there is none in it. Names
 * in letters go where they are spelled in full. */
enum zk_status zk_names_cut(const struct zk_names *names, const char *text, struct zk_arena *arena,
                            const char **out, struct zk_error *err);

/** Is all of a normalised text a name in letters, or the initials of one? */
bool zk_names_spelled(const struct zk_names *names, const char *text);

#endif
