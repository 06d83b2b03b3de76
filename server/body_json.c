/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading JSON with jansson. Depth is bounded before it sees a body; duplicate keys and NUL are
 * refused by it.
 */
#include "body_json.h"

#include <stdio.h>
#include <string.h>

static bool too_deep(const char *bytes, size_t len)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < len; i++) {
        if (quoted && bytes[i] == '\\')
            i++;
        else if (bytes[i] == '"')
            quoted = !quoted;
        else if (!quoted && (bytes[i] == '{' || bytes[i] == '['))
            depth++;
        else if (!quoted && (bytes[i] == '}' || bytes[i] == ']'))
            depth--;
        if (depth > ZK_BODY_DEPTH)
            return true;
    }
    return false;
}

/* jansson names the key in its text: duplicate object key near '"q"' */
static void duplicate_key(const char *text, char *out, size_t size)
{
    const char *from = strchr(text, '"');
    const char *to = from ? strchr(from + 1, '"') : NULL;

    (void)snprintf(out, size, "%.*s", to ? (int)(to - from - 1) : 0, to ? from + 1 : "");
}

enum zk_status zk_body_json(const struct zk_request *request, json_t **out, struct zk_error *err)
{
    char key[ZK_ERROR_FIELD];
    json_error_t error;

    *out = NULL;
    if (request->body_len == 0)
        return zk_fail(err, ZK_BAD_JSON, "body", "a JSON object is wanted; there is nothing");
    if (too_deep(request->body, request->body_len))
        return zk_fail(err, ZK_BAD_JSON, "body", "nested more than %d levels deep", ZK_BODY_DEPTH);
    *out = json_loadb(request->body, request->body_len, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(*out))
        return ZK_OK;
    if (*out) {
        json_decref(*out);
        *out = NULL;
        return zk_fail(err, ZK_BAD_JSON, "body", "an object is wanted");
    }
    switch (json_error_code(&error)) {
    case json_error_duplicate_key:
        duplicate_key(error.text, key, sizeof(key));
        return zk_fail(err, ZK_DUPLICATE, key, "may be given once");
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return zk_fail(err, ZK_BAD_UTF8, "body", "not UTF-8 without NUL, byte %d", error.position);
    case json_error_out_of_memory:
        return zk_fail(err, ZK_NO_MEMORY, "", "a body");
    case json_error_unknown:
    case json_error_stack_overflow:
    case json_error_cannot_open_file:
    case json_error_invalid_argument:
    case json_error_premature_end_of_input:
    case json_error_end_of_input_expected:
    case json_error_invalid_syntax:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_item_not_found:
    case json_error_index_out_of_range:
    case json_error_numeric_overflow:
        break;
    }
    return zk_fail(err, ZK_BAD_JSON, "body", "line %d, column %d: not JSON", error.line,
                   error.column);
}
