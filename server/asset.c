/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of the built page.
 */
#include "app.h"
#include "handlers.h"

enum zk_status zk_handle_asset(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    const struct zk_asset *asset = app->statics ? zk_statics_find(app->statics, request->path) : NULL;
    bool gzip = asset && asset->gzip && request->accepts_gzip;

    if (!asset)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such file");
    zk_response_fixed(response, asset->type, gzip ? asset->gzip : asset->bytes,
                      gzip ? asset->gzip_len : asset->len);
    (void)snprintf(response->etag, sizeof(response->etag), "%s", asset->etag);
    response->gzip = gzip;
    response->vary = asset->gzip != NULL;
    response->cache = asset->forever ? ZK_CACHE_FOREVER : ZK_CACHE_HOUR;
    if (zk_etag_matches(request->if_none_match, asset->etag))
        zk_response_not_modified(response);
    return ZK_OK;
}
