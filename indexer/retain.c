/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-indexer retain: what is kept longer than it is for goes; run it every day, and after a
 * backup was restored.
 */
#include "command.h"

#include "subject.h"

#include <getopt.h>
#include <inttypes.h>
#include <string.h>

/* Who took it on himself to go on without the file is in the audit. */
static enum zk_status log_lost(struct zk_store *store, const char *folder, struct zk_error *err)
{
    enum zk_status st = zk_store_begin(store, err);

    if (st == ZK_OK)
        st = zk_subject_log_lost(store, folder, err);
    if (st == ZK_OK)
        st = zk_command_tell(store, "subject_log_lost", "", err);
    if (st == ZK_OK)
        return zk_store_commit(store, err);
    zk_store_rollback(store);
    return st;
}

enum zk_status zk_command_retain(struct zk_command *command, int argc, char **argv,
                                 struct zk_error *err)
{
    static const struct option options[] = { { "log-lost", no_argument, NULL, 'l' },
                                             { NULL, 0, NULL, 0 } };
    struct zk_access access = { .clock = zk_clock_real(),
                                .idle_seconds = command->config->session_idle };
    struct zk_retained done = { 0 };
    char path[ZK_PATH_MAX];
    struct zk_store *store;
    bool lost = false;
    enum zk_status st;
    int option;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        (void)printf(
            "usage: zhiku-indexer retain [--log-lost]\n\n"
            "Does again what a restored backup undid for the people concerned, empties records\n"
            "whose consent has ended, removes accounts never opened for 180 days, requests closed "
            "for three\n"
            "years, sessions that have ended. Run it every day, and after a restore.\n\n"
            "--log-lost: the subjects.log that the store knows is lost for good. All that stands "
            "in the\n"
            "one that is there, if any, is done again; what stood in the lost one is for you to "
            "do.\n");
        return ZK_OK;
    }
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option != 'l')
            return zk_fail(err, ZK_USAGE, "", "see zhiku-indexer retain --help");
        lost = true;
    }
    if (optind < argc)
        return zk_fail(err, ZK_USAGE, "", "what is '%s'? See zhiku-indexer retain --help",
                       argv[optind]);
    st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK)
        st = zk_store_open(path, ZK_STORE_CHANGE, &store, err);
    if (st != ZK_OK)
        return st;
    st = lost ? log_lost(store, command->config->data, err) : ZK_OK;
    if (st == ZK_OK)
        st = zk_subject_retain(&access, store, command->config->data, &done, err);
    if (st == ZK_OK)
        (void)printf("reapplied %" PRId64 "\temptied %" PRId64 "\taccounts %" PRId64
                     "\trequests %" PRId64 "\n",
                     done.reapplied, done.emptied, done.accounts, done.requests);
    zk_store_close(store);
    return st;
}
