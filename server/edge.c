/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions and tokens, Origin, rates, and what the audit hears of them.
 */
#include "edge.h"

#include "app.h"
#include "router.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    KEY_MAX = 320,
    REFUSALS_PER_MINUTE = 30, /* of one address that are written down; the log has them all */
};

/* Which rate a route is under, by its name in routes.def. */
static const struct {
    const char *route;
    enum zk_rate rate;
} rates[] = {
    { "search", ZK_RATE_SEARCH },      { "search_page", ZK_RATE_SEARCH },
    { "suggest", ZK_RATE_SEARCH },     { "record", ZK_RATE_DETAIL },
    { "record_page", ZK_RATE_DETAIL }, { "contacts", ZK_RATE_DETAIL },
    { "candidates", ZK_RATE_SEARCH },  { "candidates_file", ZK_RATE_EXPORT },
    { "export", ZK_RATE_EXPORT },      { "login", ZK_RATE_LOGIN },
    { "activation", ZK_RATE_LOGIN },   { "request", ZK_RATE_LOGIN },
    { "register", ZK_RATE_LOGIN },     { "password", ZK_RATE_LOGIN },
    { "mail_set", ZK_RATE_LOGIN },     { "mail_confirm", ZK_RATE_LOGIN },
    { "save", ZK_RATE_SEARCH },        { "feed", ZK_RATE_DETAIL },
    { "totp", ZK_RATE_LOGIN },         { "gaps", ZK_RATE_EXPORT },
    { "match", ZK_RATE_SEARCH },       { "fitting", ZK_RATE_SEARCH },
    { "similar", ZK_RATE_SEARCH },     { "saved_look", ZK_RATE_SEARCH },
};

/* ---- who ---- */

enum zk_status zk_edge_identify(struct zk_app *app, struct zk_request *request,
                                struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (request->bearer)
        st = zk_session_find(&app->access, request->store, request->bearer, true, request->arena,
                             &request->who, err);
    else if (request->session)
        st = zk_session_find(&app->access, request->store, request->session, false, request->arena,
                             &request->who, NULL);
    if (st == ZK_UNAUTHORISED && !request->bearer)
        st = ZK_OK;
    if (st == ZK_OK && request->who.stale)
        zk_app_touch(app, request->who.token);
    return st;
}

/* ---- where from ---- */

/* "https://host:port" and "host:port"; what this server encrypts itself has no other scheme. */
static bool same_place(const struct zk_app *app, const char *origin, const char *host)
{
    const char *place = strstr(origin, "://");

    if (app->tls && strncasecmp(origin, "https://", 8) != 0)
        return false;
    return place && host && strcasecmp(place + 3, host) == 0;
}

/* Browsers send Origin with every change; without it only a program with its own token may. */
static enum zk_status check_origin(const struct zk_app *app, const struct zk_request *request,
                                   struct zk_error *err)
{
    if (!request->route->changes || request->bearer)
        return ZK_OK;
    if (request->origin ? !same_place(app, request->origin, request->host)
                        : request->session != NULL)
        return zk_fail(err, ZK_FORBIDDEN, "Origin", "this must come from our own page");
    return ZK_OK;
}

/* ---- how often ---- */

static enum zk_rate rate_of(const struct zk_route *route)
{
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        if (strcmp(rates[i].route, route->name) == 0)
            return rates[i].rate;
    }
    return ZK_RATE_COUNT;
}

/* What this machine asks by itself, signed in or not, is not limited by its address. */
static int64_t use(struct zk_app *app, const struct zk_request *request, const char *what,
                   int per_minute)
{
    int64_t now = zk_now_ms(), wait = 0, more = 0;
    char key[KEY_MAX];

    if (per_minute == 0)
        return 0;
    if (!request->private_peer) {
        (void)snprintf(key, sizeof(key), "%s from %s", what, request->who.address);
        wait = zk_limit_use(app->limits, key, per_minute, ZK_LIMIT_MINUTE, now);
    }
    if (request->who.account != 0) {
        (void)snprintf(key, sizeof(key), "%s by %lld", what, (long long)request->who.account);
        more = zk_limit_use(app->limits, key, per_minute, ZK_LIMIT_MINUTE, now);
    }
    return wait > more ? wait : more;
}

