/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file as UTF-8 text: unpacked when it is packed, and converted when it is not UTF-8 but
 * GB18030, which spreadsheets in China write.
 */
#include "rows.h"

#include "alloc.h"
#include "buf.h"
#include "utf8.h"

#include <errno.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <zlib.h>

enum { CHUNK = 1 << 16 };

/* zlib reads a file that is not packed as it is. */
static enum zk_status read_all(const char *path, struct zk_buf *out, struct zk_error *err)
{
    static const char kept[] = "the file could not be read";
    char chunk[CHUNK];
    gzFile file = gzopen(path, "rb");
    int n, code = Z_OK;

    if (!file)
        return zk_fail(err, ZK_IO, "", "cannot read %s: %s", path, strerror(errno));
    while ((n = gzread(file, chunk, CHUNK)) > 0)
        zk_buf_add(out, chunk, (size_t)n);
    if (n < 0)
        (void)gzerror(file, &code);
    (void)gzclose(file);
    if (n < 0)
        return zk_fail(err, ZK_IO, "", "%s: %s (%d)", path, kept, code);
    if (zk_buf_status(out) == ZK_TOO_LONG)
        return zk_fail(err, ZK_TOO_LONG, "", "%s is over %d MB: split it", path,
                       ZK_ROWS_FILE_MAX >> 20);
    return zk_buf_status(out) == ZK_OK ? ZK_OK
                                       : zk_fail(err, ZK_NO_MEMORY, "", "no memory for %s", path);
}

/* Strict: one byte that is not GB18030 and the file is refused. */
static enum zk_status from_gb18030(const char *path, const struct zk_buf *in, struct zk_buf *out,
                                   struct zk_error *err)
{
    const char *at = in->bytes, *end = in->bytes + in->len;
    UErrorCode code = U_ZERO_ERROR;
    UConverter *gb = ucnv_open("gb18030", &code), *utf8 = ucnv_open("UTF-8", &code);
    UChar pivot[CHUNK], *pivot_from = pivot, *pivot_to = pivot;
    char chunk[CHUNK];
    bool first = true;

    ucnv_setToUCallBack(gb, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    while (U_SUCCESS(code)) {
        char *to = chunk;

        ucnv_convertEx(utf8, gb, &to, chunk + CHUNK, &at, end, pivot, &pivot_from, &pivot_to,
                       pivot + CHUNK, first, true, &code);
        first = false;
        zk_buf_add(out, chunk, (size_t)(to - chunk));
        if (code != U_BUFFER_OVERFLOW_ERROR)
            break;
        code = U_ZERO_ERROR;
    }
    ucnv_close(gb);
    ucnv_close(utf8);
    if (U_FAILURE(code))
        return zk_fail(err, ZK_BAD_UTF8, "", "%s：既不是UTF-8也不是GB18030，请另存为“CSV UTF-8”", path);
    return zk_buf_status(out) == ZK_OK ? ZK_OK
                                       : zk_fail(err, ZK_NO_MEMORY, "", "no memory for %s", path);
}

enum zk_status zk_file_text(const char *path, char **out, size_t *len, struct zk_error *err)
{
    static const char bom[] = "\xEF\xBB\xBF";
    struct zk_buf bytes, text;
    enum zk_status st;

    *out = NULL;
    *len = 0;
    zk_buf_init(&bytes, ZK_ROWS_FILE_MAX);
    zk_buf_init(&text, 2UL * ZK_ROWS_FILE_MAX);
    st = read_all(path, &bytes, err);
    if (st == ZK_OK && bytes.len > 0 && memchr(bytes.bytes, '\0', bytes.len))
        st = zk_fail(err, ZK_BAD_UTF8, "", "%s：含有空字符（NUL），不是文本文件，请另存为“CSV UTF-8”",
                     path);
    else if (st == ZK_OK && bytes.len >= 3 && memcmp(bytes.bytes, bom, 3) == 0)
        zk_buf_add(&text, bytes.bytes + 3, bytes.len - 3);
    else if (st == ZK_OK && zk_utf8_valid(bytes.bytes, bytes.len))
        zk_buf_add(&text, bytes.bytes, bytes.len);
    else if (st == ZK_OK)
        st = from_gb18030(path, &bytes, &text, err);
    zk_buf_free(&bytes);
    if (st == ZK_OK) {
        size_t n = text.len;

        zk_buf_addc(&text, '\0');
        *out = zk_buf_take(&text, len);
        *len = n;
        if (!*out)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for %s", path);
    }
    zk_buf_free(&text);
    return st;
}
