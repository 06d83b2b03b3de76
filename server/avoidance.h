/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Avoidance in answers: what handlers that ask the engine of avoidance share.
 */
#ifndef ZK_AVOIDANCE_H
#define ZK_AVOIDANCE_H

#include "app.h"
#include "avoid.h"
#include "json.h"

/** The year it is. */
int zk_avoidance_year(const struct zk_app *app);

/** Findings as an array of objects; secret ones are left out. */
void zk_view_findings(struct zk_json *json, const char *key,
                      const struct zk_avoid_finding *findings, size_t count);

/** A rule as the office set it. */
void zk_view_setting(struct zk_json *json, const struct zk_avoid_setting *setting);

#endif
