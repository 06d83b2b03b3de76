/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data of a person concerned in a file, and erasing him.
 */
#include "csv.h"
#include "edit.h"
#include "form.h"
#include "handlers.h"
#include "introduction.h"
#include "subject.h"

#include <string.h>
#include <time.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const char *action,
                            const char *purpose, struct zk_error *err)
{
    struct zk_audit entry = { .action = action, .purpose = purpose };

    entry.object = zk_edit_object(request, ZK_KIND_EXPERT, request->id);
    return zk_audit_add(&app->access, store, &request->who, &entry, err);
}

/* ---- one's data, in a file ---- */

static void add_day(struct zk_buf *out, const char *label, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm tm;

    if (seconds != 0 && gmtime_r(&time, &tm))
        zk_buf_addf(out, "; %s %04d-%02d-%02d", label, tm.tm_year + 1900, tm.tm_mon + 1,
                    tm.tm_mday);
}

/* What was agreed to, one a line. */
static void print_consents(const struct zk_consent *list, size_t count, struct zk_buf *cell)
{
    for (size_t i = 0; i < count; i++) {
        zk_buf_addf(cell, "%s%s; %s; %s", i > 0 ? "\n" : "", list[i].scope, list[i].statement,
                    list[i].channel);
        add_day(cell, "given", list[i].given_at);
        add_day(cell, "expires", list[i].expires_at);
        add_day(cell, "withdrawn", list[i].withdrawn_at);
    }
}

/* Introductions with the expert, as he is told of them: one a line. */
static void print_introductions(const struct zk_introduction_page *page, struct zk_buf *cell)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct zk_introduction *in = &page->list[i];

        zk_buf_addf(cell, "%s%s; %s; %s; %s", cell->len > 0 ? "\n" : "", in->demand_title,
                    in->organisation_name ? in->organisation_name : "",
                    zk_introduction_state_name(in->state), in->message);
        if (in->outcome)
            zk_buf_addf(cell, "; %s", in->outcome);
        add_day(cell, "asked", in->created_at);
        add_day(cell, "moved", in->moved_at);
    }
}

static enum zk_status add_introductions(struct zk_app *app, struct zk_store *store,
                                        const struct zk_request *request, struct zk_buf *cell,
                                        struct zk_error *err)
{
    const struct zk_who himself = { .role = ZK_ROLE_EXPERT, .record = request->id };
    struct zk_introduction_filter filter = { .size = ZK_INTRODUCTION_PAGE_MAX };
    struct zk_introduction_page page;
    enum zk_status st;

    do {
        st = zk_introduction_list(&app->access, store, &himself, &app->chase, &filter,
                                  request->arena, &page, err);
        if (st == ZK_OK)
            print_introductions(&page, cell);
        filter.from += filter.size;
    } while (st == ZK_OK && page.count == filter.size);
    return st;
}

/* Beside the record: consents, introductions, and what is of his account. */
struct kept {
    struct zk_buf consents, introductions;
    const char *account[ZK_KEPT_COUNT];
};

static const struct {
    const char *name, *header;
} account_entries[ZK_KEPT_COUNT] = {
    [ZK_KEPT_DRAFTS] = { "drafts", "待审核的修改" },
    [ZK_KEPT_REQUESTS] = { "requests", "提出的请求" },
    [ZK_KEPT_SAVED] = { "saved", "关注" },
    [ZK_KEPT_MAIL] = { "alert_mail", "提醒邮箱" },
    [ZK_KEPT_SHORTLIST] = { "shortlist", "候选名单" },
    [ZK_KEPT_HIDDEN] = { "hidden", "不公开的栏目" },
};

static enum zk_status read_kept(struct zk_app *app, struct zk_store *store,
                                const struct zk_request *request, struct kept *kept,
                                struct zk_error *err)
{
    struct zk_consent *consents;
    size_t count;
    enum zk_status st =
        zk_consent_list(&app->access, store, request->id, request->arena, &consents, &count, err);

    if (st == ZK_OK)
        print_consents(consents, count, &kept->consents);
    if (st == ZK_OK)
        st = add_introductions(app, store, request, &kept->introductions, err);
    if (st == ZK_OK)
        st = zk_subject_kept(store, request->id, request->arena, kept->account, err);
    if (st == ZK_OK &&
        (zk_buf_status(&kept->consents) != ZK_OK || zk_buf_status(&kept->introductions) != ZK_OK))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for consents and introductions");
    return st;
}

