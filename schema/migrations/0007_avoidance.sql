-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rules of avoidance, one row each, for the office to switch and to tune. What a rule looks at
-- is lib/avoid/rules.c; docs/MATCHING.md explains number and list rule by rule.

CREATE TABLE avoidance_rule (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    effect TEXT NOT NULL CHECK (effect IN ('block', 'warn')),
    years INTEGER NOT NULL CHECK (years BETWEEN 0 AND 50), -- 0: of any age
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 20),
    list TEXT NOT NULL CHECK (list LIKE '[%]'), -- a JSON array of texts
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

INSERT INTO avoidance_rule (id, rule, active, effect, years, number, list) VALUES
    (1, 'same_person', 1, 'block', 0, 1, '[]'),
    (2, 'declared', 1, 'block', 0, 2, '[]'),
    (3, 'organisation', 1, 'block', 0, 1, '[]'),
    (4, 'parent', 1, 'warn', 0, 2, '[]'),
    (5, 'shared_work', 1, 'warn', 5, 1, '[]'),
    (6, 'shared_works', 1, 'block', 3, 3, '[]'),
    (7, 'cosigner', 1, 'block', 1, 1, '[]'),
    (8, 'recommender', 1, 'warn', 3, 1, '[]'),
    (9, 'workstation', 1, 'warn', 0, 1, '[]'),
    (10, 'mail_domain', 1, 'warn', 0, 1, '["qq.com","vip.qq.com","foxmail.com","163.com","vip.163.com","126.com","yeah.net","139.com","189.cn","wo.cn","sina.com","sina.cn","sohu.com","aliyun.com","tom.com","21cn.com","gmail.com","outlook.com","hotmail.com","live.com","icloud.com","yahoo.com","yahoo.com.cn"]');

CREATE INDEX expert_by_email ON expert (email COLLATE NOCASE) WHERE email IS NOT NULL;
CREATE INDEX expert_by_mail_domain ON expert (lower(substr(email, instr(email, '@') + 1))) WHERE email IS NOT NULL;
