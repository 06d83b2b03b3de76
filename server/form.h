/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small JSON bodies: an object whose members are named beforehand. A member that is not named is
 * refused, so that nobody can set what a form does not offer.
 */
#ifndef ZK_FORM_H
#define ZK_FORM_H

#include "request.h"

enum zk_form_type { ZK_FORM_TEXT, ZK_FORM_NUMBER, ZK_FORM_FLAG, ZK_FORM_LIST };

/** Texts, in the request's arena; its limit is its handler's. */
struct zk_form_list {
    const char **items;
    size_t count;
};

struct zk_form_member {
    const char *name;
    enum zk_form_type type;
    bool wanted; /* refuse a body without it */
    void *out; /* const char ** (in the request's arena; "" counts as absent), int64_t *, bool *,
                 struct zk_form_list * */
    bool *given; /* may be NULL */
};

/** An empty body counts as {}. Members that are absent leave *out as it was.
 * @retval ZK_BAD_JSON ZK_BAD_UTF8 ZK_DUPLICATE ZK_UNKNOWN_PARAMETER ZK_BAD_VALUE */
enum zk_status zk_form_read(const struct zk_request *request, const struct zk_form_member *members,
                            size_t count, struct zk_error *err);

/** Texts as a JSON array of at most ceiling bytes, in arena. */
enum zk_status zk_form_list_json(const struct zk_form_list *list, size_t ceiling,
                                 struct zk_arena *arena, const char **out, struct zk_error *err);

#endif
