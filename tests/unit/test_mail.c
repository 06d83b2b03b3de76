/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making mails, and what a relay may be. That a relay takes them is tested over a socket
 * (tests/api/mail.test.mjs).
 */
#include "mail.h"
#include "suite.h"

#include "utf8.h"

#include <sodium.h>
#include <string.h>

static struct zk_error error;

START_TEST(an_address_holds_nothing_that_mail_would_read_as_something_else)
{
    static const char *const good[] = { "a@b.cn", "zhang.san+x@mail.example.com" };
    static const char *const bad[] = { "",          "a",        "@b.cn",   "a@",        "a@b",
                                       "a@b.cn\r\nBcc: c@d.cn", "a b@c.cn", "a@b@c.cn", "a@.cn",
                                       "<a@b.cn>",  "a@b.cn,c@d.cn", "张@b.cn", "a@b.cn.", "a@b_c.cn" };

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        ck_assert_msg(zk_mail_is_address(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(!zk_mail_is_address(bad[i]), "%s", bad[i]);
}
END_TEST

static struct zk_mail a_mail(void)
{
    return (struct zk_mail){ .from = "zhiku@example.com", .to = "a@example.com", .subject = "主题",
                             .text = "正文", .id = "1-2", .date = 1800000000 };
}

static const char *compose(const struct zk_mail *mail, struct zk_buf *out)
{
    zk_buf_init(out, ZK_MAIL_BYTES_MAX);
    ck_assert_int_eq(zk_mail_compose(mail, out, &error), ZK_OK);
    return zk_buf_text(out);
}

START_TEST(a_mail_is_headers_and_text_in_base64)
{
    struct zk_mail mail = a_mail();
    struct zk_buf buf;

    ck_assert_str_eq(compose(&mail, &buf),
                     "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"
                     "From: <zhiku@example.com>\r\n"
                     "To: <a@example.com>\r\n"
                     "Subject: =?UTF-8?B?5Li76aKY?=\r\n"
                     "Message-ID: <1-2@example.com>\r\n"
                     "MIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n"
                     "Auto-Submitted: auto-generated\r\n"
                     "\r\n"
                     "5q2j5paH\r\n");
    zk_buf_free(&buf);
}
END_TEST

/* A long subject is several encoded words, none of which ends within a character. */
START_TEST(a_long_subject_is_cut_between_characters)
{
    struct zk_mail mail = a_mail();
    struct zk_buf buf;
    char plain[400] = "";
    const char *at;
    size_t len = 0, words = 0;

    mail.subject = "a枣庄市科协智库新增三位锂电池正极材料方面的专家与两项适合贵单位的技术需求请登录查看😀完";
    at = compose(&mail, &buf);
    while ((at = strstr(at, "=?UTF-8?B?")) != NULL) {
        const char *end = strstr(at, "?=\r\n");
        size_t got = 0;

        ck_assert_ptr_nonnull(end);
        ck_assert_int_le(end + 2 - at, 75);
        ck_assert_int_eq(sodium_base642bin((unsigned char *)plain + len, sizeof(plain) - len - 1,
                                           at + 10, (size_t)(end - at - 10), NULL, &got, NULL,
                                           sodium_base64_VARIANT_ORIGINAL),
                         0);
        ck_assert(zk_utf8_valid(plain + len, got));
        len += got;
        words++;
        at = end;
    }
    ck_assert_uint_gt(words, 2);
    ck_assert_str_eq(plain, mail.subject);
    zk_buf_free(&buf);
}
END_TEST

START_TEST(nothing_of_a_message_becomes_a_header)
{
    struct zk_mail mail = a_mail();
    struct zk_buf buf;
    const char *text, *body;

    mail.subject = "x\r\nBcc: victim@example.com";
    mail.text = "x\r\n.\r\nMAIL FROM:<x@example.com>\r\n";
    mail.id = "1\r\nBcc: v@example.com";
    text = compose(&mail, &buf);
    body = strstr(text, "\r\n\r\n");
    ck_assert_ptr_null(strstr(text, "Bcc:"));
    ck_assert_ptr_null(strstr(text, "\r\n."));
    for (const char *at = text; at < body; at = strstr(at, "\r\n") + 2)
        ck_assert(*at == ' ' || memchr(at, ':', 30));
    for (const char *at = text; *at; at++)
        ck_assert((*at >= ' ' && *at <= '~') || *at == '\r' || *at == '\n');
    zk_buf_free(&buf);
    zk_buf_init(&buf, ZK_MAIL_BYTES_MAX);
    mail.to = "a@example.com>\r\nRCPT TO:<v@example.com";
    ck_assert_int_eq(zk_mail_compose(&mail, &buf, &error), ZK_BAD_VALUE);
    zk_buf_free(&buf);
}
END_TEST

START_TEST(a_relay_without_tls_is_on_this_machine)
{
    struct zk_mail_relay relay = { .url = "smtp://mail.example.com:587", .from = "z@example.com",
                                   .user = "", .password = "", .ca = "" };

    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_OK);
    relay.plain = true;
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_USAGE);
    relay.url = "smtp://127.0.0.1@mail.example.com";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_USAGE);
    relay.url = "smtp://localhost.example.com";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_USAGE);
    relay.url = "smtp://127.example.com";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_USAGE);
    relay.url = "smtp://127.0.0.1:25";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_OK);
    relay.url = "smtp://localhost:25";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_OK);
    relay.url = "http://127.0.0.1";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_USAGE);
    relay.url = "smtps://mail.example.com";
    relay.plain = false;
    relay.from = "zhiku";
    ck_assert_int_eq(zk_mail_relay_check(&relay, &error), ZK_USAGE);
    ck_assert_str_eq(error.field, "mail_from");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mail");
    TCase *tests = tcase_create("mail");

    tcase_add_test(tests, an_address_holds_nothing_that_mail_would_read_as_something_else);
    tcase_add_test(tests, a_mail_is_headers_and_text_in_base64);
    tcase_add_test(tests, a_long_subject_is_cut_between_characters);
    tcase_add_test(tests, nothing_of_a_message_becomes_a_header);
    tcase_add_test(tests, a_relay_without_tls_is_on_this_machine);
    suite_add_tcase(suite, tests);
    return test_run(suite);
}
