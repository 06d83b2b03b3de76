/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts from the command line: the first administrator, and whoever lost his second factor.
 * What is printed is a secret that opens the account once; a password is never typed here.
 */
#include "command.h"

#include "audit.h"
#include "seal.h"
#include "subject.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIST_PAGE = 500 };

struct work {
    struct zk_access access;
    const char *data; /* the folder */
    struct zk_store *store;
    struct zk_arena *arena;
    struct zk_account account; /* as told by the options */
};

static void help(void)
{
    (void)printf(
        "usage: zhiku-indexer account add --role ROLE --login LOGIN --name NAME"
        " [--record NUMBER]\n"
        "       zhiku-indexer account renew --login LOGIN\n"
        "       zhiku-indexer account list\n"
        "       zhiku-indexer account rekey\n"
        "       zhiku-indexer account recode\n\n"
        "add and renew print a secret that opens the account once, within 7 days, at the\n"
        "page /activate: there its owner chooses a password and, where the role wants it,\n"
        "sets up one-time codes. renew ends all sessions and forgets password and codes.\n\n"
        "rekey changes the key that seals the secrets of one-time codes (setting totp_key).\n"
        "recode is for a lost key: it renews every account whose secret cannot be opened, and\n"
        "prints login and secret of each.\n\n"
        "roles: enterprise (--record: its organisation), expert (--record: himself),\n"
        "evaluator, office, auditor, administrator\n");
}

static enum zk_status find_role(const char *name, enum zk_role *out, struct zk_error *err)
{
    *out = zk_role_find(name);
    if (!zk_role_name(*out) || *out == ZK_ROLE_VISITOR)
        return zk_fail(err, ZK_USAGE, "",
                       "there is no role '%s' for an account: zhiku-indexer account --help has them",
                       name);
    return ZK_OK;
}

static enum zk_status read_options(struct work *w, int argc, char **argv, struct zk_error *err)
{
    static const struct option options[] = {
        { "role", required_argument, NULL, 'r' },
        { "login", required_argument, NULL, 'l' },
        { "name", required_argument, NULL, 'n' },
        { "record", required_argument, NULL, 'i' },
        { NULL, 0, NULL, 0 },
    };
    int option;
    enum zk_status st = ZK_OK;

    while (st == ZK_OK && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'r')
            st = find_role(optarg, &w->account.role, err);
        else if (option == 'l')
            w->account.login = optarg;
        else if (option == 'n')
            w->account.name = optarg;
        else if (option == 'i')
            w->account.record = strtoll(optarg, NULL, 10);
        else
            return zk_fail(err, ZK_USAGE, "", "see zhiku-indexer account --help");
    }
    if (st == ZK_OK && optind < argc)
        return zk_fail(err, ZK_USAGE, "", "what is '%s'? See zhiku-indexer account --help",
                       argv[optind]);
    return st;
}

static enum zk_status find(struct work *w, struct zk_error *err)
{
    struct zk_account *accounts;
    int64_t after = 0;
    size_t count;
    enum zk_status st;

    do {
        st = zk_account_list(w->store, after, LIST_PAGE, w->arena, &accounts, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++) {
            if (strcmp(accounts[i].login, w->account.login) == 0) {
                w->account = accounts[i];
                return ZK_OK;
            }
            after = accounts[i].id;
        }
    } while (st == ZK_OK && count == LIST_PAGE);
    return st == ZK_OK
               ? zk_fail(err, ZK_NOT_FOUND, "", "there is no account '%s'", w->account.login)
               : st;
}

enum zk_status zk_command_tell(struct zk_store *store, const char *action, const char *object,
                               struct zk_error *err)
{
    const struct zk_access access = { .clock = zk_clock_real() };
    const struct zk_who program = { .address = "" };
    struct zk_audit entry = { .action = action, .object = object };
    char user[32];

    (void)snprintf(user, sizeof(user), "command line, uid %u", (unsigned)getuid());
    entry.new_ = user;
    return zk_audit_add(&access, store, &program, &entry, err);
}

/* Make or renew, and say so in the audit; the secret is told once it is committed. */
static enum zk_status invite(struct work *w, bool again, struct zk_error *err)
{
    const char *secret = NULL, *object;
    int64_t id = 0;
    enum zk_status st;

    if (!w->account.login || (!again && !w->account.name))
        return zk_fail(err, ZK_USAGE, "", "--login%s wanted: see zhiku-indexer account --help",
                       again ? " is" : ", --name and --role are");
    st = zk_store_begin(w->store, err);
    if (st == ZK_OK && again) {
        st = find(w, err);
        id = w->account.id;
        if (st == ZK_OK)
            st = zk_account_reinvite(&w->access, w->store, id, true, w->arena, &secret, err);
    } else if (st == ZK_OK) {
        st = zk_account_invite(&w->access, w->store, &w->account, w->arena, &id, &secret, err);
    }
    object = zk_arena_printf(w->arena, "account:%" PRId64, id);
    if (st == ZK_OK)
        st = zk_command_tell(w->store, "account_invited", object, err);
    if (st == ZK_OK)
        st = zk_store_commit(w->store, err);
    else
        zk_store_rollback(w->store);
    if (st == ZK_OK)
        (void)printf("%s\n", secret);
    return st;
}

