/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The listening socket, ours or systemd's, and telling systemd how we are.
 */
#ifndef ZK_LISTEN_H
#define ZK_LISTEN_H

#include "status.h"

#include <stdbool.h>

enum { ZK_BACKLOG = 1024 };

/**
 * Take the socket systemd passed (LISTEN_FDS), or bind address and port.
 *
 * @param[out] passed  it is systemd's
 * @retval ZK_PORT_IN_USE
 * @retval ZK_USAGE  no such address, or a port one may not use
 * @retval ZK_IO
 */
enum zk_status zk_listen_open(const char *address, int port, int *fd, bool *passed,
                              struct zk_error *err);

/** "http://127.0.0.1:8080/", or "unix socket"; out holds size bytes. */
void zk_listen_url(int fd, bool tls, char *out, int size);

/** Port of a bound socket, 0 for a unix one. */
int zk_listen_port(int fd);

/** Tell systemd ("READY=1"), where it wants to know. */
void zk_listen_notify(const char *state);

#endif
