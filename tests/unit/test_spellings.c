/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever a name is: each of its spellings finds it.
 */
#include "document.h"
#include "names.h"
#include "pinyin.h"
#include "utf8.h"

#include <stdlib.h>

enum { PEOPLE = 80, TRIES = 30 };

static uint32_t random_han(void)
{
    for (;;) {
        struct zk_pinyin_form forms[ZK_PINYIN_FORMS];
        uint32_t c = 0x4E00 + (uint32_t)(rand() % 0x5000);
        char text[4];
        struct zk_buf normal;
        bool same;

        zk_buf_init(&normal, 64);
        zk_text_normalise(directory.text, text, zk_utf8_encode(c, text), &normal);
        same = normal.len == 3 && memcmp(normal.bytes, text, 3) == 0;
        zk_buf_free(&normal);
        if (same && zk_pinyin_forms(0, c, 0, forms) > 0)
            return c;
    }
}

enum way { ANYHOW, IN_FULL, BY_INITIALS };

static bool goes(enum way way, const struct zk_pinyin_form *form)
{
    return way == ANYHOW || (way == IN_FULL ? form->whole : !form->whole || form->len == 1);
}

/* before: as of zk_pinyin_forms() for the first character */
static void random_spelling(uint32_t before, const char *name, enum way way, char out[128])
{
    size_t pos = 0, len = strlen(name), used = 0;

    while (pos < len) {
        struct zk_pinyin_form forms[ZK_PINYIN_FORMS];
        uint32_t c = zk_utf8_next(name, len, &pos);
        size_t ahead = pos;
        uint32_t next = pos < len ? zk_utf8_next(name, len, &ahead) : 0;
        size_t count = zk_pinyin_forms(before, c, next, forms), which;

        do
            which = (size_t)rand() % count;
        while (!goes(way, &forms[which]));
        memcpy(out + used, forms[which].text, forms[which].len);
        used += forms[which].len;
        if (rand() % 4 == 0)
            out[used++] = ' ';
        before = c;
    }
    out[used] = '\0';
}

enum { NAME_BYTES = 64 };

static void put_random(enum zk_kind kind, int least, int most, char names[PEOPLE][NAME_BYTES],
                       int64_t ids[PEOPLE])
{
    srand(5);
    for (int i = 0; i < PEOPLE; i++) {
        size_t len = 0;

        for (int chars = least + rand() % (most - least + 1); chars > 0; chars--)
            len += zk_utf8_encode(random_han(), names[i] + len);
        names[i][len] = '\0';
        ids[i] = put(kind, names[i]);
    }
    open_engine();
}

START_TEST(every_indexed_name_is_found_by_each_of_its_spellings)
{
    char names[PEOPLE][NAME_BYTES];
    int64_t ids[PEOPLE];

    put_random(ZK_KIND_EXPERT, 2, 4, names, ids);
    for (int i = 0; i < PEOPLE * TRIES; i++) {
        char typed[128];

        random_spelling(ZK_PINYIN_SURNAME, names[i % PEOPLE], ANYHOW, typed);
        ck_assert_msg(finds(typed, ids[i % PEOPLE]), "%s: %s", names[i % PEOPLE], typed);
        zk_arena_reset(arena);
    }
}
END_TEST

START_TEST(every_organisation_is_found_in_full_and_by_its_initials)
{
    char names[PEOPLE][NAME_BYTES];
    int64_t ids[PEOPLE];

    put_random(ZK_KIND_ORGANISATION, 4, 10, names, ids);
    for (int i = 0; i < PEOPLE * TRIES; i++) {
        char typed[128];

        random_spelling(0, names[i % PEOPLE], i % 2 ? IN_FULL : BY_INITIALS, typed);
        ck_assert_msg(finds(typed, ids[i % PEOPLE]), "%s: %s", names[i % PEOPLE], typed);
        ck_assert_msg(suggested(typed, ids[i % PEOPLE]) != NULL, "%s: %s", names[i % PEOPLE],
                      typed);
        zk_arena_reset(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spellings");
    TCase *tc = tcase_create("spellings");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, every_indexed_name_is_found_by_each_of_its_spellings);
    tcase_add_test(tc, every_organisation_is_found_in_full_and_by_its_initials);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
