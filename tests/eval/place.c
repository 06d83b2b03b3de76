/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 1000 };

static enum zk_status index_one(struct zk_index_writer *writer, size_t number, eval_fill fill,
                                void *context, struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *record = zk_record_new(arena, ZK_KIND_ACHIEVEMENT);
    enum zk_status st;

    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    record->id = (int64_t)number + 1;
    record->values[ZK_F_TITLE].text = "…"; /* nothing to search */
    st = fill(context, number, record, arena, err);
    return st == ZK_OK ? zk_index_writer_put(writer, record, err) : st;
}

static enum zk_status build(struct eval_place *place, size_t count, eval_fill fill, void *context,
                            const char *const *terms, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open(), *whole = zk_arena_open();
    struct zk_index_writer *writer = NULL;
    struct zk_index_lock *lock = NULL;
    enum zk_status st = arena && whole ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    char *path;

    if (st == ZK_OK)
        st = zk_index_lock(place->folder, &lock, err);
    if (st == ZK_OK)
        st = zk_index_new_generation(place->folder, whole, &path, err);
    if (st == ZK_OK)
        st = zk_index_writer_open(path, true, place->text, &writer, err);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        zk_arena_reset(arena);
        st = index_one(writer, i, fill, context, arena, err);
    }
    if (st == ZK_OK)
        st = eval_put_terms(place->text, terms, writer, err);
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, 1, err);
    zk_index_writer_close(writer);
    if (st == ZK_OK)
        st = zk_index_publish(place->folder, path, err);
    zk_index_unlock(lock);
    zk_arena_close(arena);
    zk_arena_close(whole);
    return st;
}

enum zk_status eval_place_open(struct eval_place *place, size_t count, eval_fill fill,
                               void *context, const char *const *terms, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = place->folder, .readers = 1 };
    const char *tmp = getenv("TMPDIR");
    enum zk_status st;

    memset(place, 0, sizeof(*place));
    (void)snprintf(place->folder, sizeof(place->folder), "%s/zhiku-eval-XXXXXX",
                   tmp ? tmp : "/tmp");
    if (!mkdtemp(place->folder)) {
        place->folder[0] = '\0';
        return zk_fail(err, ZK_IO, "", "no temporary folder");
    }
    st = zk_text_open(&place->text, err);
    if (st == ZK_OK)
        st = build(place, count, fill, context, terms, err);
    if (st == ZK_OK)
        st = zk_engine_open(&options, &place->engine, err);
    return st;
}

void eval_place_close(struct eval_place *place)
{
    char command[sizeof(place->folder) + 16];

    zk_engine_close(place->engine);
    zk_text_close(place->text);
    if (place->folder[0]) {
        (void)snprintf(command, sizeof(command), "rm -rf '%s'", place->folder);
        if (system(command) != 0)
            (void)fprintf(stderr, "zhiku-eval: %s is left behind\n", place->folder);
    }
    memset(place, 0, sizeof(*place));
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

enum zk_status eval_bootstrap(const double *values, const double *weights, size_t count,
                              struct zk_arena *arena, struct eval_interval *out,
                              struct zk_error *err)
{
    double *means = zk_arena_array(arena, SAMPLES, sizeof(*means));
    double sum = 0, weight = 0;
    unsigned seed = 1;

    memset(out, 0, sizeof(*out));
    if (!means)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
        weight += weights ? weights[i] : 1;
    }
    if (weight <= 0)
        return ZK_OK;
    for (int s = 0; s < SAMPLES; s++) {
        double drawn = 0, of = 0;

        for (size_t i = 0; i < count; i++) {
            size_t k = (size_t)rand_r(&seed) % count;

            drawn += values[k];
            of += weights ? weights[k] : 1;
        }
        means[s] = of > 0 ? drawn / of : 0;
    }
    qsort(means, SAMPLES, sizeof(*means), by_value);
    *out = (struct eval_interval){ sum / weight, means[SAMPLES / 40],
                                   means[SAMPLES - 1 - SAMPLES / 40] };
    return ZK_OK;
}
