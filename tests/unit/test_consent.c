/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Consent, and what people ask for: who may note what, and that whatever breaks meanwhile
 * (faults.h) nobody has agreed, nothing is half withdrawn, and nothing was asked for.
 */
#include "faults.h"
#include "subject.h"

static int64_t expert, society;
static char edition[ZK_STATEMENT_BYTES];

static const struct zk_who office = { .account = 0, .role = ZK_ROLE_OFFICE };

static struct zk_record *read_whole(int64_t id)
{
    struct zk_record *record = NULL;

    return zk_store_get_any(store, id, ZK_SEE_WHOLE, arena, &record, &error) == ZK_OK ? record
                                                                                      : NULL;
}

static int64_t put(enum zk_kind kind, const char *ref)
{
    struct zk_record *record = zk_record_new(arena, kind);
    enum zk_put what;
    int64_t id;

    record->values[ZK_F_REF].text = ref;
    record->values[ZK_F_TITLE].text = ref;
    record->values[ZK_F_PHONE].text = "19900001111";
    OK(zk_store_put(store, record, &id, &what, &error));
    return id;
}

/* The last one asked for. */
static int64_t asked;

static enum zk_status ask(const char *what, const char *text)
{
    const struct zk_subject_request request = {
        .what = what, .kind = "expert", .record = expert, .text = text
    };
    enum zk_status st = zk_request_add(&access_, store, &office, &request, &asked, &error);

    ck_assert((asked > 0) == (st == ZK_OK));
    return st;
}

/* An expert and a society with a telephone, one consent each, and a request of the expert's. */
static void people(void)
{
    const struct zk_consent paper = { .statement = "纸质",
                                      .channel = "paper",
                                      .scope = ZK_CONSENT_SCOPE };

    begin();
    zk_statement_edition(edition);
    OK(zk_store_begin(store, &error));
    expert = put(ZK_KIND_EXPERT, "E1");
    society = put(ZK_KIND_SOCIETY, "S1");
    OK(zk_consent_give(&access_, store, &office, read_whole(expert), &paper, &error));
    OK(zk_consent_give(&access_, store, &office, read_whole(society), &paper, &error));
    OK(ask("export", "请给我一份"));
    OK(zk_store_commit(store, &error));
}

/* ---- in trouble ---- */

static enum zk_status agree(void)
{
    const struct zk_who himself = { .role = ZK_ROLE_EXPERT };
    const struct zk_record record = { .id = expert, .kind = ZK_KIND_EXPERT };
    const struct zk_consent web = { .statement = edition,
                                    .channel = "web",
                                    .scope = ZK_CONSENT_SCOPE };

    return zk_consent_give(&access_, store, &himself, &record, &web, &error);
}

static enum zk_status what_was_agreed(void)
{
    struct zk_consent *list;
    size_t count;
    enum zk_status st = zk_consent_list(&access_, store, expert, arena, &list, &count, &error);

    if (st == ZK_OK) {
        ck_assert_uint_eq(count, 1);
        ck_assert(list[0].valid);
        ck_assert_str_eq(list[0].statement, "纸质");
    }
    return st;
}

static enum zk_status withdraw(int64_t id)
{
    struct zk_record *record = read_whole(id);

    return record ? zk_consent_withdraw(&access_, store, record, &error) : ZK_NO_MEMORY;
}

static enum zk_status an_expert_withdraws(void)
{
    return withdraw(expert);
}

static enum zk_status a_society_withdraws(void)
{
    return withdraw(society);
}

static enum zk_status is_an_export_wanted(void)
{
    return zk_request_wanted(store, expert, &error);
}

static enum zk_status ask_for_more(void)
{
    return ask("deletion", "请删除");
}

static enum zk_status what_was_asked_for(void)
{
    struct zk_request_page page = { .size = ZK_REQUEST_PAGE_MAX };
    enum zk_status st = zk_request_list(store, arena, &page, &error);

    if (st == ZK_OK) {
        ck_assert_uint_eq(page.count, 1);
        ck_assert_int_eq(page.total, 1);
        ck_assert_str_eq(page.list[0].text, "请给我一份");
    }
    return st;
}

static enum zk_status answer_it(void)
{
    char expected[40];
    const char *about;
    enum zk_status st = zk_request_close(&access_, store, 1, true, arena, &about, &error);

    (void)snprintf(expected, sizeof(expected), "expert:%lld", (long long)expert);
    ck_assert((about != NULL) == (st == ZK_OK));
    if (about)
        ck_assert_str_eq(about, expected);
    return st;
}

START_TEST(whatever_breaks_nobody_has_agreed_and_nothing_is_exported)
{
    static question *const all[] = { agree,
                                     what_was_agreed,
                                     an_expert_withdraws,
                                     a_society_withdraws,
                                     is_an_export_wanted,
                                     ask_for_more,
                                     what_was_asked_for,
                                     answer_it };

    people();
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        ask_in_trouble(all[i]);
    end();
}
END_TEST

/* ---- what is noted ---- */

static enum zk_status give(enum zk_role role, enum zk_kind kind, const char *channel,
                           const char *statement, const char *scope)
{
    const struct zk_who who = { .role = role };
    const struct zk_record record = { .id = kind == ZK_KIND_EXPERT ? expert : society,
                                      .kind = kind };
    const struct zk_consent consent = { .statement = statement,
                                        .channel = channel,
                                        .scope = scope };

    return zk_consent_give(&access_, store, &who, &record, &consent, &error);
}

