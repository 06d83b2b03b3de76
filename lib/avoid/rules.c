/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each rule looks at. A statement starts from the subject and gives everybody tied to it;
 * CROSS JOIN keeps SQLite to the order that is written, from few rows to more.
 */
#include "rules.h"

/* Everybody of the organisations in a set: themselves, who works there or leads them, what they
 * host. The set has id and evidence. */
#define MEMBERS(set)                                                                               \
    "SELECT id AS other, evidence FROM " set " UNION SELECT l.source_id, s.evidence FROM " set     \
    " s CROSS JOIN link l CROSS JOIN record r"                                                     \
    " WHERE l.target_id = s.id AND l.field IN ('organisation', 'host') AND r.id = l.source_id"     \
    " AND (l.field = 'organisation' AND r.kind = 'expert'"                                         \
    " OR l.field = 'host' AND r.kind IN ('workstation', 'society'))"                               \
    " UNION SELECT l.target_id, s.evidence FROM " set " s CROSS JOIN link l"                       \
    " WHERE l.source_id = s.id AND l.field = 'leaders' AND l.target_id IS NOT NULL"

/* The other way: the organisations the subject is of. */
#define UNITS                                                                                      \
    "unit(id) AS (SELECT id FROM record WHERE id = ?1 AND kind = 'organisation'"                   \
    " UNION SELECT l.target_id FROM record r CROSS JOIN link l"                                    \
    " WHERE r.id = ?1 AND l.source_id = r.id AND l.target_id IS NOT NULL"                          \
    " AND (l.field = 'organisation' AND r.kind = 'expert'"                                         \
    " OR l.field = 'host' AND r.kind IN ('workstation', 'society'))"                               \
    " UNION SELECT source_id FROM link WHERE target_id = ?1 AND field = 'leaders')"

/* Those and what is above them, ?3 levels; aside is left out and not gone through. */
#define UP                                                                                         \
    "up(id, level) AS (SELECT id, 0 FROM unit UNION SELECT l.target_id, u.level + 1"               \
    " FROM up u CROSS JOIN record r CROSS JOIN link l WHERE u.level < ?3 AND r.id = u.id"          \
    " AND r.kind = 'organisation' AND l.source_id = r.id AND l.field = 'host'"                     \
    " AND l.target_id IS NOT NULL AND l.target_id NOT IN aside)"

/* A set called name: those of start and what is below them, ?3 levels. */
#define DOWN(name, start)                                                                          \
    name "(id, evidence, level) AS (" start " UNION SELECT l.source_id, d.evidence, d.level + 1"   \
         " FROM " name " d CROSS JOIN link l CROSS JOIN record r WHERE d.level < ?3"               \
         " AND d.id NOT IN aside AND l.target_id = d.id AND l.field = 'host'"                      \
         " AND r.id = l.source_id AND r.kind = 'organisation')"

#define OWN "own(id, evidence) AS (SELECT id, id FROM unit)"

/* A record without a year may be of any. */
#define RECENT(record) "(" record ".year IS NULL OR " record ".year >= ?2)"

/* A rule's rows with their evidence, newest first. */
#define TOLD(rows)                                                                                 \
    "SELECT f.other, f.secret, e.id, e.kind, e.title,"                                             \
    " coalesce(e.published, 1) FROM (" rows ") f"                                                  \
    " LEFT JOIN record e ON e.id = f.evidence ORDER BY e.year DESC, e.id"

#define MAIL_DOMAIN(expert) "lower(substr(" expert ".email, instr(" expert ".email, '@') + 1))"

/* Statements read as SQL. */
/* clang-format off */
static const char same_person[] = TOLD(
    "SELECT ?1 AS other, ?1 AS evidence, 0 AS secret UNION ALL SELECT e.id, NULL, 1"
    " FROM expert s CROSS JOIN expert e WHERE s.id = ?1 AND e.id <> ?1"
    " AND e.email = s.email COLLATE NOCASE");

static const char declared[] = TOLD(
    "WITH RECURSIVE aside(id) AS (SELECT NULL WHERE 0), " UNITS ", " UP ", "
    DOWN("avoided", "SELECT target_id, ?1, 0 FROM link WHERE source_id = ?1"
                    " AND field = 'avoid_organisations' AND target_id IS NOT NULL")
    " SELECT other, evidence, 1 AS secret FROM (" MEMBERS("avoided")
    " UNION SELECT target_id, ?1 FROM link"
    " WHERE source_id = ?1 AND field = 'avoid_experts' AND target_id IS NOT NULL"
    " UNION SELECT source_id, source_id FROM link WHERE target_id = ?1 AND field = 'avoid_experts'"
    " UNION SELECT l.source_id, l.source_id FROM up CROSS JOIN link l"
    " WHERE l.target_id = up.id AND l.field = 'avoid_organisations')");

static const char organisation[] = TOLD(
    "WITH " UNITS ", " OWN " SELECT other, evidence, 0 AS secret FROM (" MEMBERS("own") ")");

