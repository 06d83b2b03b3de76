/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fail closed, of what is shown and what may be done with it: cells of a history, numbers in the
 * audit, a record somebody has no business with, demands. Whatever breaks meanwhile (faults.h),
 * nothing is shown, nothing is allowed.
 */
#include "audit_mask.h"
#include "demand.h"
#include "demand_rules.h"
#include "faults.h"
#include "history.h"
#include "router.h"

static int64_t firm, expert, hidden, demand, quiet, others;
static struct zk_arena *kept; /* of the test: the other is opened anew each time */

static int64_t put(enum zk_kind kind, const char *ref, enum zk_field_id field, const char *cell)
{
    struct zk_record *record = zk_record_new(arena, kind);
    enum zk_put what;
    int64_t id;

    record->values[ZK_F_REF].text = ref;
    record->values[ZK_F_TITLE].text = ref;
    OK(zk_record_parse(record, zk_field_get(field), cell, strlen(cell), arena, &error));
    OK(zk_store_put(store, record, &id, &what, &error));
    return id;
}

/* An expert anybody sees and one for the office, an enterprise with its demands, and another's. */
static void directory(void)
{
    begin();
    kept = zk_arena_open();
    OK(zk_store_begin(store, &error));
    expert = put(ZK_KIND_EXPERT, "E1", ZK_F_PHONE, "19900001111");
    hidden = put(ZK_KIND_EXPERT, "E2", ZK_F_VISIBILITY, "office");
    firm = put(ZK_KIND_ORGANISATION, "O1", ZK_F_SUMMARY, "一家公司");
    demand = put(ZK_KIND_DEMAND, "D1", ZK_F_ORGANISATION, "@O1");
    quiet = put(ZK_KIND_DEMAND, "D2", ZK_F_ORGANISATION, "@O1");
    others = put(ZK_KIND_DEMAND, "D3", ZK_F_VISIBILITY, "office");
    OK(zk_sql_run(store,
                  "INSERT INTO introduction (demand_id, kind, candidate_id, state, message,"
                  " created_at, moved_at) VALUES (?1, 'expert', ?2, 'requested', '请帮助联系', 1,"
                  " 1)",
                  &error, "ii", demand, expert));
    OK(zk_store_commit(store, &error));
}

static void leave(void)
{
    zk_arena_close(kept);
    end();
}

/* ---- cells ---- */

static const char links[] = "@E1|主持;@E2;@E3;李四"; /* E3 is gone */

static enum zk_status show(enum zk_kind kind, enum zk_field_id field, const char *cell,
                           enum zk_see see, const char *expected)
{
    const char *out;
    enum zk_status st =
        zk_store_cell(store, kind, zk_field_get(field), cell, see, arena, &out, &error);

    if (st == ZK_OK)
        ck_assert_str_eq(out, expected);
    else
        ck_assert_ptr_null(out);
    return st;
}

static enum zk_status which_links_are_shown(void)
{
    return show(ZK_KIND_ACHIEVEMENT, ZK_F_CONTRIBUTORS, links, ZK_SEE_PUBLIC, "@E1|主持;李四");
}

START_TEST(whatever_breaks_no_cell_shows_more)
{
    directory();
    ask_in_trouble(which_links_are_shown);
    leave();
}
END_TEST

START_TEST(a_cell_shows_each_view_what_the_record_would)
{
    directory();
    for (int see = 0; see < ZK_SEES; see++) {
        bool whole = zk_see_unpublished((enum zk_see)see);
        enum zk_shown number = zk_field_shown(zk_field_get(ZK_F_PHONE), (enum zk_see)see);

        OK(show(ZK_KIND_ACHIEVEMENT, ZK_F_CONTRIBUTORS, links, (enum zk_see)see,
                whole ? links : "@E1|主持;李四"));
        OK(show(ZK_KIND_EXPERT, ZK_F_PHONE, "19900001111", (enum zk_see)see,
                number == ZK_SHOWN ? "19900001111" : "199******11"));
        OK(show(ZK_KIND_ACHIEVEMENT, ZK_F_CONTRIBUTORS, "", (enum zk_see)see, ""));
        OK(show(ZK_KIND_ACHIEVEMENT, ZK_F_SUMMARY, "废水", (enum zk_see)see, "废水"));
    }
    OK(show(ZK_KIND_ACHIEVEMENT, ZK_F_CONTRIBUTORS, "@E2;@E3", ZK_SEE_PUBLIC, ""));
    leave();
}
END_TEST

