/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /, /search and the pages of records. The server fills the shell with the data the page
 * would otherwise ask for first; drawing it is the page's (server/web).
 */
#include "page.h"

#include "handlers.h"
#include "markup.h"
#include "search.h"
#include "view_account.h"

#include <string.h>

/* What a page is filled with. */
struct filling {
    const char *page;
    enum zk_lang lang;
    const char *title; /* "" for the home page */
    const struct zk_buf *data;
    bool problem;
    const struct zk_who *who;
};

static void add_title(struct zk_buf *out, const struct filling *filling)
{
    bool english = filling->lang == ZK_LANG_EN;

    if (filling->title[0]) {
        zk_markup_text(out, filling->title);
        zk_buf_adds(out, english ? " · Zhiku" : " · 智库");
    } else {
        zk_buf_adds(out, english ? "Zhiku · experts and think tanks" : "智库 · 专家与智库目录");
    }
}

/* '<' never occurs: the JSON writer escapes it, so nothing can end the script element early. */
static void add_boot(struct zk_buf *out, const struct filling *filling)
{
    struct zk_json json;

    zk_json_init(&json, out);
    zk_json_object(&json);
    zk_json_put_string(&json, "page", filling->page);
    zk_json_put_string(&json, "lang", filling->lang == ZK_LANG_EN ? "en" : "zh");
    if (filling->problem)
        zk_json_put_bool(&json, "problem", true);
    zk_json_key(&json, "account");
    zk_view_who(&json, filling->who);
    zk_json_key(&json, "data");
    zk_json_raw(&json, filling->data->bytes, filling->data->len);
    zk_json_object_end(&json);
}

static enum zk_status fill(struct zk_app *app, const struct filling *filling,
                           struct zk_response *response, struct zk_error *err)
{
    struct zk_buf *out = &response->body;
    const struct zk_shell_piece *pieces;
    size_t count;

    if (zk_buf_status(filling->data) != ZK_OK)
        return zk_fail(err, ZK_NO_MEMORY, "", "data of a page");
    if (!app->statics)
        return zk_fail(err, ZK_NOT_FOUND, "", "this server has no page, only the API");
    zk_buf_clear(out);
    pieces = zk_statics_shell(app->statics, &count);
    for (size_t i = 0; i < count; i++) {
        switch (pieces[i].slot) {
        case ZK_SHELL_TEXT:
            zk_buf_add(out, pieces[i].text, pieces[i].len);
            break;
        case ZK_SHELL_LANG:
            zk_buf_adds(out, filling->lang == ZK_LANG_EN ? "en" : "zh-CN");
            break;
        case ZK_SHELL_TITLE:
            add_title(out, filling);
            break;
        case ZK_SHELL_BOOT:
            add_boot(out, filling);
            break;
        }
    }
    return zk_response_text(response, "text/html; charset=utf-8", err);
}

enum zk_lang zk_page_lang(const struct zk_request *request)
{
    enum zk_lang lang;

    return zk_params_lang(&request->params, &lang, NULL) == ZK_OK ? lang : ZK_LANG_ZH;
}

enum zk_status zk_page_error(struct zk_app *app, const struct zk_request *request,
                             struct zk_response *response, enum zk_status status,
                             const struct zk_error *problem)
{
    const char *page = request->route ? request->route->page : NULL;
    struct filling filling = { "error", zk_page_lang(request), "", NULL, false, &request->who };
    struct zk_buf data;
    struct zk_json json;
    enum zk_status st;

    if (page && strcmp(page, "record") != 0) {
        filling.page = page;
        filling.problem = true;
    }
    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    zk_problem_write(&json, response, status, problem);
    filling.data = &data;
    st = fill(app, &filling, response, NULL);
    if (st == ZK_OK)
        zk_response_number(response, status, problem);
    zk_buf_free(&data);
    return st;
}

enum zk_status zk_page_write(struct zk_app *app, const struct zk_request *request,
                             const char *title, const struct zk_buf *data,
                             struct zk_response *response, struct zk_error *err)
{
    struct filling filling = { request->route->page, zk_page_lang(request), title, data, false,
                               &request->who };

    return fill(app, &filling, response, err);
}

