/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-server: options, signals, start and stop. All else is the library's.
 */
#include "alloc.h"
#include "config.h"
#include "listen.h"
#include "router.h"
#include "server.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { OPTION_HELP = 1, OPTION_VERSION, OPTION_CONFIG, OPTION_ROUTES, OPTION_FIELDS, OPTION_SETTING = 100 };

#define SETTING(key, type, def, min, max, what) #key,
static const char *const settings[] = { ZK_CONFIG_LIST(SETTING) };
#undef SETTING

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static void print_help(void)
{
    printf("zhiku-server serves the directory: pages, and JSON under /api/v1.\n\n"
           "Usage: zhiku-server [--config FILE] [--KEY VALUE]...\n\n"
           "  --config FILE   read settings from FILE (key = value)\n"
           "  --routes        print the routes with the roles they allow, and end\n"
           "  --fields        print the fields with who sees and changes them, and end\n"
           "  --version       print the version, and end\n"
           "  --help          print this, and end\n\n"
           "Settings, each also an option (--port 8081) and a variable (ZHIKU_PORT=8081):\n");
    zk_config_help(stdout);
    printf("\nEnds with 0 after SIGTERM or SIGINT, 2 for wrong options or configuration, 3 when the\n"
           "port is in use or the store is locked, 4 for a missing or damaged store, 5 for anything\n"
           "else, 130 when it was told to stop twice.\n");
}

static int complain(enum zk_status st, const struct zk_error *err)
{
    fprintf(stderr, "zhiku-server: %s%s%s\n", zk_status_text(st), err->detail[0] ? ": " : "",
            err->detail);
    return zk_status_exit(st);
}

/* The options as getopt_long wants them: ours, then one a setting, its _ written as -. */
static void make_options(struct option *options, char names[][32])
{
    static const struct option ours[] = {
        { "help", no_argument, NULL, OPTION_HELP },
        { "version", no_argument, NULL, OPTION_VERSION },
        { "routes", no_argument, NULL, OPTION_ROUTES },
        { "fields", no_argument, NULL, OPTION_FIELDS },
        { "config", required_argument, NULL, OPTION_CONFIG },
    };
    size_t count = sizeof(ours) / sizeof(ours[0]);

    memcpy(options, ours, sizeof(ours));
    for (int i = 0; i < SETTINGS; i++) {
        (void)snprintf(names[i], 32, "%s", settings[i]);
        for (char *c = names[i]; *c; c++)
            *c = *c == '_' ? '-' : *c;
        options[count++] = (struct option){ names[i], required_argument, NULL, OPTION_SETTING + i };
    }
    options[count] = (struct option){ 0 };
}

/*
 * File first, then the command line, wherever --config stands in it: hence two passes.
 * @return -1 to go on, else the exit code
 */
static int read_options(int argc, char **argv, struct zk_config *config)
{
    struct option options[SETTINGS + 8];
    char names[SETTINGS][32];
    struct zk_error err = { 0 };
    const char *file = NULL;
    enum zk_status st;
    int option;

    make_options(options, names);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == OPTION_HELP)
            return print_help(), 0;
        if (option == OPTION_VERSION)
            return printf("zhiku-server %s\n", ZK_VERSION), 0;
        if (option == OPTION_ROUTES)
            return zk_routes_print(stdout), 0;
        if (option == OPTION_FIELDS)
            return zk_fields_print(stdout), 0;
        if (option == OPTION_CONFIG)
            file = optarg;
        if (option == '?')
            return zk_status_exit(ZK_USAGE);
    }
    if (optind < argc) {
        fprintf(stderr, "zhiku-server: what is \"%s\"? See --help.\n", argv[optind]);
        return zk_status_exit(ZK_USAGE);
    }
    st = zk_config_load(config, file, &err);
    optind = 1;
    while (st == ZK_OK && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option >= OPTION_SETTING)
            st = zk_config_set(config, settings[option - OPTION_SETTING], optarg, &err);
    }
    return st == ZK_OK ? -1 : complain(st, &err);
}

static void block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    pthread_sigmask(SIG_BLOCK, set, NULL); /* threads started later inherit it */
    (void)signal(SIGPIPE, SIG_IGN);
}

/* Let current requests end. @return false when a second signal or the clock cut it short */
static bool drain(struct zk_server *server, const sigset_t *set)
{
    const struct timespec tick = { .tv_nsec = 20 * 1000000 };

    zk_server_quiesce(server);
    for (int i = 0; i < ZK_DRAIN_SECONDS * 50; i++) {
        if (zk_server_drained(server))
            return true;
        if (sigtimedwait(set, NULL, &tick) > 0)
            return false;
    }
    fprintf(stderr, "zhiku-server: requests that did not end within %d s are cut.\n",
            ZK_DRAIN_SECONDS);
    return true;
}

int main(int argc, char **argv)
{
    struct zk_server_options options = { .queue_ms = ZK_QUEUE_MS };
    struct zk_error err = { 0 };
    struct zk_server *server;
    struct zk_config config;
    bool polite = true;
    sigset_t set;
    int signal_number, code = read_options(argc, argv, &config);
    enum zk_status st;

    if (code >= 0)
        return code;
    block_signals(&set);
    options.config = &config;
    options.log = (struct zk_log){ stderr, (enum zk_log_level)zk_log_level_find(config.log) };
    zk_alloc_hold();
    st = zk_server_open(&options, &server, &err);
    if (!server)
        return complain(st, &err);
    printf("%s\n", zk_server_url(server));
    fflush(stdout);
    zk_listen_notify("READY=1");
    (void)sigwait(&set, &signal_number);
    zk_listen_notify("STOPPING=1");
    polite = drain(server, &set);
    zk_server_close(server);
    return polite ? 0 : zk_status_exit(ZK_INTERRUPTED);
}
