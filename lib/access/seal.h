/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Secrets of one-time codes lie in the store sealed (XChaCha20-Poly1305), each with its account in
 * the seal, by a key that is in a file of its own: who reads the store or a backup makes no codes.
 *
 * The file has a key a line, in hexadecimal, mode 0600. The first seals, all of them open: while
 * keys are changed there are two, so that no moment finds a secret without its key. It is read
 * whenever a secret is wanted, which is seldom.
 */
#ifndef ZK_SEAL_H
#define ZK_SEAL_H

#include "access.h"

/** An account's secrets: the one in use, and the one that waits to be confirmed. */
enum zk_sealed { ZK_SEALED_SECRET, ZK_SEALED_OFFER };

/**
 * Make sure that every secret of the store can be opened: the file is made where there is none and
 * nothing is sealed yet, and what lies open is sealed. In no transaction.
 *
 * @retval ZK_CORRUPT  the key of some is missing; detail says what to do
 * @retval ZK_USAGE    others than its owner can read the file
 */
enum zk_status zk_seal_start(const struct zk_access *access, struct zk_store *store,
                             struct zk_error *err);

/** A new key, and everything sealed with it; the old one is gone. Begins and ends transactions. */
enum zk_status zk_seal_change(const struct zk_access *access, struct zk_store *store,
                              int64_t *count, struct zk_error *err);

/** Accounts with a secret that no key of the file opens, in arena. */
enum zk_status zk_seal_lost(const struct zk_access *access, struct zk_store *store,
                            struct zk_arena *arena, int64_t **out, size_t *count,
                            struct zk_error *err);

/** Put an account's secret away. */
enum zk_status zk_seal_put(const struct zk_access *access, struct zk_store *store, int64_t account,
                           enum zk_sealed what, const unsigned char secret[ZK_TOTP_SECRET_BYTES],
                           struct zk_error *err);

/** Read it. *found: there is one. @retval ZK_CORRUPT  no key opens it */
enum zk_status zk_seal_get(const struct zk_access *access, struct zk_store *store, int64_t account,
                           enum zk_sealed what, unsigned char secret[ZK_TOTP_SECRET_BYTES],
                           bool *found, struct zk_error *err);

#endif
