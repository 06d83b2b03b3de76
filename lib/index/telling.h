/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terms that tell a record from the rest. A term is worth as much as it is frequent in the
 * record (its wdf carries the fields' weights) and rare elsewhere: log(1 + wdf) · log(1 + N / n).
 */
#ifndef ZK_TELLING_H
#define ZK_TELLING_H

#include "reader.h"

enum { ZK_TELLING_TERMS = 32 };

struct zk_telling_term {
    const char *term;
    size_t len;
    uint32_t wdf;
    uint32_t documents; /* that have it, at least two */
    double worth;
};

struct zk_telling {
    struct zk_telling_term *terms; /* best first, at most ZK_TELLING_TERMS */
    size_t count;
    double share; /* of what the record's best terms are worth, those that another has too; to 1 */
};

/**
 * Of text only: no facets, stems, spellings or single characters; of an expert not the name, as
 * two people of one name are not alike for that.
 */
enum zk_status zk_telling(struct zk_reader *reader, uint32_t docid, struct zk_arena *arena,
                          struct zk_telling *out, struct zk_error *err);

#endif