START_TEST(without_memory_no_number_is_shown_and_none_is_given_to_the_audit)
{
    static const char number[] = "19900001111";
    enum zk_see see = zk_see_of(ZK_ROLE_ENTERPRISE, false);
    struct zk_arena *full = zk_arena_open();

    directory();
    zk_arena_close(arena);
    arena = zk_arena_open(); /* without a block yet */
    for (int fails = 1; fails >= 0; fails--) {
        zk_alloc_fail_at(fails);
        ck_assert_int_eq(show(ZK_KIND_EXPERT, ZK_F_PHONE, number, see, "199******11"),
                         fails ? ZK_NO_MEMORY : ZK_OK);
        zk_alloc_fail_at(fails);
        if (fails)
            ck_assert_ptr_null(zk_audit_mask(number, full));
        else
            ck_assert_str_eq(zk_audit_mask(number, full), "***********");
    }
    zk_arena_close(full);
    leave();
}
END_TEST

/* ---- the gate ---- */

static struct zk_request request_of(enum zk_role role, int64_t record)
{
    return (struct zk_request){ .who = { .account = 1, .role = role, .record = record },
                                .store = store,
                                .arena = arena };
}

static const char *stranger(enum zk_role role, int64_t own, enum zk_kind kind, int64_t id)
{
    struct zk_request request = request_of(role, own);
    struct zk_response response = { 0 };

    zk_record_stranger(&request, &response, kind, id);
    return response.stranger;
}

static enum zk_status is_it_a_strangers(void)
{
    const char *told = stranger(ZK_ROLE_ENTERPRISE, firm, ZK_KIND_DEMAND, others);

    if (told) {
        char expected[40];

        (void)snprintf(expected, sizeof(expected), "demand:%lld", (long long)others);
        ck_assert_str_eq(told, expected);
    }
    return told ? ZK_OK : ZK_NOT_FOUND;
}

START_TEST(the_audit_hears_of_who_asks_for_what_is_there_and_not_for_him)
{
    directory();
    ask_in_trouble(is_it_a_strangers);
    ck_assert_ptr_null(stranger(ZK_ROLE_ENTERPRISE, firm, ZK_KIND_DEMAND, demand));
    ck_assert_ptr_null(stranger(ZK_ROLE_ENTERPRISE, firm, ZK_KIND_EXPERT, expert)); /* for him */
    ck_assert_ptr_null(stranger(ZK_ROLE_ENTERPRISE, firm, ZK_KIND_EXPERT, 999));    /* not there */
    ck_assert_ptr_null(stranger(ZK_ROLE_OFFICE, 0, ZK_KIND_EXPERT, hidden));
    ck_assert_ptr_null(stranger(ZK_ROLE_EXPERT, hidden, ZK_KIND_EXPERT, hidden));
    leave();
}
END_TEST

/* ---- demands ---- */

static enum zk_status may_he_make_a_demand(void)
{
    struct zk_request request = request_of(ZK_ROLE_ENTERPRISE, firm);
    struct zk_record *record = zk_record_new(kept, ZK_KIND_DEMAND);
    enum zk_status st = zk_demand_new(&request, store, record, &error);
    const struct zk_value *whose = &record->values[ZK_F_ORGANISATION];

    ck_assert_uint_eq(whose->count, st == ZK_OK);
    if (st == ZK_OK)
        ck_assert_int_eq(whose->items[0].id, firm);
    return st;
}

