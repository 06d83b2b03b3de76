/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-indexer: the command line, signals, the exit code.
 */
#include "command.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static atomic_int stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
}

static void help(void)
{
    (void)printf("usage: zhiku-indexer [--config FILE] [--data FOLDER] COMMAND ...\n\ncommands:\n");
#define COMMAND_HELP(name, function, text) (void)printf("  %-9s %s\n", name, text);
    ZK_COMMAND_LIST(COMMAND_HELP)
#undef COMMAND_HELP
    (void)printf("\nzhiku-indexer COMMAND --help tells the options of one.\n\nsettings"
                 " (--config FILE, or ZHIKU_<KEY> in the environment):\n");
    zk_config_help(stdout);
    (void)printf("\nexit codes: 0 done, 1 refused or different, 2 usage, 3 busy, 4 no usable"
                 " index or store, 5 input or output failed, 130 interrupted\n");
}

static enum zk_status run(struct zk_command *command, int argc, char **argv, struct zk_error *err)
{
    static const struct {
        const char *name;
        enum zk_status (*run)(struct zk_command *, int, char **, struct zk_error *);
    } commands[] = {
#define COMMAND_ROW(name, function, text) { name, function },
        ZK_COMMAND_LIST(COMMAND_ROW)
#undef COMMAND_ROW
    };

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, argv[0]) == 0) {
            optind = 0;
            return commands[i].run(command, argc, argv, err);
        }
    }
    return zk_fail(err, ZK_USAGE, "", "there is no command '%s': see zhiku-indexer --help",
                   argv[0]);
}

static int end(enum zk_status st, const struct zk_error *err)
{
    if (st != ZK_OK && err->detail[0])
        (void)fprintf(stderr, "zhiku-indexer: %s\n", err->detail);
    else if (st != ZK_OK)
        (void)fprintf(stderr, "zhiku-indexer: %s\n", zk_status_text(st));
    return zk_status_exit(st);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "config", required_argument, NULL, 'c' }, { "data", required_argument, NULL, 'd' },
        { "help", no_argument, NULL, 'h' },         { "version", no_argument, NULL, 'v' },
        { NULL, 0, NULL, 0 },
    };
    const char *file = NULL, *data = NULL;
    struct zk_error err = { .status = ZK_OK };
    struct zk_command command = { .stop = &stop };
    struct zk_config config;
    enum zk_status st;
    int option;

    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (option == 'c')
            file = optarg;
        else if (option == 'd')
            data = optarg;
        else if (option == 'v')
            return puts("zhiku-indexer " ZK_VERSION) < 0;
        else if (option == 'h')
            return help(), 0;
        else
            return zk_status_exit(ZK_USAGE);
    }
    if (optind == argc) {
        help();
        return zk_status_exit(ZK_USAGE);
    }
    st = zk_config_load(&config, file, &err);
    if (st == ZK_OK && data)
        st = zk_config_set(&config, "data", data, &err);
    if (st != ZK_OK)
        return end(st, &err);
    command.config = &config;
    command.log = (struct zk_log){ stderr, (enum zk_log_level)zk_log_level_find(config.log) };
    catch_signals();
    st = run(&command, argc - optind, argv + optind, &err);
    return end(st, &err);
}
