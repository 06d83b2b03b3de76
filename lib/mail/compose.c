/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a message; see mail.h.
 */
#include "mail.h"

#include "utf8.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

enum {
    LOCAL_MAX = 64,  /* RFC 5321 4.5.3.1.1 */
    WORD_BYTES = 45, /* of UTF-8 in one encoded word: 60 characters of at most 75 */
    LINE_BYTES = 57, /* of text in a line of 76 */
    BASE64_ROOM = 4 * LINE_BYTES / 3 + 8,
};

bool zk_mail_is_address(const char *text)
{
    static const char more[] = "!#$%&'*+-/=?^_`{|}~.";
    const char *at = strchr(text, '@'), *dot = at ? strchr(at + 1, '.') : NULL;
    size_t len = strlen(text);

    if (len > ZK_MAIL_ADDRESS_MAX || !at || at == text || at - text > LOCAL_MAX ||
        strchr(at + 1, '@') || !dot || dot == at + 1 || text[len - 1] == '.' ||
        text[len - 1] == '-')
        return false;
    for (const char *c = text; *c; c++) {
        bool word =
            (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');

        if (!word && c != at && !strchr(c < at ? more : "-.", *c))
            return false;
    }
    return true;
}

static void add_base64(struct zk_buf *out, const char *bytes, size_t len)
{
    char text[BASE64_ROOM];

    (void)sodium_bin2base64(text, sizeof(text), (const unsigned char *)bytes, len,
                            sodium_base64_VARIANT_ORIGINAL);
    zk_buf_adds(out, text);
}

/* Always as encoded words, which hold no line end whatever is in them; cut between characters. */
static void add_subject(struct zk_buf *out, const char *subject)
{
    size_t len = strlen(subject), at = 0;

    zk_buf_adds(out, "Subject:");
    do {
        size_t end = at, next = at;

        while (next < len) {
            (void)zk_utf8_next(subject, len, &next);
            if (next - at > WORD_BYTES)
                break;
            end = next;
        }
        zk_buf_adds(out, at == 0 ? " =?UTF-8?B?" : "\r\n =?UTF-8?B?");
        add_base64(out, subject + at, end - at);
        zk_buf_adds(out, "?=");
        at = end;
    } while (at < len);
    zk_buf_adds(out, "\r\n");
}

static void add_date(struct zk_buf *out, int64_t date)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    time_t when = (time_t)date;
    struct tm tm;

    if (!gmtime_r(&when, &tm))
        return;
    zk_buf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
                months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

enum zk_status zk_mail_compose(const struct zk_mail *mail, struct zk_buf *out, struct zk_error *err)
{
    size_t len = strlen(mail->text);

    if (!zk_mail_is_address(mail->from) || !zk_mail_is_address(mail->to))
        return zk_fail(err, ZK_BAD_VALUE, "mail", "this is no address");
    add_date(out, mail->date);
    zk_buf_addf(out, "From: <%s>\r\nTo: <%s>\r\n", mail->from, mail->to);
    add_subject(out, mail->subject);
    zk_buf_adds(out, "Message-ID: <");
    for (const char *c = mail->id; *c; c++) {
        if ((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') || *c == '-')
            zk_buf_addc(out, *c);
    }
    zk_buf_addf(out, "%s>\r\n", strchr(mail->from, '@'));
    zk_buf_adds(out, "MIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n"
                     "Auto-Submitted: auto-generated\r\n"
                     "\r\n");
    for (size_t at = 0; at < len; at += LINE_BYTES) {
        add_base64(out, mail->text + at, len - at < LINE_BYTES ? len - at : LINE_BYTES);
        zk_buf_adds(out, "\r\n");
    }
    return zk_buf_status(out) == ZK_OK ? ZK_OK
                                       : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a mail");
}
