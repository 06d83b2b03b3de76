/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Databases behind xapian-tcpsrv, which the test starts on 127.0.0.1 and ends.
 */
#include "support.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A port that was free a moment ago. */
static unsigned free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

static pid_t serve(const char *path, unsigned port)
{
    char number[16];
    pid_t pid;

    (void)snprintf(number, sizeof(number), "%u", port);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        (void)setpgid(0, 0); /* when it ends it ends its whole group */
        (void)freopen("/dev/null", "w", stdout);
        execlp("xapian-tcpsrv", "xapian-tcpsrv", "--interface", "127.0.0.1", "--port", number,
               "--writable", path, (char *)NULL);
        _exit(127);
    }
    return pid;
}

static void stop(pid_t pid)
{
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
}

/* The server needs a moment; a refused connection is tried again. */
static struct xapc_writer *connect_writer(unsigned port)
{
    const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
    struct xapc_writer *writer = NULL;

    for (int i = 0; i < 250 && !writer; i++) {
        if (xapc_writer_open_remote("127.0.0.1", port, 10000, 10000, &writer, &error) != XAPC_OK)
            (void)nanosleep(&pause, NULL);
    }
    ck_assert_ptr_nonnull(writer);
    return writer;
}

START_TEST(a_remote_database_is_written_and_searched)
{
    unsigned port = free_port();
    struct xapc_document *document;
    struct xapc_database *database;
    struct xapc_writer *writer;
    struct xapc_view view;
    char folder[64], path[80];
    uint32_t count;
    pid_t server;

    folder_make(folder);
    (void)snprintf(path, sizeof(path), "%s/db", folder);
    OK(xapc_writer_open(path, NULL, &writer, &error));
    xapc_writer_free(writer);
    server = serve(path, port);
    writer = connect_writer(port);
    OK(xapc_document_new(&document, &error));
    OK(xapc_document_add_term(document, S("煤化"), 1, &error));
    OK(xapc_document_set_data(document, S("far away"), &error));
    OK(xapc_writer_add(writer, document, NULL, &error));
    OK(xapc_writer_commit(writer, &error));
    xapc_document_free(document);
    xapc_writer_free(writer);
    OK(xapc_database_open_remote("127.0.0.1", port, 10000, 10000, &database, &error));
    OK(xapc_database_keep_alive(database, &error));
    OK(xapc_database_term_documents(database, S("煤化"), &count, &error));
    ck_assert_uint_eq(count, 1);
    OK(xapc_database_document(database, 1, &document, &error));
    OK(xapc_document_data(document, &view, &error));
    SAYS(view, "far away");
    xapc_document_free(document);
    xapc_database_free(database);
    stop(server);
    folder_remove(folder);
}
END_TEST

START_TEST(nobody_there_is_a_network_error)
{
    struct xapc_database *database;
    struct xapc_writer *writer;
    unsigned port = free_port();

    FAILS(XAPC_NETWORK,
          xapc_database_open_remote("127.0.0.1", port, 1000, 1000, &database, &error));
    ck_assert_ptr_null(database);
    FAILS(XAPC_NETWORK, xapc_writer_open_remote("127.0.0.1", port, 1000, 1000, &writer, &error));
    ck_assert_ptr_null(writer);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_remote_database_is_written_and_searched,
        nobody_there_is_a_network_error,
    };

    return run_suite("remote", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