START_TEST(the_page_notes_the_statement_in_force_and_the_office_what_it_has)
{
    static const char *const channels[] = { "web", "paper", "phone", "mail", "fax", "" };
    char most[3 * 201 + 1] = "";

    people();
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        enum zk_role role = (enum zk_role)(1 << bit);

        for (int i = 0; i < 6; i++) {
            ck_assert_int_eq(give(role, ZK_KIND_EXPERT, channels[i], edition, ZK_CONSENT_SCOPE),
                             i == 0 || (i < 4 && role == ZK_ROLE_OFFICE) ? ZK_OK : ZK_BAD_VALUE);
            ck_assert_int_eq(give(role, ZK_KIND_EXPERT, channels[i], "older", ZK_CONSENT_SCOPE),
                             i > 0 && i < 4 && role == ZK_ROLE_OFFICE ? ZK_OK : ZK_BAD_VALUE);
            ck_assert_int_eq(give(role, ZK_KIND_EXPERT, channels[i], edition, "everything"),
                             ZK_BAD_VALUE);
        }
    }
    ck_assert_int_eq(give(ZK_ROLE_OFFICE, ZK_KIND_EXPERT, "paper", "", ZK_CONSENT_SCOPE),
                     ZK_BAD_VALUE);
    for (int i = 0; i < 200; i++)
        strcat(most, "字");
    OK(give(ZK_ROLE_OFFICE, ZK_KIND_EXPERT, "paper", most, ZK_CONSENT_SCOPE));
    strcat(most, "字");
    ck_assert_int_eq(give(ZK_ROLE_OFFICE, ZK_KIND_EXPERT, "paper", most, ZK_CONSENT_SCOPE),
                     ZK_BAD_VALUE);
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) { /* who has a telephone can agree */
        bool held = zk_field_of_kind(zk_field_get(ZK_F_PHONE), (enum zk_kind)kind);

        ck_assert_int_eq(give(ZK_ROLE_OFFICE, (enum zk_kind)kind, "paper", "a", ZK_CONSENT_SCOPE),
                         held ? ZK_OK : ZK_REFUSED);
    }
    end();
}
END_TEST

START_TEST(a_consent_is_valid_until_its_day_or_until_it_is_withdrawn)
{
    struct zk_consent later = {
        .statement = "纸质", .channel = "paper", .scope = ZK_CONSENT_SCOPE, .expires_at = 1800000100
    };
    struct zk_consent *list;
    size_t count;

    people();
    OK(zk_consent_give(&access_, store, &office, read_whole(society), &later, &error));
    for (int i = 0; i < 2; i++) { /* newest first */
        OK(zk_consent_list(&access_, store, society, arena, &list, &count, &error));
        ck_assert_uint_eq(count, 2);
        ck_assert_int_eq(list[0].valid, i == 0);
        ck_assert(list[1].valid);
        now = later.expires_at;
    }
    OK(zk_store_begin(store, &error));
    OK(withdraw(society));
    OK(withdraw(expert));
    OK(zk_store_commit(store, &error));
    OK(zk_consent_list(&access_, store, society, arena, &list, &count, &error));
    ck_assert(!list[0].valid && !list[1].valid);
    ck_assert_ptr_null(zk_record_text(read_whole(society), ZK_F_PHONE));
    ck_assert_ptr_null(zk_record_text(read_whole(expert), ZK_F_PHONE));
    ck_assert_str_eq(zk_record_text(read_whole(expert), ZK_F_VISIBILITY), "office");
    ck_assert_ptr_null(zk_record_text(read_whole(society), ZK_F_VISIBILITY));
    end();
}
END_TEST

START_TEST(an_export_is_wanted_while_a_request_for_it_is_open)
{
    const char *about;

    people();
    for (int done = 1; done >= 0; done--) {
        OK(zk_request_wanted(store, expert, &error));
        ck_assert_int_eq(zk_request_wanted(store, society, &error), ZK_REFUSED);
        OK(zk_request_close(&access_, store, asked, done, arena, &about, &error));
        ck_assert_int_eq(zk_request_wanted(store, expert, &error), ZK_REFUSED);
        ck_assert_int_eq(zk_request_close(&access_, store, asked, done, arena, &about, &error),
                         ZK_NOT_FOUND); /* it is closed */
        OK(ask("deletion", "请删除"));
        ck_assert_int_eq(zk_request_wanted(store, expert, &error), ZK_REFUSED);
        OK(ask("export", "再给一份"));
    }
    end();
}
END_TEST

START_TEST(a_request_is_of_a_known_kind_and_of_some_length)
{
    static const char *const known[] = { "export", "correction", "deletion", "withdrawal" };
    char most[3 * (ZK_SUBJECT_TEXT_MAX + 1) + 1] = "";

    people();
    for (int i = 0; i < 4; i++)
        OK(ask(known[i], "字"));
    ck_assert_int_eq(ask("everything", "字"), ZK_BAD_VALUE);
    ck_assert_int_eq(ask("export", ""), ZK_BAD_VALUE);
    for (int i = 0; i < ZK_SUBJECT_TEXT_MAX; i++)
        memcpy(most + 3 * i, "字", 4);
    OK(ask("export", most));
    strcat(most, "字");
    ck_assert_int_eq(ask("export", most), ZK_BAD_VALUE);
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("consent");
    TCase *tc = tcase_create("consent");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, whatever_breaks_nobody_has_agreed_and_nothing_is_exported);
    tcase_add_test(tc, the_page_notes_the_statement_in_force_and_the_office_what_it_has);
    tcase_add_test(tc, a_consent_is_valid_until_its_day_or_until_it_is_withdrawn);
    tcase_add_test(tc, an_export_is_wanted_while_a_request_for_it_is_open);
    tcase_add_test(tc, a_request_is_of_a_known_kind_and_of_some_length);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
