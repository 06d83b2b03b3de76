/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the configuration; see config.h.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 2 * ZK_PATH_MAX, KEY_MAX = 32 };

enum setting_type { TEXT, INT, BOOL };

struct setting {
    const char *key;
    enum setting_type type;
    size_t at; /* in struct zk_config */
    long least, most;
    const char *what;
};

static const struct setting settings[] = {
#define SETTING(key, type, def, min, max, what)                                                    \
    { #key, type, offsetof(struct zk_config, key), min, max, what },
    ZK_CONFIG_LIST(SETTING)
#undef SETTING
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

/* Edit distance of short keys, for "did you mean". */
static int distance(const char *a, const char *b)
{
    int row[KEY_MAX + 1];
    size_t b_len = strlen(b);

    if (strlen(a) >= KEY_MAX || b_len >= KEY_MAX)
        return KEY_MAX;
    for (size_t k = 0; k <= b_len; k++)
        row[k] = (int)k;
    for (size_t i = 1; a[i - 1]; i++) {
        int corner = row[0];

        row[0] = (int)i;
        for (size_t k = 1; k <= b_len; k++) {
            int best = corner + (a[i - 1] != b[k - 1]);

            corner = row[k];
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    return row[b_len];
}

static const char *nearest_key(const char *key)
{
    const char *best = settings[0].key;

    for (size_t i = 1; i < SETTINGS; i++) {
        if (distance(key, settings[i].key) < distance(key, best))
            best = settings[i].key;
    }
    return best;
}

static enum zk_status set_text(const struct setting *setting, char *out, const char *value,
                               struct zk_error *err)
{
    if (strlen(value) >= ZK_PATH_MAX)
        return zk_fail(err, ZK_USAGE, setting->key, "%s is longer than %d bytes", setting->key,
                       ZK_PATH_MAX - 1);
    memcpy(out, value, strlen(value) + 1);
    return ZK_OK;
}

static enum zk_status set_int(const struct setting *setting, int *out, const char *value,
                              struct zk_error *err)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || number < setting->least ||
        number > setting->most)
        return zk_fail(err, ZK_USAGE, setting->key, "%s must be a number from %ld to %ld, not '%s'",
                       setting->key, setting->least, setting->most, value);
    *out = (int)number;
    return ZK_OK;
}

static enum zk_status set_bool(const struct setting *setting, bool *out, const char *value,
                               struct zk_error *err)
{
    if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        return zk_fail(err, ZK_USAGE, setting->key, "%s must be yes or no, not '%s'", setting->key,
                       value);
    *out = value[0] == 'y';
    return ZK_OK;
}

enum zk_status zk_config_set(struct zk_config *config, const char *key, const char *value,
                             struct zk_error *err)
{

    for (size_t i = 0; i < SETTINGS; i++) {
        void *out = (char *)config + settings[i].at;

        if (strcmp(settings[i].key, key) != 0)
            continue;
        if (strcmp(key, "log") == 0 && zk_log_level_find(value) < 0)
            return zk_fail(err, ZK_USAGE, key, "log must be error, warn, info or debug, not '%s'",
                           value);
        if (strcmp(key, "password_policy") == 0 && strcmp(value, "length") != 0 &&
            strcmp(value, "period") != 0)
            return zk_fail(err, ZK_USAGE, key, "password_policy must be length or period, not '%s'",
                           value);
        switch (settings[i].type) {
        case TEXT:
            return set_text(&settings[i], out, value, err);
        case INT:
            return set_int(&settings[i], out, value, err);
        case BOOL:
            return set_bool(&settings[i], out, value, err);
        }
    }
    return zk_fail(err, ZK_USAGE, key, "there is no setting '%s': did you mean '%s'?", key,
                   nearest_key(key));
}

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (isspace((unsigned char)*text))
        text++;
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    return text;
}

static enum zk_status read_line(struct zk_config *config, char *line, struct zk_error *err)
{
    char *equals, *key = trim(line);

    if (key[0] == '\0' || key[0] == '#')
        return ZK_OK;
    equals = strchr(key, '=');
    if (!equals)
        return zk_fail(err, ZK_USAGE, "", "'%s' is not 'key = value'", key);
    *equals = '\0';
    return zk_config_set(config, trim(key), trim(equals + 1), err);
}

static enum zk_status read_file(struct zk_config *config, const char *path, struct zk_error *err)
{
    FILE *file = fopen(path, "r");
    enum zk_status st = ZK_OK;
    char line[LINE_MAX_BYTES];
    struct zk_error why;
    int number = 0;

    if (!file)
        return zk_fail(err, ZK_USAGE, "config", "cannot read %s: %s", path, strerror(errno));
    while (st == ZK_OK && fgets(line, sizeof(line), file)) {
        number++;
        st = read_line(config, line, &why);
        if (st != ZK_OK)
            (void)zk_fail(err, st, why.field, "%s:%d: %s", path, number, why.detail);
    }
    (void)fclose(file);
    return st;
}

static enum zk_status read_environment(struct zk_config *config, struct zk_error *err)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        char name[KEY_MAX + 8] = "ZHIKU_";
        const char *value;
        enum zk_status st;

        for (size_t k = 0; settings[i].key[k] && k < KEY_MAX; k++)
            name[6 + k] = (char)toupper((unsigned char)settings[i].key[k]);
        value = getenv(name);
        if (!value)
            continue;
        st = zk_config_set(config, settings[i].key, value, err);
        if (st != ZK_OK)
            return st;
    }
    return ZK_OK;
}

