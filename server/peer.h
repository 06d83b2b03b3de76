/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other end of a connection. */
#ifndef ZK_PEER_H
#define ZK_PEER_H

#include <microhttpd.h>
#include <stdbool.h>

/* The descriptor; -1 where there is none. */
int zk_peer_socket(struct MHD_Connection *connection);

/* The other end is this machine itself: a loopback address or a local socket. */
bool zk_peer_is_local(struct MHD_Connection *connection);

/* Address of the other end as text, "" for a local socket; an IPv6 one without its last 64 bits,
 * which whoever has it may choose. out holds ZK_PEER_TEXT bytes. */
void zk_peer_text(struct MHD_Connection *connection, char *out);
/* The same of an address somebody wrote: false when it is none. */
bool zk_peer_normalise(const char *text, char *out);

enum { ZK_PEER_TEXT = 48 };

/* Milliseconds the newest bytes lay in the socket before a thread came to them; 0 where nobody
 * knows. */
int zk_peer_waited_ms(struct MHD_Connection *connection);

#endif
