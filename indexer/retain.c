/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-indexer retain: what is kept longer than it is for goes; run it every day, and after a
 * backup was restored.
 */
#include "command.h"

#include "subject.h"

#include <inttypes.h>
#include <string.h>

enum zk_status zk_command_retain(struct zk_command *command, int argc, char **argv,
                                 struct zk_error *err)
{
    struct zk_access access = { .clock = zk_clock_real(),
                                .idle_seconds = command->config->session_idle };
    struct zk_retained done = { 0 };
    char path[ZK_PATH_MAX];
    struct zk_store *store;
    enum zk_status st;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        (void)printf(
            "usage: zhiku-indexer retain\n\n"
            "Does again what a restored backup undid for the people concerned, empties records\n"
            "whose consent has ended, removes accounts never opened for 180 days, requests closed for three\n"
            "years, sessions that have ended. Run it every day, and after a restore.\n");
        return ZK_OK;
    }
    if (argc > 1)
        return zk_fail(err, ZK_USAGE, "", "what is '%s'? See zhiku-indexer retain --help", argv[1]);
    st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK) /* not to make a store where there is none */
        st = zk_store_open(path, ZK_STORE_READ, &store, err);
    if (st != ZK_OK)
        return st;
    zk_store_close(store);
    st = zk_store_open(path, ZK_STORE_WRITE, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_subject_retain(&access, store, command->config->data, &done, err);
    if (st == ZK_OK)
        (void)printf("reapplied %" PRId64 "\temptied %" PRId64 "\taccounts %" PRId64
                     "\trequests %" PRId64 "\n",
                     done.reapplied, done.emptied, done.accounts, done.requests);
    zk_store_close(store);
    return st;
}
