/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arithmetic of matching; see match_score.h.
 */
#include "match_score.h"

#include "hash.h"

#include <math.h>
#include <string.h>

/* Calibrated on demands with a right answer and on texts that have none; see docs/MATCHING.md. */
#define RATIO_STRONG    0.15
#define RATIO_FAIR      0.08
#define COVERAGE_STRONG 0.25
#define COVERAGE_FAIR   0.15

#define NEAR_SAME   0.15 /* of the wished-for region */
#define NEAR_PARENT 0.05 /* of the region above it */

bool zk_match_is_evidence(enum zk_kind kind)
{
    switch (kind) {
    case ZK_KIND_EXPERT:
    case ZK_KIND_WORKSTATION:
    case ZK_KIND_SOCIETY:
    case ZK_KIND_PROPOSAL:
    case ZK_KIND_ACHIEVEMENT:
    case ZK_KIND_DEMAND: /* for whoever met it; nobody else is tied to one */
        return true;
    case ZK_KIND_ORGANISATION:
    case ZK_KIND_EVENT:
    case ZK_KIND_COUNT:
        return false;
    }
    return false;
}

/* τ: work done counts in full, a demand that was met is work done in another's words, opinions and
 * plans count a little less, self-description least. */
static double type_weight(enum zk_kind kind)
{
    switch (kind) {
    case ZK_KIND_ACHIEVEMENT:
        return 1.0;
    case ZK_KIND_WORKSTATION:
    case ZK_KIND_DEMAND:
        return 0.8;
    case ZK_KIND_PROPOSAL:
        return 0.7;
    case ZK_KIND_EXPERT:
    case ZK_KIND_SOCIETY:
        return 0.6;
    case ZK_KIND_ORGANISATION:
    case ZK_KIND_EVENT:
    case ZK_KIND_COUNT:
        return 0.0;
    }
    return 0.0;
}

static double cap(enum zk_kind kind)
{
    return kind == ZK_KIND_EXPERT || kind == ZK_KIND_SOCIETY ? 0.5 : 1.0;
}

double zk_match_contribution(enum zk_kind kind, double ratio, unsigned people)
{
    double r = ratio < cap(kind) ? ratio : cap(kind);

    return type_weight(kind) * r * r / sqrt(people > 0 ? people : 1);
}

double zk_match_pool(const double *contributions, size_t count, double *shares)
{
    double worth = 0;

    for (size_t i = 0; i < count; i++) {
        shares[i] = i < ZK_MATCH_DEPTH ? contributions[i] / log2((double)i + 2) : 0;
        worth += shares[i];
    }
    return worth;
}

enum zk_strength zk_match_strength(double ratio, double coverage)
{
    if (ratio >= RATIO_STRONG && coverage >= COVERAGE_STRONG)
        return ZK_STRENGTH_STRONG;
    return ratio >= RATIO_FAIR && coverage >= COVERAGE_FAIR ? ZK_STRENGTH_FAIR : ZK_STRENGTH_WEAK;
}

double zk_match_near_bonus(double worth, enum zk_nearness nearness)
{
    switch (nearness) {
    case ZK_NEAR_SAME:
        return worth * NEAR_SAME;
    case ZK_NEAR_PARENT:
        return worth * NEAR_PARENT;
    case ZK_NEAR_NOT:
        return 0;
    }
    return 0;
}

/* The hash's last bytes hardly reach its high bits: they are mixed as in splitmix64 (Steele, Lea,
 * Flood, 2014). */
double zk_match_draw(const char *seed, int64_t id)
{
    uint64_t z = zk_hash_add(zk_hash_add(ZK_HASH_START, seed, strlen(seed)), &id, sizeof(id));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0; /* 2⁵³ */
}

double zk_match_drawn(double score, double tolerance, double draw)
{
    return score * pow(1 + tolerance, draw);
}
