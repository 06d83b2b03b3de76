/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of limits: sets of a few slots, as a processor's cache has them, one lock.
 */
#include "limit.h"

#include "alloc.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { WAYS = 8, DELAY_FIRST_MS = 1000 };

struct slot {
    uint64_t key;  /* 0: free */
    int64_t until; /* rate: the theoretical arrival time; failures: when the next try is allowed */
    int failures;
};

struct zk_limits {
    pthread_mutex_t lock;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    size_t sets;
    struct slot *slots;
};

enum zk_status zk_limits_open(int entries, struct zk_limits **out, struct zk_error *err)
{
    struct zk_limits *limits = zk_calloc(1, sizeof(*limits));
    struct slot *slots = zk_calloc((size_t)entries, sizeof(*slots));

    *out = NULL;
    if (!limits || !slots || sodium_init() < 0) {
        zk_free(slots);
        zk_free(limits);
        return zk_fail(err, ZK_NO_MEMORY, "", "the table of limits");
    }
    limits->slots = slots;
    limits->sets = (size_t)entries / WAYS;
    crypto_shorthash_keygen(limits->secret);
    pthread_mutex_init(&limits->lock, NULL);
    *out = limits;
    return ZK_OK;
}

void zk_limits_close(struct zk_limits *limits)
{
    if (!limits)
        return;
    pthread_mutex_destroy(&limits->lock);
    zk_free(limits->slots);
    zk_free(limits);
}

/* The slot of a key; when there is none and make is set, the one that says least is taken. */
static struct slot *find(struct zk_limits *limits, const char *text, int make)
{
    uint64_t key;
    struct slot *set, *least;

    (void)crypto_shorthash((unsigned char *)&key, (const unsigned char *)text, strlen(text),
                           limits->secret);
    key |= 1; /* never 0 */
    set = &limits->slots[(key >> 1) % limits->sets * WAYS];
    least = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].until < least->until)
            least = &set[i];
    }
    if (!make)
        return NULL;
    *least = (struct slot){ .key = key };
    return least;
}

int64_t zk_limit_use(struct zk_limits *limits, const char *key, int most, int64_t period_ms,
                     int64_t now_ms)
{
    return zk_limit_use_many(limits, key, 1, most, period_ms, now_ms);
}

int64_t zk_limit_use_many(struct zk_limits *limits, const char *key, size_t uses, int most,
                          int64_t period_ms, int64_t now_ms)
{
    int64_t step = (period_ms > most ? period_ms / most : 1) * (int64_t)uses, start, wait;
    struct slot *slot;

    pthread_mutex_lock(&limits->lock);
    slot = find(limits, key, 1);
    start = slot->until > now_ms ? slot->until : now_ms;
    wait = start + step - now_ms - period_ms;
    if (wait <= 0)
        slot->until = start + step;
    pthread_mutex_unlock(&limits->lock);
    return wait > 0 ? wait : 0;
}

int64_t zk_limit_wait(struct zk_limits *limits, const char *key, int64_t now_ms)
{
    struct slot *slot;
    int64_t wait = 0;

    pthread_mutex_lock(&limits->lock);
    slot = find(limits, key, 0);
    if (slot && slot->failures >= ZK_LIMIT_FREE_FAILURES && slot->until > now_ms)
        wait = slot->until - now_ms;
    pthread_mutex_unlock(&limits->lock);
    return wait;
}

void zk_limit_failed(struct zk_limits *limits, const char *key, int64_t now_ms)
{
    int64_t delay = DELAY_FIRST_MS;
    struct slot *slot;

    pthread_mutex_lock(&limits->lock);
    slot = find(limits, key, 1);
    if (now_ms - slot->until > ZK_LIMIT_HOUR)
        slot->failures = 0;
    slot->failures++;
    for (int i = ZK_LIMIT_FREE_FAILURES; i < slot->failures && delay < ZK_LIMIT_DELAY_MAX_MS; i++)
        delay *= 2;
    slot->until = now_ms + (delay < ZK_LIMIT_DELAY_MAX_MS ? delay : ZK_LIMIT_DELAY_MAX_MS);
    pthread_mutex_unlock(&limits->lock);
}

void zk_limit_succeeded(struct zk_limits *limits, const char *key)
{
    struct slot *slot;

    pthread_mutex_lock(&limits->lock);
    slot = find(limits, key, 0);
    if (slot)
        *slot = (struct slot){ 0 };
    pthread_mutex_unlock(&limits->lock);
}
