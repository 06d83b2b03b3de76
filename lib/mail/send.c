/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handing a message to the relay; see mail.h.
 */
#include "mail.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { ENVELOPE_BYTES = ZK_MAIL_ADDRESS_MAX + 3, SMTP_ERRORS = 400 };

/* "smtp://127.0.0.1:25", "smtp://[::1]", "smtp://localhost" */
static bool is_loopback(const char *url)
{
    const char *host = strstr(url, "://") + 3;
    size_t len = strcspn(host, "/");

    if (memchr(host, '@', len))
        return false;
    if (strncmp(host, "[::1]", 5) == 0)
        return true;
    len = strcspn(host, ":/");
    return (len == 9 && strncmp(host, "localhost", len) == 0) ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == len);
}

enum zk_status zk_mail_relay_check(const struct zk_mail_relay *relay, struct zk_error *err)
{
    if (strncmp(relay->url, "smtp://", 7) != 0 && strncmp(relay->url, "smtps://", 8) != 0)
        return zk_fail(err, ZK_USAGE, "mail_relay",
                       "mail_relay must be like smtp://mail.example.com:587 or"
                       " smtps://mail.example.com:465");
    if (!zk_mail_is_address(relay->from))
        return zk_fail(err, ZK_USAGE, "mail_from", "mail_from must be the address mail comes from");
    if (relay->plain && (!is_loopback(relay->url) || relay->url[4] == 's'))
        return zk_fail(err, ZK_USAGE, "mail_tls",
                       "mail_tls = no is for smtp:// to a relay on this machine only");
    return ZK_OK;
}

struct upload {
    const struct zk_buf *message;
    size_t at;
    bool (*stop)(void *with);
    void *with;
};

static size_t give(char *out, size_t size, size_t count, void *context)
{
    struct upload *upload = context;
    size_t left = upload->message->len - upload->at, room = size * count;
    size_t len = left < room ? left : room;

    memcpy(out, upload->message->bytes + upload->at, len);
    upload->at += len;
    return len;
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct upload *upload = context;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return upload->stop && upload->stop(upload->with);
}

#define SET(option, value)                                                                         \
    if (rc == CURLE_OK)                                                                            \
    rc = curl_easy_setopt(curl, option, value)

static CURLcode set_relay(CURL *curl, const struct zk_mail_relay *relay)
{
    CURLcode rc = CURLE_OK;

    SET(CURLOPT_URL, relay->url);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_PROXY, ""); /* none, whatever the environment says */
    SET(CURLOPT_USE_SSL, (long)(relay->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (relay->ca[0]) {
        SET(CURLOPT_CAINFO, relay->ca);
    }
    if (relay->user[0]) {
        SET(CURLOPT_USERNAME, relay->user);
        SET(CURLOPT_PASSWORD, relay->password);
    }
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT, (long)ZK_MAIL_CONNECT_SECONDS);
    SET(CURLOPT_TIMEOUT, (long)ZK_MAIL_SECONDS);
    return rc;
}

static CURLcode set_message(CURL *curl, const char *from, struct curl_slist *to,
                            struct upload *upload)
{
    CURLcode rc = CURLE_OK;

    SET(CURLOPT_MAIL_FROM, from);
    SET(CURLOPT_MAIL_RCPT, to);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, give);
    SET(CURLOPT_READDATA, upload);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, progress);
    SET(CURLOPT_XFERINFODATA, upload);
    return rc;
}

/* What of it was the message's fault, and what the relay's. */
static enum zk_mail_result judge(CURL *curl, CURLcode rc, struct zk_error *err)
{
    long code = 0;

    if (rc == CURLE_OK)
        return ZK_MAIL_SENT;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    (void)zk_fail(err, ZK_IO, "", "the relay answered %ld: %s", code, curl_easy_strerror(rc));
    return code >= SMTP_ERRORS && rc != CURLE_LOGIN_DENIED && rc != CURLE_USE_SSL_FAILED
               ? ZK_MAIL_REFUSED
               : ZK_MAIL_DOWN;
}

enum zk_mail_result zk_mail_send(const struct zk_mail_relay *relay, const char *to,
                                 const struct zk_buf *message, bool (*stop)(void *with), void *with,
                                 struct zk_error *err)
{
    struct upload upload = { message, 0, stop, with };
    char from[ENVELOPE_BYTES], rcpt[ENVELOPE_BYTES];
    struct curl_slist *list = NULL;
    enum zk_mail_result result = ZK_MAIL_DOWN;
    CURL *curl = curl_easy_init();
    CURLcode rc;

    (void)snprintf(from, sizeof(from), "<%s>", relay->from);
    (void)snprintf(rcpt, sizeof(rcpt), "<%s>", to);
    list = curl_slist_append(NULL, rcpt);
    if (!curl || !list) {
        (void)zk_fail(err, ZK_NO_MEMORY, "", "no memory for a mail");
        goto out;
    }
    rc = set_relay(curl, relay);
    if (rc == CURLE_OK)
        rc = set_message(curl, from, list, &upload);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(curl);
    result = judge(curl, rc, err);
out:
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    return result;
}