static void add_entry(struct zk_json *json, bool csv, const char *header, const char *name,
                      const char *value, struct zk_buf *out)
{
    if (!value[0])
        return;
    if (!csv) {
        zk_json_put_string(json, name, value);
        return;
    }
    zk_csv_cell(out, header);
    zk_buf_addf(out, ",%s,", name);
    zk_csv_cell(out, value);
    zk_buf_adds(out, "\r\n");
}

/* Field by field: header in Chinese, name, value as files hold it. */
static void write_data(const struct zk_record *record, struct kept *kept, bool csv,
                       struct zk_buf *out)
{
    struct zk_json json;
    struct zk_buf cell;
    char header[64];

    zk_json_init(&json, out);
    if (csv)
        zk_buf_adds(out, ZK_CSV_BOM "项目,field,内容\r\n");
    else
        zk_json_object(&json);
    zk_buf_init(&cell, ZK_BODY_MAX);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        zk_buf_clear(&cell);
        if (!zk_value_empty(&record->values[i]))
            zk_record_print(record, field, &cell);
        zk_field_header_zh(field, record->kind, header, sizeof(header));
        add_entry(&json, csv, header, zk_field_name(field, record->kind), zk_buf_text(&cell), out);
    }
    add_entry(&json, csv, "同意记录", "consents", zk_buf_text(&kept->consents), out);
    add_entry(&json, csv, "对接记录", "introductions", zk_buf_text(&kept->introductions), out);
    for (int i = 0; i < ZK_KEPT_COUNT; i++)
        add_entry(&json, csv, account_entries[i].header, account_entries[i].name, kept->account[i],
                  out);
    zk_buf_free(&cell);
    if (!csv)
        zk_json_object_end(&json);
}

/* What is asked for; the office says for what. */
static enum zk_status read_wish(const struct zk_request *request, bool *csv, const char **purpose,
                                struct zk_error *err)
{
    static const char *const known[] = { "format", "purpose", NULL };
    const struct zk_param *format = NULL, *given = NULL;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_one(&request->params, "format", &format, err);
    if (st == ZK_OK)
        st = zk_params_one(&request->params, "purpose", &given, err);
    *csv = st == ZK_OK && format && strcmp(format->value, "csv") == 0;
    *purpose = st == ZK_OK && given ? given->value : NULL;
    if (st == ZK_OK && format && !*csv && strcmp(format->value, "json") != 0)
        st = zk_fail(err, ZK_BAD_VALUE, "format", "json or csv");
    if (st == ZK_OK && (request->who.role == ZK_ROLE_OFFICE || *purpose))
        st = zk_edit_purpose(*purpose ? *purpose : "", err);
    return st;
}

enum zk_status zk_handle_subject_data(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    const char *purpose;
    struct kept kept;
    struct zk_record *record;
    struct zk_store *store;
    enum zk_see see;
    bool csv;
    enum zk_status st = read_wish(request, &csv, &purpose, err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    zk_buf_init(&kept.consents, ZK_BODY_MAX);
    zk_buf_init(&kept.introductions, ZK_BODY_MAX);
    st = zk_edit_own(store, request, response, &see, err);
    if (st == ZK_OK && request->who.role == ZK_ROLE_OFFICE)
        st = zk_request_wanted(store, request->id, err);
    if (st == ZK_OK) /* the office hands it to the person, who may see it all */
        st = zk_store_get(store, ZK_KIND_EXPERT, request->id, zk_see_of(ZK_ROLE_EXPERT, true),
                          request->arena, &record, err);
    if (st == ZK_OK)
        st = read_kept(app, store, request, &kept, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "export", purpose, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        write_data(record, &kept, csv, &response->body);
    zk_buf_free(&kept.introductions);
    zk_buf_free(&kept.consents);
    if (st != ZK_OK)
        return st;
    response->file = csv ? "data.csv" : "data.json";
    return csv ? zk_response_text(response, "text/csv; charset=utf-8", err)
               : zk_response_json(response, err);
}

enum zk_status zk_handle_subject_erase(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    const char *reason = NULL;
    const struct zk_form_member members[] = { { "reason", ZK_FORM_TEXT, true, &reason, NULL } };
    struct zk_audit entry = { .action = "erase", .plain = true };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    zk_querylog_forget(app->querylog);
    entry.object = zk_edit_object(request, ZK_KIND_EXPERT, request->id);
    st = zk_subject_unnamed(store, request->id, reason, request->arena, &entry.purpose, err);
    if (st == ZK_OK)
        st = zk_subject_erase(store, app->data, request->id, err);
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
