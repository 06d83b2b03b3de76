/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See names.h. A text is folded character by character, so that what is found in its normal form
 * is cut out of it as it was typed.
 */
#include "names.h"

#include "sql.h"
#include "utf8.h"

#include "pinyin.h"

#include <string.h>

enum {
    NAME_BYTES = 1024,
    FOLDED_MAX = 256 * 1024, /* bytes: more than anything that is saved */
    CHARS_MIN = 2,           /* one character is no name */
};

/* ---- which names ---- */

static bool is_han(const char *name)
{
    size_t at = 0;

    return zk_utf8_next(name, strlen(name), &at) >= 0x3400;
}

/* 独孤求败 is turned to 求败独孤 and 孤求败独. */
static bool add_turned(struct zk_names *names, const char *name)
{
    size_t len = strlen(name), chars = zk_utf8_count(name, len);

    for (size_t surname = 1; is_han(name) && surname <= 2 && surname < chars; surname++) {
        size_t cut = zk_utf8_prefix(name, len, surname);
        const char *turned = zk_arena_printf(names->arena, "%s%.*s", name + cut, (int)cut, name);

        if (!turned)
            return false;
        names->turned[names->turned_count++] = turned;
    }
    return true;
}

static bool add_name(struct zk_names *names, const char *name, struct zk_buf *normal)
{
    const char *nfc;
    size_t len;

    nfc = name ? zk_text_nfc(names->text, name, strlen(name), names->arena, &len) : NULL;
    if (!nfc)
        return false;
    zk_buf_clear(normal);
    zk_text_normalise(names->text, nfc, len, normal);
    if (zk_buf_status(normal) == ZK_NO_MEMORY)
        return false;
    if (zk_utf8_count(normal->bytes, normal->len) < CHARS_MIN)
        return true;
    name = zk_arena_copy(names->arena, normal->bytes, normal->len);
    if (!name)
        return false;
    names->list[names->count++] = name;
    return add_turned(names, name);
}

static enum zk_status read_names(struct zk_store *store, int64_t expert, struct zk_names *names,
                                 struct zk_error *err)
{
    struct zk_cursor rows;
    struct zk_buf normal;
    enum zk_status st = zk_sql_open(
        store, &rows,
        ZK_NAMES_OWN " SELECT name FROM own UNION SELECT other FROM term, own"
                     " WHERE text = name AND relation = 'alias' UNION SELECT text FROM term, own"
                     " WHERE other = name AND relation = 'alias'",
        err, "i", expert);

    zk_buf_init(&normal, NAME_BYTES);
    while (st == ZK_OK && names->count < ZK_NAMES_MAX && (st = zk_sql_next(&rows, err)) == ZK_OK &&
           rows.row) {
        if (!add_name(names, zk_sql_text(&rows, 0, names->arena), &normal))
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for names");
    }
    zk_sql_close(&rows);
    zk_buf_free(&normal);
    return st;
}

enum zk_status zk_names_open(struct zk_store *store, int64_t expert, struct zk_names *out,
                             struct zk_error *err)
{
    enum zk_status st;

    *out = (struct zk_names){ .arena = zk_arena_open() };
    st = out->arena ? zk_text_open(&out->text, err)
                    : zk_fail(err, ZK_NO_MEMORY, "", "no memory for names");
    if (st == ZK_OK)
        st = read_names(store, expert, out, err);
    if (st != ZK_OK)
        zk_names_close(out);
    return st;
}

void zk_names_close(struct zk_names *names)
{
    zk_text_close(names->text);
    zk_arena_close(names->arena);
    *names = (struct zk_names){ 0 };
}

/* ---- a text, folded ---- */

struct folded {
    const char *raw;
    const char *bytes; /* the normal form */
    size_t len;
    const size_t *from; /* len + 1: where in raw the character of a byte begins */
    bool *gone;         /* bytes of raw that are cut out */
    bool any;
};

