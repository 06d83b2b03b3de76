/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Built and run while building: reads the code tables (<name>.tsv) and writes them as C.
 *
 *   compile OUT.c TABLE.tsv...   (in name order)
 *
 * A table: comment lines ("# standard: ..." first), the header "code parent label label_en",
 * then rows, tab separated, a parent before its children. Anything else is refused.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024, ROWS_MAX = 8192, COLUMNS = 4, MEMBERS_MAX = 2 * LINE_MAX_BYTES };

struct row {
    char *columns[COLUMNS]; /* code, parent, label, label_en */
    int parent, depth;
};

struct table {
    const char *path;
    int line;
    char standard[LINE_MAX_BYTES];
    struct row *rows;
    int count;
};

static void refuse(const struct table *table, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

static void refuse(const struct table *table, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)fprintf(stderr, "%s:%d: ", table->path, table->line);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static bool is_utf8(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    while (*p) {
        int more = *p < 0x80                 ? 0
                   : *p >= 0xC2 && *p < 0xE0 ? 1
                   : *p >= 0xE0 && *p < 0xF0 ? 2
                   : *p >= 0xF0 && *p < 0xF5 ? 3
                                             : -1;

        if (more < 0 || *p++ < 0x20)
            return false;
        while (more-- > 0) {
            if ((*p++ & 0xC0) != 0x80)
                return false;
        }
    }
    return true;
}

static int find(const struct table *table, const char *code)
{
    for (int i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].columns[0], code) == 0)
            return i;
    }
    return -1;
}

static void add_row(struct table *table, char *line)
{
    struct row *row = &table->rows[table->count];
    char *at = line;

    if (table->count == ROWS_MAX)
        refuse(table, "more than %d rows", ROWS_MAX);
    for (int i = 0; i < COLUMNS; i++) {
        char *tab = strchr(at, '\t');

        if ((tab == NULL) != (i == COLUMNS - 1))
            refuse(table, "a row has %d columns, divided by tabs", COLUMNS);
        if (tab)
            *tab = '\0';
        if (!is_utf8(at) || strpbrk(at, "\"\\<\x7F"))
            refuse(table, "column %d is not plain UTF-8 text", i + 1);
        row->columns[i] = strdup(at);
        if (tab)
            at = tab + 1;
    }
    if (row->columns[0][0] == '\0' || row->columns[2][0] == '\0')
        refuse(table, "a row needs a code and a label");
    if (find(table, row->columns[0]) >= 0)
        refuse(table, "code %s is there twice", row->columns[0]);
    row->parent = -1;
    row->depth = 0;
    if (row->columns[1][0] != '\0') {
        row->parent = find(table, row->columns[1]);
        if (row->parent < 0)
            refuse(table, "parent %s of %s is not above it", row->columns[1], row->columns[0]);
        row->depth = table->rows[row->parent].depth + 1;
    }
    table->count++;
}

static void read_table(struct table *table)
{
    static const char mark[] = "# standard: ";
    FILE *file = fopen(table->path, "r");
    char line[LINE_MAX_BYTES];
    bool header = false;

    table->line = 0;
    if (!file)
        refuse(table, "cannot be read");
    while (fgets(line, sizeof(line), file)) {
        size_t len = strlen(line);

        table->line++;
        if (len == 0 || line[len - 1] != '\n')
            refuse(table, "a line is too long or not ended");
        line[len - 1] = '\0';
        if (!header && strncmp(line, mark, strlen(mark)) == 0 && is_utf8(line))
            (void)snprintf(table->standard, sizeof(table->standard), "%s", line + strlen(mark));
        else if (!header && line[0] == '#')
            continue;
        else if (!header && strcmp(line, "code\tparent\tlabel\tlabel_en") == 0)
            header = true;
        else if (header)
            add_row(table, line);
        else
            refuse(table, "the header must be: code parent label label_en");
    }
    (void)fclose(file);
    if (table->count == 0 || table->standard[0] == '\0')
        refuse(table, "a table has rows, and says its standard");
}

static int by_code(const void *a, const void *b)
{
    const struct row *const *left = a, *const *right = b;

    return strcmp((*left)->columns[0], (*right)->columns[0]);
}

static bool is_tree(const struct table *table)
{
    for (int i = 0; i < table->count; i++) {
        if (table->rows[i].parent >= 0)
            return true;
    }
    return false;
}

