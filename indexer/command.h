/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands of zhiku-indexer. Each is given what stands behind its name on the command
 * line (argv[0] is the name) and returns a status whose exit code the program ends with.
 */
#ifndef ZK_COMMAND_H
#define ZK_COMMAND_H

#include "config.h"

#include <stdatomic.h>

struct zk_command {
    const struct zk_config *config;
    struct zk_log log;
    const atomic_int *stop; /* set by SIGINT and SIGTERM */
};

struct zk_store;

/** Tell the audit, in a transaction of the caller's, what the command line did: action and object. */
enum zk_status zk_command_tell(struct zk_store *store, const char *action, const char *object,
                               struct zk_error *err);

/* name, function, one line of help */
#define ZK_COMMAND_LIST(X)                                                                         \
    X("import", zk_command_import, "FILE|FOLDER...  read CSV or JSON Lines into the store")        \
    X("export", zk_command_export, "--out FOLDER    write the store as CSV or JSON Lines")         \
    X("terms", zk_command_terms, "import|export FILE   read or write the words that mean the same") \
    X("build", zk_command_build, "                build the whole index anew and publish it")     \
    X("sync", zk_command_sync, "                bring the index up to the store, once")           \
    X("watch", zk_command_watch, "                the same until it is ended")                    \
    X("check", zk_command_check, "                compare index and store, record by record")     \
    X("account", zk_command_account, "add|renew|list   accounts; the first administrator is made here")    \
    X("retain", zk_command_retain, "                remove what is kept no longer, erase again after a restore") \
    X("audit", zk_command_audit, "verify          walk the audit's chain, print its head")         \
    X("queries", zk_command_queries, "[--zero]        what was searched for, and what found nothing") \
    X("generate", zk_command_generate, "--records N --out FOLDER   made-up records, for benchmarks")

#define ZK_COMMAND_DECLARE(name, function, help)                                                   \
    enum zk_status function(struct zk_command *command, int argc, char **argv, struct zk_error *err);
ZK_COMMAND_LIST(ZK_COMMAND_DECLARE)
#undef ZK_COMMAND_DECLARE

#endif