/* How many records an answer takes along: those of its list, or the one it is about. */
static size_t records_of(const struct zk_request *request, const struct zk_response *response)
{
    enum zk_rate rate = rate_of(request->route);

    return response->records > 0 ? response->records
                                 : rate == ZK_RATE_DETAIL || rate == ZK_RATE_EXPORT;
}

static void watch_harvest(struct zk_app *app, const struct zk_request *request, size_t records)
{
    struct zk_audit entry = { .action = "harvest", .field = "records_an_hour" };
    char key[KEY_MAX];

    if (app->harvest == 0 || records == 0)
        return;
    (void)snprintf(key, sizeof(key), "harvest %s %lld", request->who.address,
                   (long long)request->who.account);
    if (zk_limit_use_many(app->limits, key, records, app->harvest, ZK_LIMIT_HOUR, zk_now_ms()) == 0)
        return;
    (void)snprintf(key, sizeof(key), "alarm %s %lld", request->who.address,
                   (long long)request->who.account);
    if (zk_limit_use(app->limits, key, 1, ZK_LIMIT_HOUR, zk_now_ms()) == 0)
        zk_app_note(app, &request->who, &entry);
}

enum zk_status zk_edge_admit(struct zk_app *app, struct zk_request *request,
                             struct zk_response *response, struct zk_error *err)
{
    enum zk_rate rate = rate_of(request->route);
    enum zk_status st = check_origin(app, request, err);
    int64_t wait = 0;

    if (st != ZK_OK)
        return st;
    if (rate != ZK_RATE_COUNT)
        wait = use(app, request, zk_rate_names[rate], app->rates[rate]);
    if (wait == 0)
        return ZK_OK;
    response->retry_seconds = (int)((wait + 999) / 1000);
    return zk_fail(err, ZK_TOO_OFTEN, "", "%d s", response->retry_seconds);
}

/* ---- what the audit hears ---- */

void zk_edge_tell(struct zk_app *app, const struct zk_request *request,
                  const struct zk_response *response, enum zk_status st)
{
    struct zk_audit entry = { .field = request->route ? request->route->pattern : "" };
    char key[KEY_MAX];

    if (st == ZK_OK)
        watch_harvest(app, request, records_of(request, response));
    if (response->stranger) {
        entry.action = "stranger";
        entry.object = response->stranger;
    } else if (st == ZK_UNAUTHORISED &&
               !(request->route && zk_route_allows(request->route, request->who.role))) {
        /* else a handler refused, and has told it itself */
        entry.action = request->route ? "unauthorised" : "token_refused";
    } else if (st == ZK_FORBIDDEN) {
        entry.action = "forbidden";
    } else if (st == ZK_TOO_OFTEN) {
        entry.action = "too_often";
    } else if (st == ZK_TOO_LONG && !request->route) { /* a body or an address: nobody looked at it */
        entry.action = "too_long";
    } else if (st == ZK_UNKNOWN_PARAMETER && request->route->changes) {
        entry.action = "unknown_member"; /* a role, an owner, a state one would give oneself */
    } else if (request->session && request->who.account == 0) {
        entry.action = "session_refused";
    } else {
        return;
    }
    (void)snprintf(key, sizeof(key), "refusals %s", request->who.address);
    if (zk_limit_use(app->limits, key, REFUSALS_PER_MINUTE, ZK_LIMIT_MINUTE, zk_now_ms()) > 0) {
        entry = (struct zk_audit){ .action = "refusals_more" }; /* the log has each */
        (void)snprintf(key, sizeof(key), "more refusals %s", request->who.address);
        if (zk_limit_use(app->limits, key, 1, ZK_LIMIT_HOUR, zk_now_ms()) > 0)
            return;
    }
    zk_app_note(app, &request->who, &entry);
}