/* JSON of the row as it is shown: add_row() has seen to it that nothing is to be escaped. */
static void make_members(const struct table *table, const struct row *row, const char *label,
                         bool tree, char out[MEMBERS_MAX])
{
    const char *parent = row->parent < 0 ? NULL : table->rows[row->parent].columns[0];
    int len =
        snprintf(out, MEMBERS_MAX, "\"code\":\"%s\",\"label\":\"%s\"%s%s%s", row->columns[0], label,
                 tree ? ",\"parent\":" : "", tree && !parent ? "null" : "", parent ? "\"" : "");

    if (parent)
        (void)snprintf(out + len, MEMBERS_MAX - (size_t)len, "%s\"", parent);
}

/* A table's JSON in one language: all members in one text, and where each row's begin. */
static void write_json(const struct table *table, int number, const char *language, bool english,
                       FILE *out)
{
    char members[MEMBERS_MAX];
    bool tree = is_tree(table);
    size_t at = 0;

    for (int pass = 0; pass < 2; pass++) {
        (void)fprintf(out,
                      pass == 0 ? "static const char json_%s_%d[] ="
                                : "static const uint32_t json_%s_at_%d[] = { 0",
                      language, number);
        for (int i = 0; i < table->count; i++) {
            const struct row *row = &table->rows[i];

            make_members(table, row, row->columns[english && row->columns[3][0] ? 3 : 2], tree,
                         members);
            at += strlen(members);
            if (pass == 1) {
                (void)fprintf(out, ", %zu", at);
                continue;
            }
            (void)fprintf(out, "\n    \"");
            for (const char *c = members; *c; c++)
                (void)fprintf(out, *c == '"' ? "\\\"" : "%c", *c);
            (void)fprintf(out, "\"");
        }
        (void)fprintf(out, pass == 0 ? ";\n" : " };\n");
        at = 0;
    }
}

static void write_row(const struct row *row, FILE *out)
{
    (void)fprintf(out, "    { \"%s\", \"%s\", \"%s\", %d, %d },\n", row->columns[0],
                  row->columns[2], row->columns[3], row->parent, row->depth);
}

static void write_table(const struct table *table, int number, FILE *out)
{
    const struct row **order = calloc((size_t)table->count, sizeof(*order));

    if (!order)
        refuse(table, "out of memory");
    (void)fprintf(out, "static const struct zk_code rows_%d[] = {\n", number);
    for (int i = 0; i < table->count; i++) {
        const struct row *row = &table->rows[i];

        order[i] = row;
        write_row(row, out);
    }
    qsort(order, (size_t)table->count, sizeof(*order), by_code);
    (void)fprintf(out, "};\nstatic const int by_code_%d[] = {\n", number);
    for (int i = 0; i < table->count; i++)
        (void)fprintf(out, "    %d,\n", (int)(order[i] - table->rows));
    (void)fprintf(out, "};\n");
    write_json(table, number, "zh", false, out);
    write_json(table, number, "en", true, out);
    free(order);
}

/* schema/codes/region.tsv -> region */
static void write_name(const char *path, FILE *out)
{
    const char *name = strrchr(path, '/');

    name = name ? name + 1 : path;
    (void)fprintf(out, "%.*s", (int)strcspn(name, "."), name);
}

static void free_table(struct table *table)
{
    for (int i = 0; i < table->count; i++) {
        for (int k = 0; k < (int)(sizeof(table->rows[i].columns) / sizeof(char *)); k++)
            free(table->rows[i].columns[k]);
    }
    free(table->rows);
}

int main(int argc, char **argv)
{
    struct table *tables;
    FILE *out;

    if (argc < 3 || !(tables = calloc((size_t)argc, sizeof(*tables)))) {
        (void)fprintf(stderr, "usage: compile OUT.c TABLE.tsv...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        tables[i].path = argv[i];
        tables[i].rows = calloc(ROWS_MAX, sizeof(struct row));
        if (!tables[i].rows)
            refuse(&tables[i], "out of memory");
        read_table(&tables[i]);
    }
    out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    (void)fprintf(out, "/* Written by schema/codes/compile.c. */\n#include \"codes_data.h\"\n\n");
    for (int i = 2; i < argc; i++)
        write_table(&tables[i], i, out);
    (void)fprintf(out, "const struct zk_code_table zk_codes_data[] = {\n");
    for (int i = 2; i < argc; i++) {
        (void)fprintf(out, "    { \"");
        write_name(argv[i], out);
        (void)fprintf(out,
                      "\", \"%s\", rows_%d, %d, by_code_%d, { json_zh_%d, json_zh_at_%d },"
                      " { json_en_%d, json_en_at_%d } },\n",
                      tables[i].standard, i, tables[i].count, i, i, i, i, i);
    }
    (void)fprintf(out, "};\nconst int zk_codes_data_count = %d;\n", argc - 2);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    for (int i = 2; i < argc; i++)
        free_table(&tables[i]);
    free(tables);
    return 0;
}
