/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changing the store: one connection, one transaction at a time, and small notes that workers
 * write down.
 */
#include "app.h"

#include "alloc.h"
#include "subject.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NOTE_TEXT = 128 };

const char *const zk_rate_names[ZK_RATE_COUNT] = { "search", "detail", "export", "login" };

int64_t zk_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum zk_status zk_app_begin(struct zk_app *app, struct zk_store **store, struct zk_error *err)
{
    enum zk_status st;

    pthread_mutex_lock(&app->writing);
    st = zk_store_begin(app->writer, err);
    *store = st == ZK_OK ? app->writer : NULL;
    app->log_bytes = zk_subject_log_bytes(app->data);
    if (st != ZK_OK)
        pthread_mutex_unlock(&app->writing);
    return st;
}

/* What subjects.log got from a transaction that was rolled back, and not what else may stand behind
 * what the store has: a newer copy that was just put there. */
static void take_back(struct zk_app *app)
{
    struct zk_error err = { 0 };

    if (zk_subject_log_bytes(app->data) != app->log_bytes &&
        zk_subject_cut(app->writer, app->data, &err) != ZK_OK)
        zk_log(&app->log, ZK_LOG_ERROR, "subject_log_not_cut", "detail", err.detail, NULL);
}

enum zk_status zk_app_end(struct zk_app *app, enum zk_status st, struct zk_error *err)
{
    if (st == ZK_OK)
        st = zk_store_commit(app->writer, err);
    if (st != ZK_OK) {
        zk_store_rollback(app->writer);
        take_back(app);
    }
    pthread_mutex_unlock(&app->writing);
    return st;
}

enum zk_status zk_app_tell(struct zk_app *app, const struct zk_who *who,
                           const struct zk_audit *entry, struct zk_error *err)
{
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    return st == ZK_OK ? zk_app_end(app, zk_audit_add(&app->access, store, who, entry, err), err)
                       : st;
}

/* A note outlives the request it is of. */
struct note {
    struct zk_job job;
    struct zk_app *app;
    int64_t touched; /* token, or 0: an entry for the audit */
    struct zk_who who;
    char address[NOTE_TEXT], action[NOTE_TEXT], object[NOTE_TEXT], field[NOTE_TEXT],
        new_[NOTE_TEXT];
};

static void write_note(struct zk_job *job)
{
    struct note *note = (struct note *)job;
    struct zk_app *app = note->app;
    struct zk_audit entry = {
        .action = note->action, .object = note->object, .field = note->field, .new_ = note->new_
    };
    struct zk_error err = { 0 };
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, &err);

    if (st == ZK_OK) {
        st = note->touched ? zk_session_touch(&app->access, store, note->touched, &err)
                           : zk_audit_add(&app->access, store, &note->who, &entry, &err);
        st = zk_app_end(app, st, &err);
    }
    if (st != ZK_OK)
        zk_log(&app->log, ZK_LOG_ERROR, "note_lost", "action", note->action, "object", note->object,
               "field", note->field, "address", note->address, "detail", err.detail, NULL);
    zk_free(note);
}

static void push(struct zk_app *app, struct note *note)
{
    note->job.run = write_note;
    note->app = app;
    if (zk_work_push(app->work, &note->job, ZK_WORK_NOTES))
        return;
    zk_log(&app->log, ZK_LOG_ERROR, "note_lost", "action", note->action, "object", note->object,
           "field", note->field, "address", note->address, "detail", "too many at once", NULL);
    zk_free(note);
}

void zk_app_note(struct zk_app *app, const struct zk_who *who, const struct zk_audit *entry)
{
    struct note *note = zk_calloc(1, sizeof(*note));

    if (!note) {
        zk_log(&app->log, ZK_LOG_ERROR, "note_lost", "action", entry->action, NULL);
        return;
    }
    (void)snprintf(note->address, NOTE_TEXT, "%s", who->address);
    (void)snprintf(note->action, NOTE_TEXT, "%s", entry->action);
    (void)snprintf(note->object, NOTE_TEXT, "%s", entry->object ? entry->object : "");
    (void)snprintf(note->field, NOTE_TEXT, "%s", entry->field ? entry->field : "");
    (void)snprintf(note->new_, NOTE_TEXT, "%s", entry->new_ ? entry->new_ : "");
    note->who =
        (struct zk_who){ .account = who->account, .role = who->role, .address = note->address };
    push(app, note);
}

void zk_app_touch(struct zk_app *app, int64_t token)
{
    struct note *note = zk_calloc(1, sizeof(*note));

    if (!note)
        return; /* the next use tries again */
    (void)snprintf(note->action, NOTE_TEXT, "touch");
    note->touched = token;
    push(app, note);
}
