/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The handlers of routes.def. Each reads its request, asks engine or store, and writes the
 * answer; a status other than ZK_OK becomes a problem document or an error page.
 */
#ifndef ZK_HANDLERS_H
#define ZK_HANDLERS_H

#include "router.h"

zk_handler zk_handle_search;      /* search.c */
zk_handler zk_handle_match;       /* match.c */
zk_handler zk_handle_match_page;  /* page.c */
zk_handler zk_handle_suggest;     /* suggest.c */
zk_handler zk_handle_record;      /* record.c */
zk_handler zk_handle_home_page;   /* page.c, as are the next two */
zk_handler zk_handle_search_page;
zk_handler zk_handle_record_page;
zk_handler zk_handle_asset;       /* asset.c */
zk_handler zk_handle_healthz;     /* health.c, as are the next two */
zk_handler zk_handle_readyz;
zk_handler zk_handle_metrics;

#endif