static bool fold(const struct zk_names *names, const char *raw, size_t len, struct zk_arena *arena,
                 struct zk_buf *normal, struct folded *out)
{
    size_t *from = NULL, at = 0, room = 0;

    /* twice: to know how long it is, and where each byte comes from */
    for (int turn = 0; turn < 2; turn++) {
        zk_buf_clear(normal);
        for (at = 0; at < len;) {
            size_t begin = at, before = normal->len;

            (void)zk_utf8_next(raw, len, &at);
            zk_text_normalise(names->text, raw + begin, at - begin, normal);
            for (size_t i = before; from && i < normal->len && i < room; i++)
                from[i] = begin;
        }
        if (zk_buf_status(normal) != ZK_OK)
            return false;
        room = normal->len;
        if (!from && !(from = zk_arena_array(arena, room + 1, sizeof(*from))))
            return false;
    }
    from[room] = len;
    *out = (struct folded){ .raw = raw, .bytes = zk_buf_text(normal), .len = room, .from = from };
    out->gone = zk_arena_array(arena, len + 1, sizeof(*out->gone));
    if (out->gone)
        memset(out->gone, 0, (len + 1) * sizeof(*out->gone));
    return out->gone != NULL;
}

/* Cut out what bytes from to to of the normal form were typed as. */
static void cut_out(struct folded *folded, size_t from, size_t to)
{
    size_t end = to;

    while (end < folded->len && folded->from[end] == folded->from[end - 1])
        end++; /* a character is cut whole */
    for (size_t i = folded->from[from]; i < folded->from[end]; i++)
        folded->gone[i] = true;
    folded->any = true;
}

/* ---- names as characters ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A name in Latin letters is a word of its own. */
static void cut_name(struct folded *folded, const char *name)
{
    size_t len = strlen(name);
    const char *found = folded->bytes;

    while ((found = strstr(found, name))) {
        size_t at = (size_t)(found - folded->bytes);
        bool within = (at > 0 && is_letter(found[-1]) && is_letter(name[0])) ||
                      (is_letter(found[len]) && is_letter(name[len - 1]));

        if (!within)
            cut_out(folded, at, at + len);
        found += within ? 1 : len;
    }
}

/* ---- names in letters ---- */

struct letters {
    char list[ZK_PINYIN_TYPED_MAX];
    size_t count;
};

/* Every character of the name from at on, by one of its readings in full, and no letter more. */
static bool spells(const char *name, size_t at, uint32_t before, const struct letters *letters,
                   size_t used)
{
    struct zk_pinyin_form forms[ZK_PINYIN_FORMS];
    size_t len = strlen(name), behind = at, ahead, count;
    uint32_t c, next;

    if (at == len)
        return used == letters->count;
    c = zk_utf8_next(name, len, &behind);
    ahead = behind;
    next = ahead < len ? zk_utf8_next(name, len, &ahead) : 0;
    count = zk_pinyin_forms(before, c, next, forms);
    if (count == 0)
        return spells(name, behind, c, letters, used);
    for (size_t i = 0; i < count; i++) {
        if (forms[i].whole && forms[i].len <= letters->count - used &&
            memcmp(forms[i].text, letters->list + used, forms[i].len) == 0 &&
            spells(name, behind, c, letters, used + forms[i].len))
            return true;
    }
    return false;
}

static bool spells_any(const struct zk_names *names, const struct letters *letters)
{
    for (size_t i = 0; i < names->count; i++) {
        if (spells(names->list[i], 0, ZK_PINYIN_SURNAME, letters, 0) ||
            spells(names->list[i], 0, 0, letters, 0))
            return true;
    }
    for (size_t i = 0; i < names->turned_count; i++) {
        if (spells(names->turned[i], 0, 0, letters, 0))
            return true;
    }
    return false;
}

