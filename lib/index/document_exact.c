/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The term of a whole title, of records and of queries.
 */
#include "document.h"

#include <string.h>

struct squeezer {
    char *out;
    size_t len, run, run_from;
    bool in_run, too_long;
};

static bool squeeze(void *context, const struct zk_token *token)
{
    struct squeezer *s = context;

    if (token->class == ZK_TOKEN_BIGRAM || token->class == ZK_TOKEN_STEM ||
        (s->in_run && token->run == s->run && token->from == s->run_from &&
         token->class == ZK_TOKEN_WORD))
        return true;
    if (token->class == ZK_TOKEN_WORD && (!s->in_run || token->run != s->run)) {
        s->in_run = true;
        s->run = token->run;
        s->run_from = token->from;
    }
    if (s->len + token->len > ZK_TERM_MAX_BYTES) {
        s->too_long = true;
        return false;
    }
    memcpy(s->out + s->len, token->term, token->len);
    s->len += token->len;
    return true;
}

size_t zk_exact_term(const struct zk_text *text, const char *title, size_t len, char *out)
{
    struct squeezer s = { .out = out, .len = 1 };

    out[0] = ZK_PREFIX_EXACT;
    if (zk_text_tokens(text, title, len, squeeze, &s, NULL) != ZK_OK || s.too_long || s.len == 1)
        return 0;
    return s.len;
}
