/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From our answers to libmicrohttpd's. */
#ifndef ZK_HTTP_SEND_H
#define ZK_HTTP_SEND_H

#include "response.h"

#include <microhttpd.h>
#include <stdbool.h>

/* Queue an answer with all its headers; its bytes move to libmicrohttpd, which frees them when they
 * are sent. close: the connection ends behind it; tls: it came over TLS of our own. */
enum MHD_Result zk_http_send(struct MHD_Connection *connection, struct zk_response *answer,
                             bool close, bool tls);

#endif
