/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matching: who is found and why, on a small directory made by hand.
 */
#include "bm25.h"
#include "match_gather.h"
#include "matched.h"

#include <xapian-c.h>

#include <math.h>
#include <stdio.h>

START_TEST(people_are_found_through_what_they_did)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_match *match = run(&params);
    const struct zk_candidate *first = &match->groups[0].candidates[0];

    ck_assert_int_eq(first->id, wang);
    ck_assert_int_eq(first->strength, ZK_STRENGTH_STRONG);
    ck_assert(!match->weak);
    ck_assert_uint_eq(first->evidence_count, ZK_MATCH_EVIDENCE);
    ck_assert_int_eq(first->evidence[0].kind, ZK_KIND_ACHIEVEMENT);
    ck_assert_ptr_nonnull(find(match, li)); /* whose profile says nothing of it */
}
END_TEST

START_TEST(the_parts_of_every_score_add_up)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_match *match;
    size_t rest = 0;

    params.near = zk_facet_row(&zk_engine_facets(engine)->list[zk_facets_find(
                                   zk_engine_facets(engine), "region", 6)],
                               "370400", 6);
    match = run(&params);
    for (size_t g = 0; g < match->group_count; g++) {
        for (size_t i = 0; i < match->groups[g].count; i++) {
            const struct zk_candidate *c = &match->groups[g].candidates[i];
            double sum = c->rest_share + c->near_bonus;

            for (size_t k = 0; k < c->evidence_count; k++)
                sum += c->evidence[k].share;
            ck_assert_double_eq_tol(sum, c->score, 1e-12);
            rest += c->rest_count;
        }
    }
    ck_assert_uint_gt(rest, 0);
    ck_assert_double_gt(find(match, wang)->near_bonus, 0);
    ck_assert_int_eq(find(match, wang)->nearness, ZK_NEAR_SAME);
    ck_assert_double_eq_tol(find(match, zhao)->near_bonus, 0, 1e-15);
}
END_TEST

START_TEST(a_work_of_four_counts_half_for_each)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_match *match = run(&params);
    const struct zk_candidate *c = find(match, li);
    const struct zk_evidence *e = &c->evidence[0];

    ck_assert_int_eq(e->people, 4);
    ck_assert_double_eq_tol(e->share, pow(fmin(e->ratio, 1), 2) / 2, 1e-12);
}
END_TEST

START_TEST(roles_and_passages_come_with_the_evidence)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_candidate *c = find(run(&params), wang);
    bool role = false, marked = false;

    for (size_t i = 0; i < c->evidence_count; i++) {
        role = role || (c->evidence[i].role && strcmp(c->evidence[i].role, "第一完成人") == 0);
        marked = marked || c->evidence[i].passage.count > 1;
        ck_assert_uint_gt(c->evidence[i].members_len, 0);
    }
    ck_assert(role);
    ck_assert(marked);
}
END_TEST

START_TEST(keywords_of_the_directory_are_shown_as_words)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_match *match = run(&params);

    ck_assert_ptr_nonnull(word(match, "锂电池"));
    ck_assert(word(match, "锂电池")->known);
    ck_assert_ptr_nonnull(word(match, "正极材料"));
    ck_assert_ptr_null(word(match, "池正"));
    for (size_t i = 1; i < match->need->word_count; i++)
        ck_assert_double_ge(match->need->words[i - 1].weight, match->need->words[i].weight);
}
END_TEST

START_TEST(covered_words_are_told_from_those_that_are_not)
{
    struct zk_match_params params = ask_for("锂电池正极材料烧结，并要量子纠缠通信");
    const struct zk_match *match = run(&params);
    const struct zk_candidate *c = find(match, wang);
    bool battery = false, quantum = false;

    for (size_t i = 0; i < c->covered_count; i++) {
        const struct zk_need_word *w = &match->need->words[c->covered[i]];

        battery = battery || strcmp(w->text, "锂电池") == 0;
        quantum = quantum || strcmp(w->text, "量子") == 0;
    }
    ck_assert(battery);
    ck_assert(!quantum);
    ck_assert_ptr_nonnull(word(match, "量子"));
    ck_assert(word(match, "量子")->absent);
}
END_TEST

START_TEST(what_is_dropped_counts_for_nothing)
{
    static const char *const drop[] = { "石榴" };
    struct zk_match_params params = ask_for("石榴和锂电池");
    double before = run(&params)->need->weight;

    params.need.drop = drop;
    params.need.drop_count = 1;
    ck_assert_double_lt(run(&params)->need->weight, before);
    ck_assert(word(run(&params), "石榴")->dropped);
    ck_assert_double_eq_tol(word(run(&params), "石榴")->weight, 0, 1e-15);
}
END_TEST