/* Those of one organisation are the rule above's. */
static const char parent[] = TOLD(
    "WITH RECURSIVE aside(id) AS (SELECT id FROM record WHERE kind = 'organisation'"
    " AND ref IN (SELECT value FROM json_each(?4))), " UNITS ", " UP ", " OWN ", "
    DOWN("down", "SELECT id, id, 0 FROM up")
    " SELECT other, evidence, 0 AS secret FROM (" MEMBERS("down") ")"
    " WHERE other NOT IN (SELECT other FROM (" MEMBERS("own") "))");

static const char shared_works[] = TOLD(
    "SELECT DISTINCT b.target_id AS other, w.id AS evidence, 0 AS secret"
    " FROM link a CROSS JOIN record w CROSS JOIN link b WHERE a.target_id = ?1"
    " AND a.field IN ('contributors', 'organisations') AND w.id = a.source_id"
    " AND " RECENT("w") " AND b.source_id = w.id"
    " AND b.field IN ('contributors', 'organisations') AND b.target_id IS NOT NULL");

static const char cosigner[] = TOLD(
    "SELECT DISTINCT b.target_id AS other, p.id AS evidence, 0 AS secret"
    " FROM link a CROSS JOIN record p CROSS JOIN proposal k CROSS JOIN link b"
    " WHERE a.target_id = ?1 AND a.field = 'authors' AND p.id = a.source_id AND k.id = p.id"
    " AND (k.round = ?5 OR ?5 IS NULL AND " RECENT("p") ")"
    " AND b.source_id = p.id AND b.field = 'authors' AND b.target_id IS NOT NULL");

static const char recommender[] = TOLD(
    "WITH " UNITS ", named(id, evidence) AS (SELECT r.target_id, p.id"
    " FROM link a CROSS JOIN record p CROSS JOIN link r WHERE a.target_id = ?1"
    " AND a.field = 'authors' AND p.id = a.source_id AND " RECENT("p") " AND r.source_id = p.id"
    " AND r.field = 'recommender' AND r.target_id IS NOT NULL)"
    " SELECT other, evidence, 0 AS secret FROM (" MEMBERS("named")
    " UNION SELECT a.target_id, p.id FROM unit u CROSS JOIN link r CROSS JOIN record p"
    " CROSS JOIN link a WHERE r.target_id = u.id AND r.field = 'recommender'"
    " AND p.id = r.source_id AND " RECENT("p")
    " AND a.source_id = p.id AND a.field = 'authors' AND a.target_id IS NOT NULL)");

static const char workstation[] = TOLD(
    "WITH station(id) AS (SELECT source_id FROM link"
    " WHERE target_id = ?1 AND field IN ('academicians', 'experts')),"
    " hosted(id) AS (SELECT id FROM record WHERE id = ?1 AND kind = 'workstation'"
    " UNION SELECT source_id FROM link WHERE target_id = ?1 AND field = 'host')"
    " SELECT other, evidence, 0 AS secret FROM (SELECT id AS other, id AS evidence FROM station"
    " UNION SELECT h.target_id, s.id FROM station s CROSS JOIN link h"
    " WHERE h.source_id = s.id AND h.field = 'host' AND h.target_id IS NOT NULL"
    " UNION SELECT e.target_id, h.id FROM hosted h CROSS JOIN link e WHERE e.source_id = h.id"
    " AND e.field IN ('academicians', 'experts') AND e.target_id IS NOT NULL)");

static const char mail_domain[] = TOLD(
    "SELECT e.id AS other, NULL AS evidence, 1 AS secret"
    " FROM expert s CROSS JOIN expert e WHERE s.id = ?1 AND instr(s.email, '@') > 0"
    " AND " MAIL_DOMAIN("s") " NOT IN (SELECT lower(value) FROM json_each(?4))"
    " AND " MAIL_DOMAIN("e") " = " MAIL_DOMAIN("s") " AND e.email IS NOT NULL");
/* clang-format on */

const struct zk_rule_query *zk_rule_query(enum zk_avoid_rule rule)
{
    static const struct zk_rule_query queries[ZK_AVOID_RULES] = {
        [ZK_AVOID_SAME_PERSON] = { same_person, "i" },
        [ZK_AVOID_DECLARED] = { declared, "iii" },
        [ZK_AVOID_ORGANISATION] = { organisation, "i" },
        [ZK_AVOID_PARENT] = { parent, "iiit" },
        [ZK_AVOID_SHARED_WORK] = { shared_works, "ii" },
        [ZK_AVOID_SHARED_WORKS] = { shared_works, "ii" },
        [ZK_AVOID_COSIGNER] = { cosigner, "iiitt" },
        [ZK_AVOID_RECOMMENDER] = { recommender, "ii" },
        [ZK_AVOID_WORKSTATION] = { workstation, "i" },
        [ZK_AVOID_MAIL_DOMAIN] = { mail_domain, "iiit" },
    };

    return &queries[rule];
}