static enum zk_status check_delete(int64_t id, enum zk_kind kind)
{
    struct zk_record record = { .id = id, .kind = kind };

    return zk_demand_check_delete(&(struct zk_edit){ .store = store, .old = &record }, &error);
}

static enum zk_status may_one_without_introductions_be_removed(void)
{
    return check_delete(quiet, ZK_KIND_DEMAND);
}

/* That it may not is the right answer. */
static enum zk_status may_one_with_introductions_be_removed(void)
{
    enum zk_status st = check_delete(demand, ZK_KIND_DEMAND);

    ck_assert_int_ne(st, ZK_OK);
    return st == ZK_REFUSED ? ZK_OK : st;
}

START_TEST(whatever_breaks_no_demand_is_made_or_removed)
{
    directory();
    ask_in_trouble(may_he_make_a_demand);
    ask_in_trouble(may_one_without_introductions_be_removed);
    ask_in_trouble(may_one_with_introductions_be_removed);
    OK(check_delete(demand, ZK_KIND_EXPERT)); /* the rule is of demands */
    leave();
}
END_TEST

START_TEST(a_new_demand_is_a_draft_and_of_the_enterprise_that_makes_it)
{
    struct zk_request request;
    struct zk_record *record;

    directory();
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
            bool enterprise = 1 << bit == ZK_ROLE_ENTERPRISE;

            request = request_of((enum zk_role)(1 << bit), firm);
            record = zk_record_new(arena, (enum zk_kind)kind);
            OK(zk_demand_new(&request, store, record, &error));
            ck_assert_int_eq(zk_demand_state_of(record) == ZK_DEMAND_DRAFT, kind == ZK_KIND_DEMAND);
            ck_assert_uint_eq(record->values[ZK_F_ORGANISATION].count,
                              kind == ZK_KIND_DEMAND && enterprise);
        }
    }
    request = request_of(ZK_ROLE_ENTERPRISE, 0);
    record = zk_record_new(arena, ZK_KIND_DEMAND);
    ck_assert_int_eq(zk_demand_new(&request, store, record, &error), ZK_FORBIDDEN);
    leave();
}
END_TEST

START_TEST(a_closed_demand_is_for_the_office_to_change)
{
    struct zk_record record = { 0 }, again = { 0 };

    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        for (int state = 0; state < ZK_DEMAND_STATES; state++) {
            for (int own = 0; own < 2; own++) {
                bool refused = kind == ZK_KIND_DEMAND && own && state == ZK_DEMAND_CLOSED;

                record.kind = (enum zk_kind)kind;
                record.values[ZK_F_DEMAND_STATUS].text =
                    zk_demand_state_name((enum zk_demand_state)state);
                ck_assert_int_eq(
                    zk_demand_check_edit(&(struct zk_edit){ .old = &record, .own = own }, &error),
                    refused ? ZK_REFUSED : ZK_OK);
            }
        }
    }
    again.values[ZK_F_TITLE].text = "题目";
    zk_demand_keep_state(&record, &again); /* an older version is put again: it stays closed */
    ck_assert_int_eq(zk_demand_state_of(&again), ZK_DEMAND_CLOSED);
    ck_assert_str_eq(again.values[ZK_F_TITLE].text, "题目");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shown");
    TCase *tc = tcase_create("shown");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, whatever_breaks_no_cell_shows_more);
    tcase_add_test(tc, a_cell_shows_each_view_what_the_record_would);
    tcase_add_test(tc, without_memory_no_number_is_shown_and_none_is_given_to_the_audit);
    tcase_add_test(tc, the_audit_hears_of_who_asks_for_what_is_there_and_not_for_him);
    tcase_add_test(tc, whatever_breaks_no_demand_is_made_or_removed);
    tcase_add_test(tc, a_new_demand_is_a_draft_and_of_the_enterprise_that_makes_it);
    tcase_add_test(tc, a_closed_demand_is_for_the_office_to_change);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