START_TEST(what_is_said_round_a_need_is_none_of_its_words)
{
    static const char *const must[] = { "需要" };
    struct zk_match_params params = ask_for("我们需要锂电池，请问怎么检测");
    double plain = run(&params)->need->weight;

    ck_assert_ptr_null(word(run(&params), "我们"));
    ck_assert_ptr_null(word(run(&params), "需要"));
    ck_assert_ptr_null(word(run(&params), "怎么"));
    ck_assert_ptr_nonnull(word(run(&params), "锂电池"));
    ck_assert_ptr_nonnull(word(run(&params), "检测"));
    params.need.must = must;
    params.need.must_count = 1;
    ck_assert(word(run(&params), "需要")->must);
    params = ask_for("锂电池，检测");
    ck_assert_double_eq_tol(run(&params)->need->weight, plain, 1e-9);
}
END_TEST

START_TEST(what_is_insisted_on_leaves_only_those_who_have_it)
{
    static const char *const must[] = { "检测" }, *const nowhere[] = { "量子纠缠" };
    struct zk_match_params params = ask_for(NEED);

    params.need.must = must;
    params.need.must_count = 1;
    ck_assert_ptr_nonnull(find(run(&params), wang));
    ck_assert_ptr_null(find(run(&params), li));
    ck_assert_ptr_null(find(run(&params), zhao));
    params.need.must = nowhere;
    ck_assert_ptr_null(find(run(&params), wang));
}
END_TEST

START_TEST(filters_and_exclusions_hold_for_candidates)
{
    const struct zk_facets *facets = zk_engine_facets(engine);
    struct zk_facet_value region = { zk_facets_find(facets, "region", 6), 0 };
    struct zk_match_params params = ask_for(NEED);

    region.row = zk_facet_row(&facets->list[region.facet], "110000", 6);
    params.selected = &region;
    params.selected_count = 1;
    ck_assert_ptr_nonnull(find(run(&params), zhao));
    ck_assert_ptr_null(find(run(&params), wang));
    params.selected_count = 0;
    params.exclude = &wang;
    params.exclude_count = 1;
    ck_assert_ptr_null(find(run(&params), wang));
    ck_assert_ptr_nonnull(find(run(&params), li));
}
END_TEST

START_TEST(a_filter_leaves_kinds_alone_that_do_not_have_it)
{
    const struct zk_facets *facets = zk_engine_facets(engine);
    struct zk_facet_value closed = { zk_facets_find(facets, "availability", 12), 0 };
    struct zk_match_params params = ask_for(NEED);

    closed.row = zk_facet_row(&facets->list[closed.facet], "closed", 6);
    params.selected = &closed;
    params.selected_count = 1;
    ck_assert_ptr_null(find(run(&params), wang));
    ck_assert_ptr_nonnull(find(run(&params), society));
    ck_assert_ptr_nonnull(find(run(&params), station));
}
END_TEST

START_TEST(groups_are_found_through_their_members)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_match *match = run(&params);

    ck_assert_ptr_nonnull(find(match, station)); /* whose own tasks say nothing of it */
    ck_assert_ptr_nonnull(find(match, society));
    ck_assert_int_eq(find(match, society)->evidence[0].kind, ZK_KIND_ACHIEVEMENT);
    params.kinds = 1u << ZK_KIND_SOCIETY;
    ck_assert_uint_eq(run(&params)->group_count, 1);
}
END_TEST

START_TEST(a_demand_speaks_for_those_it_was_met_by)
{
    struct zk_match_params params = ask_for("桥梁裂缝巡检机器人");
    const struct zk_match *match = run(&params);
    const int64_t met_by[] = { li, station, society };

    for (size_t i = 0; i < 3; i++) {
        const struct zk_candidate *c = find(match, met_by[i]);

        ck_assert_ptr_nonnull(c);
        ck_assert_int_eq(c->evidence[0].id, met); /* and traces of what has a word of it */
        ck_assert_int_eq(c->evidence[0].kind, ZK_KIND_DEMAND);
        ck_assert_uint_eq(c->evidence[0].people, 3);
    }
    ck_assert_int_ne(find(match, wang)->evidence[0].id, met); /* of the station, had no part in it */
    params.exclude = &met;
    params.exclude_count = 1;
    match = run(&params);
    ck_assert_int_ne(find(match, li)->evidence[0].id, met);
}
END_TEST

START_TEST(nobody_is_better_than_anybody)
{
    struct zk_match_params params = ask_for("Квантовая запутанность");
    const struct zk_match *match = run(&params);

    ck_assert_uint_eq(match->documents, 0);
    ck_assert(match->weak);
    for (size_t g = 0; g < match->group_count; g++)
        ck_assert_uint_eq(match->groups[g].count, 0);
}
END_TEST

START_TEST(a_profile_not_updated_for_long_is_warned_of)
{
    struct zk_match_params params = ask_for(NEED);

    ck_assert_int_eq(find(run(&params), wang)->warnings, 0);
    params.stale_before = "2999-01-01T00:00:00Z";
    ck_assert_int_eq(find(run(&params), wang)->warnings, ZK_MATCH_STALE);
}
END_TEST

