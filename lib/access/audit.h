/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audit: who did what to whom, when, what it was before and after, and what for. Rows are only
 * ever added (triggers refuse all else), and each row's hash covers it and the hash before it, so
 * that a row that was altered or cut out is found. Rows are never removed: the law's six months
 * are the least.
 *
 * No secret and no contact ever goes in: of a private field it is told that it changed, not how.
 * What an expert's fields were and are, and what people wrote of what they did with them, is sealed
 * with a key of that expert, which goes when he is erased (zk_audit_forget()): the rows stay, and
 * their hashes, and nobody can read the values.
 */
#ifndef ZK_AUDIT_H
#define ZK_AUDIT_H

#include "access.h"

enum { ZK_AUDIT_PAGE_MAX = 200, ZK_AUDIT_TEXT_MAX = 500 /* bytes kept of old, new, purpose */ };

/** What happened; NULL is "". */
struct zk_audit {
    const char *action; /* "login", "login_refused", "unmask", …: a-z and _ */
    const char *object; /* "expert:12", "account:3" */
    const char *field;
    const char *old;
    const char *new_; /* what it is now */
    const char *purpose;
    bool plain; /* of an expert, and has nothing of his: it is read when he is erased, too */
};

/** Append one, in the transaction of what it tells. */
enum zk_status zk_audit_add(const struct zk_access *access, struct zk_store *store,
                            const struct zk_who *who, const struct zk_audit *entry,
                            struct zk_error *err);

/** Nobody shall read any more what is told of an expert, nor what will be. In a transaction. */
enum zk_status zk_audit_forget(struct zk_store *store, int64_t expert, struct zk_error *err);

struct zk_audit_row {
    int64_t seq, at, account;
    const char *login; /* NULL when the account is gone, or nobody was signed in */
    const char *role, *address, *action, *object, *field, *old, *new_, *purpose;
};

/** NULL and 0 match anything. */
struct zk_audit_query {
    const char *action, *object;
    int64_t account;
    int64_t from, to; /* seconds; to is exclusive */
    int64_t before;   /* seq: the page behind the last one */
    size_t max;       /* at most ZK_AUDIT_PAGE_MAX */
};

/** Newest first. */
enum zk_status zk_audit_search(struct zk_store *store, const struct zk_audit_query *query,
                               struct zk_arena *arena, struct zk_audit_row **out, size_t *count,
                               struct zk_error *err);

struct zk_audit_head {
    int64_t rows;
    int64_t seq;     /* of the last row */
    char hash[65];   /* of the last row, hexadecimal: keep it elsewhere */
    int64_t bad_seq; /* first row that does not fit, 0 for none */
};

/**
 * Walk the whole chain. Rows cut off at the end are found by the sequence's own count, or by
 * comparing the head with one that was kept.
 *
 * @param kept  a hash printed earlier, NULL for none: it must be in the chain
 * @retval ZK_CORRUPT  out->bad_seq tells where
 */
enum zk_status zk_audit_verify(struct zk_store *store, const char *kept, struct zk_audit_head *out,
                               struct zk_error *err);

#endif
