/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_seal.h"

#include "audit.h"
#include "private.h"

#include <sodium.h>

enum {
    KEY_BYTES = crypto_secretbox_KEYBYTES,
    NONCE_BYTES = crypto_secretbox_NONCEBYTES,
    MAC_BYTES = crypto_secretbox_MACBYTES,
};

#define MARK   "sealed:" /* then nonce, and the text with its code, in base64 */
#define ERASED "（已删除）"

bool zk_audit_is_personal(const char *object)
{
    return object && strncmp(object, "expert:", 7) == 0;
}

static enum zk_status read_key(struct zk_store *store, const char *object,
                               unsigned char key[KEY_BYTES], bool *found, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows, "SELECT key FROM audit_key WHERE object = ?1", err, "t", object);

    *found = false;
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        size_t len;
        const void *bytes = zk_sql_blob(&rows, 0, &len);

        *found = len == KEY_BYTES;
        if (*found)
            memcpy(key, bytes, len);
    }
    zk_sql_close(&rows);
    return st;
}

static enum zk_status make_key(struct zk_store *store, const char *object,
                               unsigned char key[KEY_BYTES], struct zk_error *err)
{
    randombytes_buf(key, KEY_BYTES);
    return zk_sql_run(store, "INSERT INTO audit_key (object, key) VALUES (?1, ?2)", err, "tb",
                      object, (const void *)key, (size_t)KEY_BYTES);
}

enum zk_status zk_audit_seal(struct zk_store *store, const char *object, struct zk_arena *arena,
                             const char **text, struct zk_error *err)
{
    size_t len = strlen(*text), sealed_len = NONCE_BYTES + MAC_BYTES + len;
    size_t room = sodium_base64_ENCODED_LEN(sealed_len, sodium_base64_VARIANT_ORIGINAL);
    unsigned char key[KEY_BYTES], *sealed;
    bool found;
    char *out;
    enum zk_status st;

    if (len == 0)
        return ZK_OK;
    sealed = zk_arena_alloc(arena, sealed_len);
    out = zk_arena_alloc(arena, sizeof(MARK) + room);
    if (!sealed || !out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an audit entry");
    st = read_key(store, object, key, &found, err);
    if (st == ZK_OK && !found)
        st = make_key(store, object, key, err);
    if (st != ZK_OK)
        return st;
    if (sodium_is_zero(key, KEY_BYTES)) /* of who is erased: with one that nobody keeps */
        randombytes_buf(key, KEY_BYTES);
    randombytes_buf(sealed, NONCE_BYTES);
    (void)crypto_secretbox_easy(sealed + NONCE_BYTES, (const unsigned char *)*text, len, sealed,
                                key);
    memcpy(out, MARK, sizeof(MARK));
    (void)sodium_bin2base64(out + sizeof(MARK) - 1, room, sealed, sealed_len,
                            sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(key, sizeof(key));
    *text = out;
    return ZK_OK;
}

enum zk_status zk_audit_unseal(struct zk_store *store, const char *object, struct zk_arena *arena,
                               const char **text, struct zk_error *err)
{
    const char *coded = *text ? *text + sizeof(MARK) - 1 : NULL;
    unsigned char key[KEY_BYTES], *sealed;
    size_t len = 0, room;
    bool found;
    char *out;
    enum zk_status st;

    if (!*text || !zk_audit_is_personal(object) || strncmp(*text, MARK, sizeof(MARK) - 1) != 0)
        return ZK_OK;
    room = strlen(coded);
    sealed = zk_arena_alloc(arena, room + 1);
    out = zk_arena_alloc(arena, room + 1);
    if (!sealed || !out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for the audit");
    *text = ERASED;
    st = read_key(store, object, key, &found, err);
    if (st != ZK_OK || !found ||
        sodium_base642bin(sealed, room, coded, room, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        len < NONCE_BYTES + MAC_BYTES ||
        crypto_secretbox_open_easy((unsigned char *)out, sealed + NONCE_BYTES, len - NONCE_BYTES,
                                   sealed, key) != 0)
        return st;
    out[len - NONCE_BYTES - MAC_BYTES] = '\0';
    *text = out;
    return ZK_OK;
}

enum zk_status zk_audit_forget(struct zk_store *store, int64_t expert, struct zk_error *err)
{
    return zk_sql_run(store,
                      "INSERT INTO audit_key (object, key) VALUES ('expert:' || ?1, zeroblob(32))"
                      " ON CONFLICT (object) DO UPDATE SET key = excluded.key",
                      err, "i", expert);
}
