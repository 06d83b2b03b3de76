/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view_account.h"

#include <time.h>

void zk_view_time(struct zk_json *json, const char *key, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm parts;
    char text[32];

    if (seconds == 0 || !gmtime_r(&time, &parts))
        return;
    (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
    zk_json_put_string(json, key, text);
}

void zk_view_account(struct zk_json *json, const struct zk_account *account)
{
    zk_json_object(json);
    zk_json_put_int(json, "id", account->id);
    zk_json_put_string(json, "login", account->login);
    zk_json_put_string(json, "name", account->name);
    zk_json_put_string(json, "role", zk_role_name(account->role));
    zk_json_put_string(json, "state", zk_account_state_name(account->state));
    if (account->record > 0)
        zk_json_put_int(json, "record", account->record);
    zk_json_put_bool(json, "totp", account->totp);
    zk_view_time(json, "created_at", account->created_at);
    zk_view_time(json, "seen_at", account->seen_at);
    zk_json_put_int(json, "version", account->version);
    zk_json_object_end(json);
}

void zk_view_who(struct zk_json *json, const struct zk_who *who)
{
    if (who->account == 0) {
        zk_json_null(json);
        return;
    }
    zk_json_object(json);
    zk_json_put_int(json, "id", who->account);
    zk_json_put_string(json, "login", who->login);
    zk_json_put_string(json, "name", who->name);
    zk_json_put_string(json, "role", zk_role_name(who->role));
    if (who->record > 0)
        zk_json_put_int(json, "record", who->record);
    zk_json_object_end(json);
}

void zk_view_tokens(struct zk_json *json, const struct zk_session *tokens, size_t count,
                    int64_t own)
{
    zk_json_array(json);
    for (size_t i = 0; i < count; i++) {
        zk_json_object(json);
        zk_json_put_int(json, "id", tokens[i].id);
        zk_json_put_string(json, "kind", tokens[i].api ? "api" : "session");
        zk_json_put_string(json, "name", tokens[i].name);
        zk_json_put_string(json, "address", tokens[i].address);
        zk_json_put_bool(json, "own", tokens[i].id == own);
        zk_view_time(json, "created_at", tokens[i].created_at);
        zk_view_time(json, "seen_at", tokens[i].seen_at);
        zk_view_time(json, "expires_at", tokens[i].expires_at);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
}

void zk_view_audit(struct zk_json *json, const struct zk_audit_row *row)
{
    zk_json_object(json);
    zk_json_put_int(json, "seq", row->seq);
    zk_view_time(json, "at", row->at);
    if (row->account > 0)
        zk_json_put_int(json, "account", row->account);
    if (row->login)
        zk_json_put_string(json, "login", row->login);
    zk_json_put_string(json, "role", row->role);
    zk_json_put_string(json, "address", row->address);
    zk_json_put_string(json, "action", row->action);
    zk_json_put_string(json, "object", row->object);
    zk_json_put_string(json, "field", row->field);
    zk_json_put_string(json, "old", row->old);
    zk_json_put_string(json, "new", row->new_);
    zk_json_put_string(json, "purpose", row->purpose);
    zk_json_object_end(json);
}
