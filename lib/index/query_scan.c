/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operators of a query; see query_scan.h. What is not well-formed stays a word.
 */
#include "query_scan.h"

#include "document.h"
#include "query.h"
#include "utf8.h"

#include <string.h>

enum {
    YEAR_DIGITS = 4,
    RUNNING_TEXT = 12,      /* Han characters in a row: no word, but a title or a sentence, */
    EXCLUDED_BESIDE_IT = 3, /* behind which at most so many are left out, */
    EXCLUDED = 8,           /* as elsewhere so many; what is longer follows a dash */
};

static const struct {
    const char *name;
    char prefix; /* 'Y': years */
} fields[] = {
    { "name", ZK_PREFIX_TITLE },
    { "title", ZK_PREFIX_TITLE },
    { "姓名", ZK_PREFIX_TITLE },
    { "名称", ZK_PREFIX_TITLE },
    { "题目", ZK_PREFIX_TITLE },
    { "标题", ZK_PREFIX_TITLE },
    { "org", ZK_PREFIX_ORGANISATION },
    { "单位", ZK_PREFIX_ORGANISATION },
    { "keyword", ZK_PREFIX_KEYWORD },
    { "关键词", ZK_PREFIX_KEYWORD },
    { "year", 'Y' },
    { "年份", 'Y' },
};

static const struct {
    const char *open, *close;
} quotes[] = { { "\"", "\"" }, { "“", "”" }, { "「", "」" }, { "『", "』" } };

static bool begins(const struct zk_scanner *s, size_t at, const char *with)
{
    size_t len = strlen(with);

    return len <= s->len - at && memcmp(s->bytes + at, with, len) == 0;
}

static size_t blank_at(const struct zk_scanner *s, size_t at)
{
    if (s->bytes[at] == ' ' || s->bytes[at] == '\t' || s->bytes[at] == '\n' || s->bytes[at] == '\r')
        return 1;
    return begins(s, at, "\u3000") ? strlen("\u3000") : begins(s, at, "\u00a0") ? 2 : 0;
}

static int quote_at(const struct zk_scanner *s, size_t at)
{
    for (int i = 0; i < (int)(sizeof(quotes) / sizeof(quotes[0])); i++) {
        if (begins(s, at, quotes[i].open))
            return i;
    }
    return -1;
}

/* A quoted phrase at this place, which has its end. */
static bool take_phrase(struct zk_scanner *s, struct zk_clause *clause)
{
    int quote = s->at < s->len ? quote_at(s, s->at) : -1;
    size_t from, to;

    if (quote < 0)
        return false;
    from = s->at + strlen(quotes[quote].open);
    for (to = from; to < s->len && !begins(s, to, quotes[quote].close); to++)
        ;
    if (to >= s->len)
        return false;
    clause->bytes = s->bytes + from;
    clause->len = to - from;
    clause->phrase = true;
    s->at = to + strlen(quotes[quote].close);
    return true;
}

static void take_word(struct zk_scanner *s, struct zk_clause *clause)
{
    clause->bytes = s->bytes + s->at;
    do
        s->at++;
    while (s->at < s->len && !blank_at(s, s->at));
    clause->len = (size_t)(s->bytes + s->at - clause->bytes);
}

/* "2015" at the beginning of text. @return 0: there is none */
static int read_year(const char *text, size_t len)
{
    int year = 0;

    if (len < YEAR_DIGITS)
        return 0;
    for (int i = 0; i < YEAR_DIGITS; i++) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        year = 10 * year + (text[i] - '0');
    }
    return year;
}

/* 2015..2019 2015.. ..2019, and behind year: also 2015-2019 and 2015. */
static bool read_years(struct zk_clause *clause, bool named)
{
    const char *text = clause->bytes;
    int from = read_year(text, clause->len), to;
    size_t at = from ? YEAR_DIGITS : 0, gap;

    if (named && from >= ZK_FACET_YEAR_FIRST && from < ZK_FACET_YEAR_FIRST + ZK_FACET_YEARS &&
        at == clause->len) {
        clause->from_year = clause->to_year = from;
        return true;
    }
    gap = clause->len - at >= 2 && memcmp(text + at, "..", 2) == 0 ? 2
          : named && from && clause->len > at && text[at] == '-'   ? 1
                                                                   : 0;
    if (gap == 0)
        return false;
    to = read_year(text + at + gap, clause->len - at - gap);
    if (clause->len != at + gap + (to ? YEAR_DIGITS : 0) || (!from && !to))
        return false;
    if ((from && to && from > to) || (to && to < ZK_FACET_YEAR_FIRST) ||
        from >= ZK_FACET_YEAR_FIRST + ZK_FACET_YEARS)
        return false;
    clause->from_year = from ? from : ZK_FACET_YEAR_FIRST;
    clause->to_year = to ? to : ZK_FACET_YEAR_FIRST + ZK_FACET_YEARS - 1;
    return true;
}

