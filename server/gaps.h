/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Remembering what nobody was found for.
 */
#ifndef ZK_GAPS_H
#define ZK_GAPS_H

#include "app.h"
#include "matching.h"
#include "request.h"

/**
 * A demand was opened or changed, and that is committed: look who meets it, and remember or forget
 * that nobody does. What keeps it from looking is told to the log; the demand is as it is all the
 * same. For a worker: a match is run, and the store written. In no transaction.
 */
void zk_gap_record(struct zk_app *app, const struct zk_request *request, int64_t demand);

/**
 * A need that is no demand was answered: when it found nobody, that is counted, later and by a
 * worker. Nothing of the need is kept.
 */
void zk_gap_note(struct zk_app *app, const struct zk_match_params *params,
                 const struct zk_match *match);

#endif
