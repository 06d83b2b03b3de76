/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-indexer audit verify: is the audit whole? Prints its head, which is worth keeping on
 * another machine: whoever can write the store could make a new chain, but not one with that head.
 */
#include "command.h"

#include "audit.h"

#include <getopt.h>
#include <inttypes.h>
#include <string.h>

enum zk_status zk_command_audit(struct zk_command *command, int argc, char **argv,
                                struct zk_error *err)
{
    static const struct option options[] = { { "head", required_argument, NULL, 'k' },
                                             { NULL, 0, NULL, 0 } };
    const char *kept = NULL;
    struct zk_audit_head head;
    struct zk_store *store;
    char path[ZK_PATH_MAX];
    enum zk_status st;
    int option;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        (void)printf(
            "usage: zhiku-indexer audit verify [--head HASH]\n\n"
            "Walks the chain of the audit; exit code 4 when a row was altered, cut out or\n"
            "cut off. Prints the number of rows and the head, the hash of the last one:\n"
            "keep it elsewhere, and give it with --head next time.\n");
        return ZK_OK;
    }
    if (argc < 2 || strcmp(argv[1], "verify") != 0)
        return zk_fail(err, ZK_USAGE, "", "verify: see zhiku-indexer audit --help");
    while ((option = getopt_long(argc - 1, argv + 1, "", options, NULL)) != -1) {
        if (option != 'k')
            return zk_fail(err, ZK_USAGE, "", "see zhiku-indexer audit --help");
        kept = optarg;
    }
    st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK)
        st = zk_store_open(path, ZK_STORE_READ, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_audit_verify(store, kept, &head, err);
    if (st == ZK_OK)
        (void)printf("%" PRId64 " rows, head %s\n", head.rows, head.rows > 0 ? head.hash : "-");
    zk_store_close(store);
    return st;
}
