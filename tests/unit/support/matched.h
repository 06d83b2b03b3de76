/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small directory made by hand, and what a need finds in it.
 */
#ifndef ZK_TEST_MATCHED_H
#define ZK_TEST_MATCHED_H

#include "directory.h"
#include "matching.h"
#include "suite.h"

#include <string.h>

static struct test_directory directory;
static struct zk_engine *engine;
static struct zk_arena *arena;
static struct zk_error error;
static int64_t wang, li, zhao, station, society, master, met;

enum { TWINS = 4 };
static int64_t twins[TWINS];

#define NEED     "我公司需要解决锂电池正极材料烧结过程中的开裂问题，希望提高循环寿命。"

static inline int64_t put_expert(const char *ref, const char *name, const char *bio, const char *region,
                          const char *societies)
{
    return test_directory_put(&directory, ZK_KIND_EXPERT, ref, name, ZK_F_SUMMARY, bio,
                              ZK_F_REGION, region, ZK_F_SOCIETIES, societies, -1);
}

static inline void put_work(const char *ref, const char *title, const char *summary, const char *people)
{
    (void)test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, ref, title, ZK_F_SUMMARY, summary,
                             ZK_F_CONTRIBUTORS, people, ZK_F_KEYWORDS, "锂电池;正极材料", -1);
}

static inline void fill(void)
{
    society = test_directory_put(&directory, ZK_KIND_SOCIETY, "S1", "硅酸盐学会", -1);
    wang = put_expert("E1", "王一", "从事材料研究", "370402", "@S1");
    li = put_expert("E2", "李二", "长期从事管理工作", "370402", "");
    zhao = put_expert("E3", "赵三", "锂电池正极材料烧结开裂循环寿命", "110000", "");
    for (int i = 0; i < 40; i++) {
        char ref[16];

        (void)snprintf(ref, sizeof(ref), "N%d", i);
        (void)test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, ref, "石榴种植与加工",
                                 ZK_F_SUMMARY, "我公司需要提高石榴产量，希望解决问题。", -1);
    }
    for (int i = 0; i < TWINS; i++) {
        char ref[16], people[24];

        (void)snprintf(ref, sizeof(ref), "T%d", i);
        twins[i] = put_expert(ref, "孪生", "石英", "", "");
        (void)snprintf(people, sizeof(people), "@%s", ref);
        (void)snprintf(ref, sizeof(ref), "TA%d", i);
        put_work(ref, "石英坩埚", "析晶。", people);
    }
    master = put_expert("M1", "行家", "石英坩埚", "", "");
    put_work("MA1", "石英坩埚析晶寿命", "石英坩埚析晶寿命。", "@M1");
    put_work("A1", "锂电池正极材料的烧结", "研究烧结过程中开裂的机理，循环寿命提高。",
             "@E1|第一完成人;@E2;外单位甲;外单位乙");
    put_work("A2", "正极材料开裂的检测", "烧结后检测开裂。", "@E1|项目负责人");
    put_work("A3", "正极材料循环寿命", "循环寿命预测。", "@E1");
    put_work("A4", "锂电池循环寿命", "寿命。", "@E1");
    put_work("A5", "烧结炉", "烧结温度。", "@E1");
    station = test_directory_put(&directory, ZK_KIND_WORKSTATION, "W1", "电池工作站", ZK_F_EXPERTS,
                                 "@E1", ZK_F_TASKS, "机械加工", -1);
    met = test_directory_put(&directory, ZK_KIND_DEMAND, "D1", "桥梁裂缝巡检机器人",
                             ZK_F_HELPED_EXPERTS, "@E2", ZK_F_HELPED_WORKSTATIONS, "@W1",
                             ZK_F_HELPED_SOCIETIES, "@S1", -1);
    (void)test_directory_put(&directory, ZK_KIND_DEMAND, "D2", "桥梁裂缝巡检机器人选型", -1);
}

static inline void open_engine(void)
{
    struct zk_engine_options options = { .readers = 2 };

    test_directory_open(&directory, 0, 1);
    fill();
    test_directory_build(&directory);
    options.index_folder = directory.index_path;
    arena = zk_arena_open();
    OK(zk_engine_open(&options, &engine, &error));
}

static inline void close_engine(void)
{
    zk_engine_close(engine);
    zk_arena_close(arena);
    test_directory_close(&directory);
}

static inline struct zk_match_params ask_for(const char *text)
{
    struct zk_match_params params = { .kinds = 1u << ZK_KIND_EXPERT | 1u << ZK_KIND_WORKSTATION |
                                               1u << ZK_KIND_SOCIETY,
                                      .size = 10, .near = -1 };

    params.need.text = text;
    params.need.len = strlen(text);
    return params;
}

static inline const struct zk_match *run(const struct zk_match_params *params)
{
    struct zk_match *match;

    OK(zk_match_run(engine, params, arena, &match, &error));
    return match;
}

static inline const struct zk_candidate *find(const struct zk_match *match, int64_t id)
{
    for (size_t g = 0; g < match->group_count; g++) {
        for (size_t i = 0; i < match->groups[g].count; i++) {
            if (match->groups[g].candidates[i].id == id)
                return &match->groups[g].candidates[i];
        }
    }
    return NULL;
}

static inline const struct zk_need_word *word(const struct zk_match *match, const char *text)
{
    for (size_t i = 0; i < match->need->word_count; i++) {
        if (strcmp(match->need->words[i].text, text) == 0)
            return &match->need->words[i];
    }
    return NULL;
}

#endif
