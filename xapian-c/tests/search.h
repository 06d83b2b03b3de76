/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Twenty documents in memory with terms, positions and values, and queries over them.
 */
#ifndef XAPC_TEST_SEARCH_H
#define XAPC_TEST_SEARCH_H

#include "support.h"

enum { DOCUMENTS = 20, SLOT_YEAR = 0, SLOT_CITY = 1, SLOT_NUMBER = 2 };

static struct xapc_writer *writer;
static struct xapc_database *database;

/* Document i has term a; b when i is even; c, d, e in a row; a year; a city. */
static inline void fill(void)
{
    OK(xapc_writer_open_memory(&writer, &error));
    for (uint32_t i = 1; i <= DOCUMENTS; i++) {
        struct xapc_document *document;
        char year[8], number[XAPC_NUMBER_MAX];
        size_t len;

        OK(xapc_document_new(&document, &error));
        OK(xapc_document_add_term(document, S("a"), i, &error));
        if (i % 2 == 0)
            OK(xapc_document_add_term(document, S("b"), 1, &error));
        OK(xapc_document_add_posting(document, S("c"), 1, 1, &error));
        OK(xapc_document_add_posting(document, S("d"), i % 4 == 0 ? 2 : 3, 1, &error));
        OK(xapc_document_add_posting(document, S("e"), 4, 1, &error));
        (void)snprintf(year, sizeof(year), "%u", 2000 + i);
        OK(xapc_document_set_value(document, SLOT_YEAR, year, strlen(year), &error));
        OK(xapc_document_set_value(document, SLOT_CITY, i <= 5 ? "x" : i <= 12 ? "y" : "z", 1,
                                   &error));
        OK(xapc_number_bytes(i / 4.0, number, &len, &error));
        OK(xapc_document_set_value(document, SLOT_NUMBER, number, len, &error));
        OK(xapc_document_set_data(document, year, strlen(year), &error));
        OK(xapc_writer_add(writer, document, NULL, &error));
        xapc_document_free(document);
    }
    OK(xapc_database_of_writer(writer, &database, &error));
}

static inline void empty(void)
{
    xapc_database_free(database);
    xapc_writer_free(writer);
}

static inline struct xapc_query *term(const char *name)
{
    struct xapc_query *query;

    OK(xapc_query_term(name, strlen(name), 1, &query, &error));
    return query;
}

/* The two queries are given back. */
static inline struct xapc_query *both(enum xapc_operator op, struct xapc_query *a, struct xapc_query *b,
                               uint32_t parameter)
{
    const struct xapc_query *parts[] = { a, b };
    struct xapc_query *query;

    OK(xapc_query_combine(op, parts, 2, parameter, &query, &error));
    xapc_query_free(a);
    xapc_query_free(b);
    return query;
}

/* How many match; the query is given back. */
static inline uint32_t matches(struct xapc_query *query)
{
    struct xapc_enquire *enquire;
    struct xapc_mset *mset;
    uint32_t count;

    OK(xapc_enquire_new(database, &enquire, &error));
    OK(xapc_enquire_set_query(enquire, query, 0, &error));
    OK(xapc_enquire_run(enquire, 0, 1000, 0, NULL, &mset, &error));
    OK(xapc_mset_count(mset, &count, &error));
    xapc_mset_free(mset);
    xapc_enquire_free(enquire);
    xapc_query_free(query);
    return count;
}

#endif
