/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marking a part of a name that was found by its normalised form or by its pinyin. The two forms
 * agree character by character, as a rule: the part is told by number of characters.
 */
#include "private.h"

#include "pinyin.h"
#include "utf8.h"

enum zk_status zk_mark_part(const char *shown, size_t len, const char *key, size_t from, size_t to,
                            struct zk_arena *arena, struct zk_pieces *out, struct zk_error *err)
{
    const char **text = zk_arena_array(arena, 3, sizeof(*text));
    size_t *lens = zk_arena_array(arena, 3, sizeof(*lens));
    size_t begin = zk_utf8_prefix(shown, len, zk_utf8_count(key, from));
    size_t end = zk_utf8_prefix(shown, len, zk_utf8_count(key, to));

    if (!text || !lens)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for marks");
    text[0] = shown;
    lens[0] = begin;
    text[1] = shown + begin;
    lens[1] = end - begin;
    text[2] = shown + end;
    lens[2] = len - end;
    *out = (struct zk_pieces){ text, lens, lens[2] > 0 ? 3 : 2 };
    return ZK_OK;
}

enum zk_status zk_mark_pinyin(const struct zk_text *text, const struct zk_pieces *title,
                              const char *letters, size_t letters_len, struct zk_arena *arena,
                              struct zk_pieces *out, struct zk_error *err)
{
    struct zk_buf key;
    enum zk_status st;
    size_t from = 0, to = 0;

    *out = *title;
    zk_buf_init(&key, ZK_NAME_MAX_BYTES);
    zk_text_normalise(text, title->text[0], title->len[0], &key);
    st = zk_buf_status(&key) == ZK_NO_MEMORY ? zk_fail(err, ZK_NO_MEMORY, "", "no memory for marks")
                                             : ZK_OK;
    while (st == ZK_OK && key.status == ZK_OK && to == 0 && from < key.len) {
        size_t next = from;
        size_t bytes =
            zk_pinyin_match(0, key.bytes + from, key.len - from, letters, letters_len, NULL);

        (void)zk_utf8_next(key.bytes, key.len, &next);
        if (bytes > 0)
            to = from + bytes;
        else
            from = next;
    }
    if (st == ZK_OK && to > 0)
        st = zk_mark_part(title->text[0], title->len[0], key.bytes, from, to, arena, out, err);
    zk_buf_free(&key);
    return st;
}
