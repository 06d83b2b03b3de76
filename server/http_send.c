/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Headers of every answer, and handing its bytes over.
 */
#include "http_send.h"

#include "alloc.h"

#include <stdio.h>

static const char content_security_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

/* What every answer carries, whatever it is. */
static const char *const always[][2] = {
    { "Content-Security-Policy", content_security_policy },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
};

static const char *cache_text(enum zk_cache cache)
{
    switch (cache) {
    case ZK_CACHE_REVALIDATE:
        return "no-cache";
    case ZK_CACHE_PRIVATE:
        return "private, no-cache";
    case ZK_CACHE_NEVER:
        return "no-store";
    case ZK_CACHE_FOREVER:
        return "public, max-age=31536000, immutable";
    case ZK_CACHE_HOUR:
        return "public, max-age=3600";
    }
    return "no-store";
}

static void add(struct MHD_Response *out, const char *name, const char *value)
{
    if (value && value[0])
        (void)MHD_add_response_header(out, name, value);
}

static void add_headers(const struct zk_response *answer, bool with_body, bool close, bool tls,
                        struct MHD_Response *out)
{
    char text[160];

    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
        add(out, always[i][0], always[i][1]);
    if (tls)
        add(out, "Strict-Transport-Security", "max-age=31536000");
    add(out, "Cache-Control", cache_text(answer->cache));
    if (with_body)
        add(out, "Content-Type", answer->type);
    add(out, "ETag", answer->etag);
    if (answer->gzip && answer->http != 304)
        add(out, "Content-Encoding", "gzip");
    if (answer->vary)
        add(out, "Vary", "Accept-Encoding");
    add(out, "Allow", answer->allow);
    add(out, "Set-Cookie", answer->cookie);
    add(out, "Location", answer->location);
    if (answer->file) {
        (void)snprintf(text, sizeof(text), "attachment; filename=\"%s\"", answer->file);
        add(out, "Content-Disposition", text);
    }
    if (answer->retry) {
        (void)snprintf(text, sizeof(text), "%d",
                       answer->retry_seconds > 0 ? answer->retry_seconds : ZK_RETRY_SECONDS);
        add(out, "Retry-After", text);
    }
    if (close)
        add(out, "Connection", "close");
}

enum MHD_Result zk_http_send(struct MHD_Connection *connection, struct zk_response *answer,
                             bool close, bool tls)
{
    struct MHD_Response *out;
    enum MHD_Result result;
    char *bytes = NULL;
    size_t len = 0;

    if (answer->fixed) {
        out = MHD_create_response_from_buffer(answer->fixed_len, (void *)answer->fixed,
                                              MHD_RESPMEM_PERSISTENT);
    } else {
        bytes = zk_buf_take(&answer->body, &len);
        out = bytes ? MHD_create_response_from_buffer_with_free_callback(len, bytes, zk_free)
                    : MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    }
    if (!out) {
        zk_free(bytes);
        return MHD_NO;
    }
    add_headers(answer, answer->fixed || len > 0, close, tls, out);
    result = MHD_queue_response(connection, (unsigned)answer->http, out);
    MHD_destroy_response(out);
    return result;
}
