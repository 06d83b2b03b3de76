/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The target and the headers of a request: the first line is the target, the others are
 * "Name: value".
 */
#include "headers.h"
#include "peer.h"
#include "router.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static void take_headers(const char *at, const char *end, struct zk_headers *headers)
{
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at)), *colon;

        stop = stop ? stop : end;
        colon = memchr(at, ':', (size_t)(stop - at));
        if (colon) {
            const char *value = colon + 1 < stop && colon[1] == ' ' ? colon + 2 : colon + 1;

            zk_headers_add(headers, at, (size_t)(colon - at), value, (size_t)(stop - value));
        }
        at = stop + 1;
    }
}

static void take_target(char *target)
{
    struct zk_request request = { .arena = zk_arena_open() };
    struct zk_response response;

    zk_response_init(&response);
    for (int method = 0; method <= ZK_METHOD_OTHER; method++) {
        request.method = (enum zk_method)method;
        request.params = (struct zk_params){ 0 };
        response.allow[0] = '\0';
        if (zk_request_target(&request, target, NULL) != ZK_OK)
            break;
        if (!zk_utf8_valid(request.path, strlen(request.path)))
            abort();
        (void)zk_router_match(&request, &response);
    }
    zk_response_free(&response);
    zk_arena_close(request.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = memchr(data, '\n', size);
    size_t len = line ? (size_t)(line - (const char *)data) : size;
    struct zk_headers headers = { 0 };
    char *target = calloc(1, len + 1), address[ZK_PEER_TEXT];

    memcpy(target, data, len);
    take_target(target);
    if (line)
        take_headers(line + 1, (const char *)data + size, &headers);
    (void)zk_headers_check(&headers, true, NULL);
    (void)zk_peer_normalise(headers.forwarded_for, address);
    free(target);
    return 0;
}