static double our_score(struct zk_reader *reader, const struct zk_need *need, uint32_t docid)
{
    uint32_t all = (uint32_t)zk_reader_info(reader)->records;
    uint32_t *wdf = zk_arena_array(arena, need->term_count, sizeof(*wdf));
    struct zk_statistics statistics;
    uint32_t length;
    double sum = 0;

    OK(zk_reader_statistics(reader, &statistics, &error));
    OK(zk_reader_wdf(reader, need, docid, wdf, &length, &error));
    for (size_t i = 0; i < need->term_count; i++)
        sum += wdf[i] ? zk_bm25_idf(all, need->terms[i].documents) *
                            zk_bm25_found(wdf[i], length / statistics.mean_length)
                      : 0;
    return sum;
}

START_TEST(our_bm25_is_xapians)
{
    static const struct xapc_bm25 bm25 = { .k1 = ZK_BM25_K1, .k3 = ZK_BM25_K3, .b = ZK_BM25_B,
                                           .min_norm_length = ZK_BM25_MIN_LENGTH };
    struct zk_match_params params = ask_for("锂电池正极材料烧结开裂");
    struct zk_gather g = { .params = &params, .arena = arena,
                           .facets = zk_engine_facets(engine) };
    struct xapc_query *kids[ZK_QUERY_TERMS], *query;
    struct xapc_enquire *enquire;
    struct xapc_weight *weight;
    struct xapc_mset *mset;
    struct xapc_hit hits[100];
    size_t found;

    OK(zk_index_borrow(engine->index, &g.reader, &error));
    OK(zk_gather_run(&g, &error));
    for (size_t i = 0; i < g.need->term_count; i++)
        ck_assert(xapc_query_term(g.need->terms[i].name, g.need->terms[i].len, 1, &kids[i],
                                  NULL) == XAPC_OK);
    ck_assert(xapc_query_combine(XAPC_OR, (const struct xapc_query *const *)kids,
                                 g.need->term_count, 0, &query, NULL) == XAPC_OK);
    ck_assert(xapc_enquire_new(zk_reader_database(g.reader), &enquire, NULL) == XAPC_OK);
    ck_assert(xapc_enquire_set_query(enquire, query, 0, NULL) == XAPC_OK);
    ck_assert(xapc_weight_bm25(&bm25, &weight, NULL) == XAPC_OK);
    ck_assert(xapc_enquire_set_weight(enquire, weight, NULL) == XAPC_OK);
    ck_assert(xapc_enquire_run(enquire, 0, 100, 0, NULL, &mset, NULL) == XAPC_OK);
    ck_assert(xapc_mset_hits(mset, 0, hits, 100, &found, NULL) == XAPC_OK);
    ck_assert_uint_ge(found, 6);
    for (size_t i = 0; i < found; i++)
        ck_assert_double_eq_tol(our_score(g.reader, g.need, hits[i].docid), hits[i].weight, 1e-6);
    xapc_mset_free(mset);
    xapc_weight_free(weight);
    xapc_enquire_free(enquire);
    xapc_query_free(query);
    for (size_t i = 0; i < g.need->term_count; i++)
        xapc_query_free(kids[i]);
    zk_gather_close(&g);
    zk_index_return(engine->index, g.reader);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match");
    TCase *whole = tcase_create("engine");

    tcase_add_unchecked_fixture(whole, open_engine, close_engine);
    tcase_add_test(whole, people_are_found_through_what_they_did);
    tcase_add_test(whole, the_parts_of_every_score_add_up);
    tcase_add_test(whole, a_work_of_four_counts_half_for_each);
    tcase_add_test(whole, roles_and_passages_come_with_the_evidence);
    tcase_add_test(whole, keywords_of_the_directory_are_shown_as_words);
    tcase_add_test(whole, covered_words_are_told_from_those_that_are_not);
    tcase_add_test(whole, what_is_dropped_counts_for_nothing);
    tcase_add_test(whole, what_is_said_round_a_need_is_none_of_its_words);
    tcase_add_test(whole, what_is_insisted_on_leaves_only_those_who_have_it);
    tcase_add_test(whole, filters_and_exclusions_hold_for_candidates);
    tcase_add_test(whole, a_filter_leaves_kinds_alone_that_do_not_have_it);
    tcase_add_test(whole, groups_are_found_through_their_members);
    tcase_add_test(whole, a_demand_speaks_for_those_it_was_met_by);
    tcase_add_test(whole, nobody_is_better_than_anybody);
    tcase_add_test(whole, a_profile_not_updated_for_long_is_warned_of);
    tcase_add_test(whole, our_bm25_is_xapians);
    suite_add_tcase(suite, whole);
    return test_run(suite);
}
