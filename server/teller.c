/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The teller's thread: what to do when, and stopping.
 */
#include "teller.h"

#include "alert.h"
#include "alloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PASSWORD_MAX = 256, SWEEP_MS = 3600 * 1000, NICE = 10 };

struct zk_teller {
    struct zk_app *app;
    struct zk_config config; /* the texts of mail.relay */
    struct zk_tell_mail mail;
    char password[PASSWORD_MAX];
    int64_t swept_ms; /* 0: never */
    int64_t gap_after; /* the last demand looked at for the gap report */
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* guards stop */
    pthread_cond_t wake;
    bool stop;
};

static bool is_stopped(void *with)
{
    struct zk_teller *teller = with;
    bool stop;

    pthread_mutex_lock(&teller->lock);
    stop = teller->stop;
    pthread_mutex_unlock(&teller->lock);
    return stop;
}

static void complain(struct zk_teller *teller, const char *what, enum zk_status st,
                     const struct zk_error *err)
{
    if (st != ZK_OK)
        zk_log(&teller->app->log, ZK_LOG_WARN, "teller", "what", what, "code", zk_status_slug(st),
               "detail", err->detail, NULL);
}

/* One kind of work until there is no more of it, or it fails, or somebody stops it. */
static void work(struct zk_teller *teller, const char *what, int most,
                 enum zk_status (*piece)(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                                         struct zk_error *err))
{
    struct zk_error err = { 0 };
    enum zk_status st = ZK_OK;
    bool more = true;

    for (int i = 0; st == ZK_OK && more && i < most && !is_stopped(teller); i++) {
        struct zk_lane *lane = zk_app_borrow(teller->app);

        more = false;
        st = piece(teller, lane, &more, &err);
        zk_app_return(teller->app, lane);
    }
    complain(teller, what, st, &err);
}

static enum zk_status follow(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                             struct zk_error *err)
{
    return zk_tell_follow(teller->app, lane, more, err);
}

static enum zk_status slice(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                            struct zk_error *err)
{
    return zk_tell_slice(teller->app, lane, more, err);
}

static enum zk_status remind(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                             struct zk_error *err)
{
    return zk_tell_remind(teller->app, lane, more, err);
}

static enum zk_status post(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                           struct zk_error *err)
{
    return zk_tell_mail(teller->app, lane, &teller->mail, more, err);
}

static enum zk_status sweep(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                            struct zk_error *err)
{
    struct zk_app *app = teller->app;
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    (void)lane;
    *more = false;
    teller->swept_ms = zk_now_ms();
    return st == ZK_OK ? zk_app_end(app, zk_alert_sweep(&app->access, store, err), err) : st;
}

static enum zk_status gaps(struct zk_teller *teller, struct zk_lane *lane, bool *more,
                           struct zk_error *err)
{
    return zk_tell_gaps(teller->app, lane, &teller->gap_after, more, err);
}

/* Open demands by the hundred take minutes: who has just saved something does not wait for them. */
static void look_for_gaps(struct zk_teller *teller)
{
    for (int i = 0; i < ZK_TELL_GAPS && !is_stopped(teller); i++) {
        work(teller, "gaps", 1, gaps);
        if (teller->gap_after == 0)
            break;
        work(teller, "follow", INT32_MAX, follow);
        work(teller, "tell", INT32_MAX, slice);
    }
}

static void *tell(void *argument)
{
    struct zk_teller *teller = argument;

    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); /* requests come first */
    while (!is_stopped(teller)) {
        int64_t until = zk_now_ms() + (int64_t)teller->config.alert_seconds * 1000;
        struct timespec wait = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };

        work(teller, "follow", INT32_MAX, follow);
        work(teller, "tell", INT32_MAX, slice);
        work(teller, "remind", INT32_MAX, remind);
        if (teller->mail.relay.url)
            work(teller, "mail", ZK_TELL_MAILS, post);
        if (teller->swept_ms == 0 || zk_now_ms() - teller->swept_ms > SWEEP_MS) {
            look_for_gaps(teller);
            work(teller, "sweep", 1, sweep);
        }
        pthread_mutex_lock(&teller->lock);
        while (!teller->stop && pthread_cond_timedwait(&teller->wake, &teller->lock, &wait) == 0)
            continue;
        pthread_mutex_unlock(&teller->lock);
    }
    return NULL;
}

/* The first line of a file. */
static enum zk_status read_password(const char *path, char out[PASSWORD_MAX], struct zk_error *err)
{
    FILE *file = fopen(path, "r");
    bool got = file && fgets(out, PASSWORD_MAX, file);

    if (file)
        (void)fclose(file);
    if (!got)
        return zk_fail(err, ZK_USAGE, "mail_password_file", "cannot read %s: %s", path,
                       file ? "it is empty" : strerror(errno));
    out[strcspn(out, "\r\n")] = '\0';
    return ZK_OK;
}

static enum zk_status set_mail(struct zk_teller *teller, struct zk_error *err)
{
    const struct zk_config *config = &teller->config;
    enum zk_status st = ZK_OK;

    if (!config->mail_relay[0])
        return ZK_OK;
    if (!config->public_url[0])
        return zk_fail(err, ZK_USAGE, "public_url",
                       "mail_relay needs public_url, like https://zhiku.example.com: the links in"
                       " mails begin with it");
    if (config->mail_password_file[0])
        st = read_password(config->mail_password_file, teller->password, err);
    teller->mail = (struct zk_tell_mail){
        .relay = { .url = config->mail_relay,
                   .from = config->mail_from,
                   .user = config->mail_user,
                   .password = teller->password,
                   .ca = config->mail_ca,
                   .plain = !config->mail_tls },
        .wait = config->mail_minutes * 60,
        .stop = is_stopped,
        .with = teller,
    };
    return st == ZK_OK ? zk_mail_relay_check(&teller->mail.relay, err) : st;
}

enum zk_status zk_teller_open(struct zk_app *app, const struct zk_config *config,
                              struct zk_teller **out, struct zk_error *err)
{
    struct zk_teller *teller = zk_calloc(1, sizeof(*teller));
    pthread_condattr_t clock;
    enum zk_status st;

    *out = NULL;
    if (!teller)
        return zk_fail(err, ZK_NO_MEMORY, "", "the teller");
    teller->app = app;
    teller->config = *config;
    pthread_mutex_init(&teller->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&teller->wake, &clock);
    pthread_condattr_destroy(&clock);
    st = set_mail(teller, err);
    if (st == ZK_OK && pthread_create(&teller->thread, NULL, tell, teller) != 0)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no thread for the teller");
    teller->running = st == ZK_OK;
    if (st != ZK_OK) {
        zk_teller_close(teller);
        return st;
    }
    *out = teller;
    return ZK_OK;
}

void zk_teller_close(struct zk_teller *teller)
{
    if (!teller)
        return;
    pthread_mutex_lock(&teller->lock);
    teller->stop = true;
    pthread_cond_signal(&teller->wake);
    pthread_mutex_unlock(&teller->lock);
    if (teller->running)
        (void)pthread_join(teller->thread, NULL);
    pthread_cond_destroy(&teller->wake);
    pthread_mutex_destroy(&teller->lock);
    explicit_bzero(teller->password, sizeof(teller->password));
    zk_free(teller);
}
