/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Look-ups in the code tables; the tables themselves are compiled from schema/codes/.
 */
#include "codes.h"

#include "codes_data.h"
#include "hash.h"

#include <string.h>

const struct zk_code_table *zk_codes_all(int *count)
{
    *count = zk_codes_data_count;
    return zk_codes_data;
}

const struct zk_code_table *zk_codes_table(const char *name)
{
    for (int i = 0; i < zk_codes_data_count; i++) {
        if (strcmp(zk_codes_data[i].name, name) == 0)
            return &zk_codes_data[i];
    }
    return NULL;
}

int zk_codes_find(const struct zk_code_table *table, const char *code, size_t len)
{
    int low = 0, high = table->count;

    while (low < high) {
        int middle = low + (high - low) / 2, row = table->by_code[middle];
        int order = strncmp(table->rows[row].code, code, len);

        if (order == 0 && table->rows[row].code[len] != '\0')
            order = 1;
        if (order == 0)
            return row;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ZK_CODE_NONE;
}

int zk_codes_find_label(const struct zk_code_table *table, const char *label, size_t len)
{
    int found = ZK_CODE_NONE;

    for (int row = 0; len > 0 && row < table->count; row++) {
        const struct zk_code *code = &table->rows[row];

        if ((strlen(code->label) != len || memcmp(code->label, label, len) != 0) &&
            (strlen(code->label_en) != len || memcmp(code->label_en, label, len) != 0))
            continue;
        if (found != ZK_CODE_NONE)
            return ZK_CODE_AMBIGUOUS;
        found = row;
    }
    return found;
}

uint64_t zk_codes_hash(void)
{
    uint64_t hash = ZK_HASH_START;

    for (int i = 0; i < zk_codes_data_count; i++) {
        const struct zk_code_table *table = &zk_codes_data[i];

        hash = zk_hash_add(hash, table->name, strlen(table->name) + 1);
        for (int row = 0; row < table->count; row++) {
            const struct zk_code *code = &table->rows[row];

            hash = zk_hash_add(hash, code->code, strlen(code->code) + 1);
            hash = zk_hash_add(hash, code->label, strlen(code->label) + 1);
            hash = zk_hash_add(hash, code->label_en, strlen(code->label_en) + 1);
            hash = zk_hash_add(hash, &code->parent, sizeof(code->parent));
        }
    }
    return hash;
}