/* The letter at p, or 0; *len: its bytes. */
static char letter_at(const char *p, size_t *len)
{
    bool umlaut = strncmp(p, "ü", 2) == 0;

    *len = umlaut ? 2 : 1;
    return umlaut ? 'v' : *p >= 'a' && *p <= 'z' ? *p : '\0';
}

/* What may stand between the words of one name. */
static size_t joint_len(const char *p)
{
    static const char *const joints[] = { " ", "-", "'", "’", ",", ".", "·" };

    for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
        if (strncmp(p, joints[i], strlen(joints[i])) == 0)
            return strlen(joints[i]);
    }
    return 0;
}

/* The longest name in letters that begins at a word; 0: there is none. */
static size_t name_at(const struct zk_names *names, const char *p)
{
    struct letters letters = { .count = 0 };
    size_t end = 0, at = 0, len;

    for (;;) {
        char letter = letter_at(p + at, &len);

        if (letter && letters.count == ZK_PINYIN_TYPED_MAX)
            return end;
        if (letter)
            letters.list[letters.count++] = letter;
        at += letter ? len : 0;
        if (letter && letter_at(p + at, &len))
            continue;
        if (letter && spells_any(names, &letters))
            end = at; /* where a word does */
        if (letter)
            continue;
        len = joint_len(p + at);
        if (len == 0)
            return end;
        at += len;
    }
}

static void cut_letters(struct folded *folded, const struct zk_names *names)
{
    bool within = false;
    size_t at = 0, len;

    while (at < folded->len) {
        bool letter = letter_at(folded->bytes + at, &len) != '\0';
        size_t name = letter && !within ? name_at(names, folded->bytes + at) : 0;

        if (name > 0)
            cut_out(folded, at, at + name);
        within = letter && name == 0;
        at += name > 0 ? name : len;
    }
}

/* ---- both ---- */

/* What is left, without blanks and empty lines at its ends or where a name was. */
static const char *what_is_left(const struct folded *folded, size_t len, struct zk_arena *arena)
{
    char *out = zk_arena_alloc(arena, len + 1);
    size_t n = 0;

    for (size_t i = 0; out && i < len; i++) {
        char c = folded->raw[i];
        bool blank = (c == ' ' || c == '\n') && (n == 0 || out[n - 1] == c);

        if (!folded->gone[i] && !blank)
            out[n++] = c;
    }
    while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\n'))
        n--;
    if (out)
        out[n] = '\0';
    return out;
}

enum zk_status zk_names_cut(const struct zk_names *names, const char *text, struct zk_arena *arena,
                            const char **out, struct zk_error *err)
{
    struct folded folded = { 0 };
    struct zk_buf normal;
    size_t len = 0;
    const char *nfc = zk_text_nfc(names->text, text, strlen(text), arena, &len);
    bool ok;

    zk_buf_init(&normal, FOLDED_MAX);
    ok = nfc && fold(names, nfc, len, arena, &normal, &folded);
    for (size_t i = 0; ok && i < names->count; i++)
        cut_name(&folded, names->list[i]);
    if (ok)
        cut_letters(&folded, names);
    *out = ok && folded.any ? what_is_left(&folded, len, arena) : text;
    zk_buf_free(&normal);
    return ok && *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for names");
}

bool zk_names_spelled(const struct zk_names *names, const char *text)
{
    char letters[ZK_PINYIN_TYPED_MAX];
    size_t typed = zk_pinyin_typed(text, strlen(text), letters);
    bool whole = false;

    for (size_t i = 0; typed > 0 && i < names->count; i++) {
        const char *name = names->list[i];
        size_t len = strlen(name);

        /* as one who knows it reads it, or as one who does not (曾: zeng, ceng) */
        if ((zk_pinyin_match(ZK_PINYIN_SURNAME, name, len, letters, typed, &whole) > 0 && whole) ||
            (zk_pinyin_match(0, name, len, letters, typed, &whole) > 0 && whole))
            return true;
    }
    return false;
}
