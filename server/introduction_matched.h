/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What spoke for a candidate when an introduction was asked for: words, and records by number. It
 * is kept as JSON; records are looked up again when it is shown.
 */
#ifndef ZK_INTRODUCTION_MATCHED_H
#define ZK_INTRODUCTION_MATCHED_H

#include "form.h"
#include "response.h"
#include "view_introduction.h"

enum { ZK_MATCHED_TERMS = 64, ZK_MATCHED_TERM_CHARS = 40, ZK_MATCHED_EVIDENCE = 10 };

/** *out is NULL when both lists are empty. @retval ZK_TOO_MANY ZK_BAD_VALUE */
enum zk_status zk_matched_write(const struct zk_request *request, const struct zk_form_list *terms,
                                const struct zk_form_list *evidence, const char **out,
                                struct zk_response *response, struct zk_error *err);

/** Into out's terms and evidence; records that are gone or not public are left out. */
enum zk_status zk_matched_read(struct zk_store *store, const char *matched, struct zk_arena *arena,
                               struct zk_view_more *out, struct zk_error *err);

#endif