/* name: and what follows without a blank. */
static bool take_field(struct zk_scanner *s, struct zk_clause *clause)
{
    size_t start = s->at;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        size_t len = strlen(fields[i].name);

        if (!begins(s, start, fields[i].name))
            continue;
        s->at = start + len;
        if (begins(s, s->at, ":"))
            s->at += 1;
        else if (begins(s, s->at, "："))
            s->at += strlen("：");
        else
            continue;
        if (s->at < s->len && !blank_at(s, s->at)) {
            if (!take_phrase(s, clause))
                take_word(s, clause);
            clause->prefix = fields[i].prefix;
            if (clause->prefix != 'Y')
                return true;
            clause->prefix = 0;
            if (!clause->phrase && read_years(clause, true))
                return true;
            clause->phrase = false;
        }
        clause->unfinished = true;
        break;
    }
    s->at = start;
    return false;
}

static bool take_or(struct zk_scanner *s)
{
    size_t len = begins(s, s->at, "OR") ? 2 : begins(s, s->at, "|") ? 1 : 0;

    if (len == 0 || s->at + len >= s->len || !blank_at(s, s->at + len) || s->count == 0)
        return false;
    s->at += len;
    return true;
}

static bool take_minus(struct zk_scanner *s)
{
    size_t len = begins(s, s->at, "-") ? 1 : begins(s, s->at, "－") ? strlen("－") : 0;

    if (len == 0 || s->at + len >= s->len || blank_at(s, s->at + len) ||
        begins(s, s->at + len, "-"))
        return false;
    s->at += len;
    return true;
}

static size_t han(const struct zk_clause *clause)
{
    size_t count = 0;

    for (size_t i = 0; i < clause->len; i++)
        count += ((unsigned char)clause->bytes[i] & 0xF0) == 0xE0;
    return count;
}

/* "热声不稳定非线性动力学研究 -分岔分析": what a title says behind its dash is not left out. */
static void keep_subtitles(struct zk_scanner *s)
{
    size_t longest = 0, most;

    for (size_t i = 0; i < s->count; i++) {
        if (!s->list[i].negative && !s->list[i].phrase && han(&s->list[i]) > longest)
            longest = han(&s->list[i]);
    }
    most = longest > RUNNING_TEXT ? EXCLUDED_BESIDE_IT : EXCLUDED;
    for (size_t i = 0; i < s->count; i++) {
        struct zk_clause *clause = &s->list[i];

        if (clause->negative && !clause->phrase && !clause->prefix && han(clause) > most)
            clause->negative = false;
    }
}

static bool is_operator(const struct zk_clause *clause)
{
    return clause->negative || clause->phrase || clause->or || clause->prefix || clause->to_year > 0;
}

void zk_query_scan(struct zk_scanner *s)
{
    bool or = false;

    while (s->at < s->len && s->count < ZK_CLAUSES_MAX) {
        struct zk_clause clause = { .or = or };
        size_t blank = blank_at(s, s->at);

        if (blank > 0) {
            s->at += blank;
            continue;
        }
        or = take_or(s);
        if (or)
            continue;
        clause.negative = take_minus(s);
        if (!take_field(s, &clause) && !take_phrase(s, &clause)) {
            take_word(s, &clause);
            (void)read_years(&clause, false);
        }
        if (s->count + 1 == ZK_CLAUSES_MAX) { /* the rest is one */
            clause.len = (size_t)(s->bytes + s->len - clause.bytes);
            s->at = s->len;
        }
        s->list[s->count++] = clause;
    }
    keep_subtitles(s);
    for (size_t i = 0; i < s->count; i++)
        s->operators = s->operators || is_operator(&s->list[i]);
}

bool zk_query_is_plain(const char *q, size_t len)
{
    struct zk_scanner s = { .bytes = q, .len = len };

    if (zk_utf8_count(q, len) > ZK_QUERY_PLAIN_CHARS)
        return true;
    zk_query_scan(&s);
    return !s.operators;
}