/* A page whose data is a search's answer. */
static enum zk_status search_page(struct zk_app *app, const struct zk_request *request,
                                  const struct zk_params *params, const char *page,
                                  struct zk_response *response, struct zk_error *err)
{
    struct filling filling = { page, ZK_LANG_ZH, "", NULL, false, &request->who };
    struct zk_search_query query;
    struct zk_buf data;
    struct zk_json json;
    enum zk_status st;

    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    st = zk_query_read(zk_engine_facets(app->engine), params, ZK_QUERY_MAX_CHARS, request->arena,
                       &query, response, err);
    if (st == ZK_OK)
        st = zk_search_write(app, &query, request->arena, &json, response, err);
    if (st == ZK_OK) {
        filling.lang = query.lang;
        filling.data = &data;
        if (strcmp(page, "search") == 0)
            filling.title = query.params.q_len > 0     ? query.params.q
                            : query.lang == ZK_LANG_EN ? "Search"
                                                       : "搜索";
        st = fill(app, &filling, response, err);
    }
    zk_buf_free(&data);
    return st;
}

enum zk_status zk_handle_search_page(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    return search_page(app, request, &request->params, "search", response, err);
}

/* Counts of everything. Links to the home page carry what others append (?from=…): let them. */
enum zk_status zk_handle_home_page(struct zk_app *app, const struct zk_request *request,
                                   struct zk_response *response, struct zk_error *err)
{
    struct zk_params params = { 0 };
    const char *lang = zk_page_lang(request) == ZK_LANG_EN ? "en" : "zh";
    enum zk_status st = zk_params_add(&params, request->arena, "lang", lang, 2, err);

    if (st == ZK_OK)
        st = zk_params_add(&params, request->arena, "size", "0", 1, err);
    if (st == ZK_OK)
        st = zk_params_add(&params, request->arena, "expand", app->city, strlen(app->city), err);
    return st == ZK_OK ? search_page(app, request, &params, "home", response, err) : st;
}

/* Titles of the pages that ask for their data themselves. */
static const char *const titles[][3] = {
    { "match", "需求对接", "Match a need" },
    { "shortlist", "候选名单", "Shortlist" },
    { "demands", "技术需求", "Demands" },
    { "introductions", "对接", "Introductions" },
    { "introduction", "对接", "Introduction" },
    { "login", "登录", "Sign in" },
    { "activate", "开通账号", "Open an account" },
    { "register", "企业注册", "Register an enterprise" },
    { "approvals", "审批", "Approvals" },
    { "requests", "个人信息请求", "Requests about personal data" },
    { "gaps", "人才缺口", "Gaps" },
    { "accounts", "账号管理", "Accounts" },
    { "audit", "审计", "Audit" },
    { "avoidance", "回避规则", "Rules of avoidance" },
    { "alerts", "提醒", "Alerts" },
};

enum zk_status zk_handle_plain_page(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    const char *title = "";
    struct zk_buf data;
    enum zk_status st;

    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (strcmp(titles[i][0], request->route->page) == 0)
            title = titles[i][zk_page_lang(request) == ZK_LANG_EN ? 2 : 1];
    }
    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_buf_adds(&data, "{}");
    st = zk_page_write(app, request, title, &data, response, err);
    zk_buf_free(&data);
    return st;
}

enum zk_status zk_handle_account_page(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    bool english = zk_page_lang(request) == ZK_LANG_EN;
    struct zk_account *account;
    struct zk_buf data;
    struct zk_json json;
    enum zk_status st =
        zk_account_get(request->store, request->who.account, request->arena, &account, err);

    if (st != ZK_OK)
        return st;
    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    zk_view_account(&json, account);
    st = zk_page_write(app, request, english ? "My account" : "我的账号", &data, response, err);
    zk_buf_free(&data);
    return st;
}

enum zk_status zk_handle_record_page(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    const struct zk_record *record;
    struct zk_buf data;
    struct zk_json json;
    enum zk_status st;

    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    st = zk_record_write(request, response, zk_page_lang(request), &json, &record, err);
    if (st == ZK_OK)
        st = zk_page_write(app, request, zk_record_text(record, ZK_F_TITLE), &data, response, err);
    zk_buf_free(&data);
    if (st == ZK_NOT_FOUND && zk_record_moved(request, "", response))
        return ZK_OK;
    return st;
}