enum zk_status zk_config_load(struct zk_config *config, const char *file, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    memset(config, 0, sizeof(*config));
#define DEFAULT_TEXT(key, def) (void)snprintf(config->key, sizeof(config->key), "%s", def);
#define DEFAULT_INT(key, def)  config->key = def;
#define DEFAULT_BOOL(key, def) config->key = def;
#define DEFAULT(key, type, def, min, max, what) DEFAULT_##type(key, def)
    ZK_CONFIG_LIST(DEFAULT)
#undef DEFAULT
#undef DEFAULT_TEXT
#undef DEFAULT_INT
#undef DEFAULT_BOOL
    if (file)
        st = read_file(config, file, err);
    return st == ZK_OK ? read_environment(config, err) : st;
}

static enum zk_status path_in_data(const struct zk_config *config, const char *name, char *out,
                                   struct zk_error *err)
{
    if (!config->data[0])
        return zk_fail(err, ZK_USAGE, "data", "data is empty: name the folder of store and index");
    if (snprintf(out, ZK_PATH_MAX, "%s/%s", config->data, name) >= ZK_PATH_MAX)
        return zk_fail(err, ZK_USAGE, "data", "the path of data is too long");
    return ZK_OK;
}

enum zk_status zk_config_store_path(const struct zk_config *config, char *out, struct zk_error *err)
{
    return path_in_data(config, "zhiku.db", out, err);
}

enum zk_status zk_config_index_path(const struct zk_config *config, char *out, struct zk_error *err)
{
    return path_in_data(config, "index", out, err);
}

enum zk_status zk_config_key_path(const struct zk_config *config, char *out, struct zk_error *err)
{
    if (!config->totp_key[0])
        return path_in_data(config, "totp.key", out, err);
    (void)snprintf(out, ZK_PATH_MAX, "%s", config->totp_key);
    return ZK_OK;
}

void zk_config_help(FILE *out)
{
#define HELP_TEXT(key, def, what) (void)fprintf(out, "  %-16s %s [%s]\n", key, what, def);
#define HELP_INT(key, def, what)  (void)fprintf(out, "  %-16s %s [%d]\n", key, what, def);
#define HELP_BOOL(key, def, what) (void)fprintf(out, "  %-16s %s [%s]\n", key, what, def ? "yes" : "no");
#define HELP(key, type, def, min, max, what) HELP_##type(#key, def, what)
    ZK_CONFIG_LIST(HELP)
#undef HELP
#undef HELP_TEXT
#undef HELP_INT
#undef HELP_BOOL
}