static enum zk_status list(struct work *w, struct zk_error *err)
{
    struct zk_account *accounts;
    int64_t after = 0;
    size_t count = 0;
    enum zk_status st;

    do {
        st = zk_account_list(w->store, after, LIST_PAGE, w->arena, &accounts, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++) {
            (void)printf("%" PRId64 "\t%s\t%s\t%s\t%s\n", accounts[i].id, accounts[i].login,
                         zk_role_name(accounts[i].role), zk_account_state_name(accounts[i].state),
                         accounts[i].name);
            after = accounts[i].id;
        }
    } while (st == ZK_OK && count == LIST_PAGE);
    return st;
}

static enum zk_status rekey(struct work *w, struct zk_error *err)
{
    int64_t count = 0;
    enum zk_status st = zk_seal_change(&w->access, w->store, &count, err);

    if (st == ZK_OK)
        st = zk_store_begin(w->store, err);
    if (st != ZK_OK)
        return st;
    st = zk_command_tell(w->store, "key_changed", "", err);
    if (st == ZK_OK)
        st = zk_store_commit(w->store, err);
    else
        zk_store_rollback(w->store);
    if (st == ZK_OK)
        (void)printf("%" PRId64 " secrets sealed with a new key\n", count);
    return st;
}

static enum zk_status recode_one(struct work *w, int64_t id, const char **line,
                                 struct zk_error *err)
{
    const char *secret = NULL;
    struct zk_account *account;
    enum zk_status st = zk_account_get(w->store, id, w->arena, &account, err);

    if (st == ZK_OK)
        st = zk_account_reinvite(&w->access, w->store, id, true, w->arena, &secret, err);
    if (st == ZK_OK)
        st = zk_command_tell(w->store, "account_invited",
                             zk_arena_printf(w->arena, "account:%" PRId64, id), err);
    if (st == ZK_OK)
        *line = zk_arena_printf(w->arena, "%s\t%s", account->login, secret);
    return st;
}

/* All or none; the secrets are told once they are committed. */
static enum zk_status recode(struct work *w, struct zk_error *err)
{
    const char **lines = NULL;
    int64_t *lost;
    size_t count = 0;
    enum zk_status st = zk_store_begin(w->store, err);

    if (st != ZK_OK)
        return st;
    st = zk_seal_lost(&w->access, w->store, w->arena, &lost, &count, err);
    if (st == ZK_OK)
        lines = zk_arena_array(w->arena, count + 1, sizeof(*lines));
    if (st == ZK_OK && !lines)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for accounts");
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = recode_one(w, lost[i], &lines[i], err);
    if (st == ZK_OK)
        st = zk_store_commit(w->store, err);
    else
        zk_store_rollback(w->store);
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        (void)puts(lines[i]);
    return st;
}

/* A restored backup is done again first: that ends all invitations, those made before it too. */
static enum zk_status run(struct work *w, const char *what, struct zk_error *err)
{
    int64_t again;
    enum zk_status st;

    if (strcmp(what, "list") == 0)
        return list(w, err);
    if (strcmp(what, "rekey") == 0)
        return rekey(w, err);
    st = zk_subject_reapply(&w->access, w->store, w->data, &again, err);
    if (st != ZK_OK)
        return st;
    if (strcmp(what, "recode") == 0)
        return recode(w, err);
    return invite(w, strcmp(what, "renew") == 0, err);
}

static bool is_known(const char *what)
{
    static const char *const known[] = { "add", "renew", "list", "rekey", "recode" };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i], what) == 0)
            return true;
    }
    return false;
}

enum zk_status zk_command_account(struct zk_command *command, int argc, char **argv,
                                  struct zk_error *err)
{
    struct work w = { .access = { .clock = zk_clock_real() }, .data = command->config->data };
    const char *what = argc > 1 ? argv[1] : "";
    char path[ZK_PATH_MAX], keys[ZK_PATH_MAX];
    enum zk_status st;

    w.access.keys = keys;
    if (strcmp(what, "--help") == 0)
        return help(), ZK_OK;
    if (!is_known(what))
        return zk_fail(err, ZK_USAGE, "", "what to do? See zhiku-indexer account --help");
    st = read_options(&w, argc - 1, argv + 1, err);
    if (st == ZK_OK)
        st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK)
        st = zk_config_key_path(command->config, keys, err);
    if (st == ZK_OK)
        st = zk_store_open(path, strcmp(what, "add") == 0 ? ZK_STORE_WRITE : ZK_STORE_CHANGE,
                           &w.store, err);
    if (st != ZK_OK)
        return st;
    w.arena = zk_arena_open();
    if (!w.arena)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for accounts");
    else
        st = run(&w, what, err);
    zk_arena_close(w.arena);
    zk_store_close(w.store);
    return st;
}
