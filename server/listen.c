/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sockets to listen on. Accepting is libmicrohttpd's (http.c). The protocols of systemd are
 * small enough to be spoken without its library: sd_listen_fds(3), sd_notify(3).
 */
#include "listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_PASSED = 3 };

/* The passed descriptor, or -1. The variables are meant for this process alone. */
static int passed_socket(void)
{
    const char *pid = getenv("LISTEN_PID");
    const char *count = getenv("LISTEN_FDS");

    if (!pid || !count || atol(pid) != (long)getpid() || atoi(count) < 1)
        return -1;
    (void)fcntl(FIRST_PASSED, F_SETFD, FD_CLOEXEC);
    return FIRST_PASSED;
}

static enum zk_status bind_one(const struct addrinfo *info, const char *address, int port, int *out,
                               struct zk_error *err)
{
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    enum zk_status st = ZK_OK;

    if (fd < 0)
        return zk_fail(err, ZK_IO, "", "socket: %s", strerror(errno));
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, ZK_BACKLOG) != 0) {
        st = errno == EADDRINUSE                             ? ZK_PORT_IN_USE :
             errno == EACCES || errno == EADDRNOTAVAIL ? ZK_USAGE :
                                                               ZK_IO;
        zk_fail(err, st, "port", "%s port %d: %s%s", address, port, strerror(errno),
                st == ZK_PORT_IN_USE ? "; end what holds it, or take another: --port, ZHIKU_PORT" : "");
        (void)close(fd);
        return st;
    }
    *out = fd;
    return ZK_OK;
}

enum zk_status zk_listen_open(const char *address, int port, int *fd, bool *passed,
                              struct zk_error *err)
{
    const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                    .ai_socktype = SOCK_STREAM };
    struct addrinfo *info;
    char service[16];
    enum zk_status st;
    int bad;

    *fd = passed_socket();
    *passed = *fd >= 0;
    if (*passed)
        return ZK_OK;
    (void)snprintf(service, sizeof(service), "%d", port);
    bad = getaddrinfo(address, service, &hints, &info);
    if (bad)
        return zk_fail(err, ZK_USAGE, "listen", "%s: %s", address, gai_strerror(bad));
    st = bind_one(info, address, port, fd, err);
    freeaddrinfo(info);
    return st;
}

int zk_listen_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof(address);

    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
    return 0;
}

void zk_listen_url(int fd, bool tls, char *out, int size)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof(address);
    char host[64] = "";
    bool six;

    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0 ||
        (address.ss_family != AF_INET && address.ss_family != AF_INET6)) {
        (void)snprintf(out, (size_t)size, "unix socket");
        return;
    }
    six = address.ss_family == AF_INET6;
    (void)getnameinfo((const struct sockaddr *)&address, len, host, sizeof(host), NULL, 0,
                      NI_NUMERICHOST);
    (void)snprintf(out, (size_t)size, "%s://%s%s%s:%d/", tls ? "https" : "http", six ? "[" : "",
                   host, six ? "]" : "",
                   zk_listen_port(fd));
}

void zk_listen_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = path ? strlen(path) : 0;
    int fd;

    if (len < 2 || len >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
        return;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    memcpy(address.sun_path, path, len);
    if (path[0] == '@') /* an abstract name */
        address.sun_path[0] = '\0';
    (void)sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address,
                 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
    (void)close(fd);
}
