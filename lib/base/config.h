/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both programs are told: built-in defaults, then the file of --config
 * ("key = value" lines, '#' comments), then the environment (ZHIKU_<KEY>), then the
 * command line, the later one winning. An unknown key or a bad value is ZK_USAGE with
 * file, line and the nearest known key.
 */
#ifndef ZK_CONFIG_H
#define ZK_CONFIG_H

#include "log.h"
#include "status.h"

#include <stdbool.h>

enum { ZK_PATH_MAX = 1024 };

/* key, type (TEXT, INT or BOOL), default, smallest, largest (INT), what it is (for --help and docs) */
#define ZK_CONFIG_LIST(X)                                                                          \
    X(data, TEXT, "var", 0, 0, "folder of the store (zhiku.db) and the index")                     \
    X(web, TEXT, "", 0, 0, "folder of the built page; empty: beside the program")                  \
    X(city, TEXT, "370400", 0, 0, "code of the city whose districts the first page lists")        \
    X(listen, TEXT, "127.0.0.1", 0, 0, "address to listen on")                                     \
    X(port, INT, 8080, 0, 65535, "port; 0 takes a free one and prints it")                         \
    X(threads, INT, 0, 0, 64, "server threads; 0: twice the cores, at least 4")                    \
    X(connections, INT, 512, 8, 65535, "most connections at a time")                               \
    X(idle_seconds, INT, 15, 1, 3600, "an idle connection is closed after")                        \
    X(request_seconds, INT, 30, 1, 3600, "a request must be read within")                          \
    X(tls_cert, TEXT, "", 0, 0, "PEM file of the certificate: HTTPS by the server itself")         \
    X(tls_key, TEXT, "", 0, 0, "PEM file of its key")                                              \
    X(plain_cookie, INT, 0, 0, 1, "1: sessions without TLS, on a loopback address only")           \
    X(password_policy, TEXT, "length", 0, 0, "length, or period (kinds of characters, 90 days)")   \
    X(totp_key, TEXT, "", 0, 0, "file of the key of one-time codes; empty: totp.key in data")       \
    X(session_idle, INT, 1800, 2, 86400, "seconds after which an unused session ends")             \
    X(session_seconds, INT, 43200, 2, 604800, "seconds after which any session ends")              \
    X(rate_search, INT, 300, 0, 100000, "searches a minute from one address or account; 0: any")   \
    X(rate_detail, INT, 240, 0, 100000, "records a minute")                                        \
    X(rate_export, INT, 10, 0, 100000, "exports a minute")                                         \
    X(rate_login, INT, 20, 0, 100000, "logins, openings and registrations a minute")               \
    X(harvest, INT, 1000, 0, 1000000, "records an hour that raise an alarm in the audit; 0: never") \
    X(reminder_days, TEXT, "9,21,45", 0, 0, "days without a move after which an introduction is chased") \
    X(public_url, TEXT, "", 0, 0, "https://zhiku.example.com: where the server is found; for mail and feeds") \
    X(alert_seconds, INT, 30, 1, 86400, "how often alerts are made")                               \
    X(mail_relay, TEXT, "", 0, 0, "smtp://host:587 or smtps://host:465 for alerts; empty: no mail") \
    X(mail_from, TEXT, "", 0, 0, "the address mail comes from")                                    \
    X(mail_user, TEXT, "", 0, 0, "account at the relay; empty: none")                              \
    X(mail_password_file, TEXT, "", 0, 0, "file with its password")                                \
    X(mail_ca, TEXT, "", 0, 0, "PEM file of who vouches for the relay; empty: the system's")       \
    X(mail_tls, BOOL, true, 0, 0, "no: without TLS, to a relay on this machine only")              \
    X(mail_minutes, INT, 60, 0, 10080, "least time between two mails to one person")               \
    X(query_log, BOOL, true, 0, 0, "yes: keep what is searched for (without who)")                  \
    X(query_log_days, INT, 90, 1, 3650, "days after which it is forgotten")                        \
    X(log, TEXT, "info", 0, 0, "error, warn, info or debug")

struct zk_config {
#define ZK_CONFIG_MEMBER_TEXT(key) char key[ZK_PATH_MAX];
#define ZK_CONFIG_MEMBER_INT(key) int key;
#define ZK_CONFIG_MEMBER_BOOL(key) bool key;
#define ZK_CONFIG_MEMBER(key, type, def, min, max, what) ZK_CONFIG_MEMBER_##type(key)
    ZK_CONFIG_LIST(ZK_CONFIG_MEMBER)
#undef ZK_CONFIG_MEMBER
#undef ZK_CONFIG_MEMBER_TEXT
#undef ZK_CONFIG_MEMBER_INT
#undef ZK_CONFIG_MEMBER_BOOL
};

/** Defaults, then file (NULL: none), then the environment. */
enum zk_status zk_config_load(struct zk_config *config, const char *file, struct zk_error *err);

/** One setting from the command line. */
enum zk_status zk_config_set(struct zk_config *config, const char *key, const char *value,
                             struct zk_error *err);

/** <data>/zhiku.db, <data>/index, totp_key or <data>/totp.key; out holds ZK_PATH_MAX bytes. */
enum zk_status zk_config_store_path(const struct zk_config *config, char *out, struct zk_error *err);
enum zk_status zk_config_index_path(const struct zk_config *config, char *out, struct zk_error *err);
enum zk_status zk_config_key_path(const struct zk_config *config, char *out, struct zk_error *err);

/** Print the keys with their defaults, for --help. */
void zk_config_help(FILE *out);

#endif
