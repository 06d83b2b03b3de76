/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: rows of CSV, and every cell as every field, printed and read again.
 */
#include "record.h"
#include "rows.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* What a cell is read to, printed, is read to the same. */
static void round_trip(const struct zk_csv_cell *cell, struct zk_arena *arena)
{
    struct zk_record *one = zk_record_new(arena, ZK_KIND_EXPERT);
    struct zk_record *two = zk_record_new(arena, ZK_KIND_EXPERT);
    struct zk_buf printed;

    zk_buf_init(&printed, ZK_ROWS_CELL_MAX);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (!zk_field_of_kind(field, ZK_KIND_EXPERT) ||
            zk_record_parse(one, field, cell->bytes, cell->len, arena, NULL) != ZK_OK)
            continue;
        zk_buf_clear(&printed);
        zk_record_print(one, field, &printed);
        if (zk_record_parse(two, field, zk_buf_text(&printed), printed.len, arena, NULL) != ZK_OK ||
            !zk_record_same(one, two, field->id))
            abort();
    }
    zk_buf_free(&printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zk_csv_cell cells[ZK_ROWS_COLUMNS];
    char *text = calloc(1, size + 1);
    struct zk_csv csv = { .text = text, .len = size, .line = 1 };
    enum zk_status st = ZK_OK;
    size_t count = 1;
    long line;

    memcpy(text, data, size);
    if (zk_utf8_valid(text, size)) { /* file.c sees to that */
        while (count > 0 && st != ZK_BAD_REQUEST && st != ZK_NO_MEMORY) {
            struct zk_arena *arena = zk_arena_open();

            st = zk_csv_next(&csv, arena, cells, &count, &line, NULL);
            for (size_t i = 0; st == ZK_OK && i < count && i < 4; i++)
                round_trip(&cells[i], arena);
            zk_arena_close(arena);
        }
    }
    free(text);
    return 0;
}
