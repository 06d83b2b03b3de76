#!/usr/bin/env bash
# zhiku-indexer: what it refuses and how it says so, and that nothing is lost on the way.
# shellcheck source=support.sh
. "$(dirname "$0")/support.sh"

expert() { printf '编号,姓名,学科,工作单位,手机\n%b' "$1" >experts.csv; }
kept() { [ "$(cat "$work"/before)" = "$("$indexer" export --out "$work/now" --force >/dev/null && cat "$work"/now/*.csv)" ]; }

check "no command: usage" ends 2 "usage:" "$indexer"
check "an unknown command" ends 2 "there is no command 'imprt'" "$indexer" imprt
check "an unknown setting names the nearest" ends 2 "did you mean 'data'" bash -c "echo 'dta = x' >c; '$indexer' --config c check"
check "help of every command" bash -c "for c in import export terms build sync watch check queries generate account audit retain; do '$indexer' \$c --help >/dev/null || exit 1; done"
check "no index yet" ends 4 "there is no index" "$indexer" check
check "an unknown role" ends 2 "there is no role 'ofice'" "$indexer" account add --role ofice --login li.ming --name 李明
check "the first account may come before all else" bash -c "ZHIKU_DATA=early '$indexer' account add --role administrator --login admin --name 管理员 && [ -s early/zhiku.db ]"
check "but not in a folder that is nowhere" ends 5 "cannot make the folder nowhere/data" env ZHIKU_DATA=nowhere/data "$indexer" account add --role office --login li.ming --name 李明
check "nor under a file's name" ends 5 "cannot make the folder $0" env ZHIKU_DATA="$0" "$indexer" sync
check "nor in one without a name" ends 2 "data is empty" env ZHIKU_DATA= "$indexer" sync
for command in "account list" "account recode" retain "export --out left"; do
    # shellcheck disable=SC2086 # words
    check "$command makes no store" ends 4 "nothing at absent/zhiku.db" env ZHIKU_DATA=absent "$indexer" $command
done
check "nor a folder" bash -c "[ ! -e absent ] && [ ! -e left ]"

check "the sample goes in" "$indexer" import "$source_dir/seed/real" "$source_dir/seed/sample"
check "a second time nothing changes" bash -c "'$indexer' import '$source_dir/seed/sample' | grep -q 'experts.added 0.changed 0'"
check "sync builds the index" "$indexer" sync
check "index and store are equal" "$indexer" check
"$indexer" export --format jsonl --out sample.d >/dev/null
check "the sample is as large and varied as promised" node "$source_dir/tests/cli/sample.mjs" sample.d
"$indexer" export --out before.d >/dev/null
cat before.d/*.csv >before

expert 'X1,甲,440,,\nX1,乙,440,,\n'
check "a ref given twice" ends 1 "出现了两次" "$indexer" import experts.csv
expert 'X1,甲,火星学,,\n'
check "an unknown code, with row, column and value" ends 1 '第2行，列“学科”，值“火星学”' "$indexer" import experts.csv
expert 'X1,甲,440,@nobody,\n'
check "a link to nobody" ends 1 '没有编号为“nobody”的单位' "$indexer" import experts.csv
expert 'X1,,440,,\n'
check "a missing name" ends 1 '“姓名”不能为空' "$indexer" import experts.csv
expert 'X1,甲,440\n'
check "a ragged row" ends 1 "这一行有3列，表头有5列" "$indexer" import experts.csv
expert 'X1,"甲,440,,\n'
check "a quote that does not end" ends 1 "引号没有结束" "$indexer" import experts.csv
expert 'X1,"甲"乙,440,,\n'
check "text behind a quote" ends 1 "引号后面多了文字" "$indexer" import experts.csv
expert 'X1,甲\0,440,,\n'
check "a NUL" ends 1 "空字符" "$indexer" import experts.csv
expert 'X1,\xff\xff,440,,\n'
check "neither UTF-8 nor GB18030" ends 1 "既不是UTF-8也不是GB18030" "$indexer" import experts.csv
printf '编号,姓名,身高\nX1,甲,180\n' >experts.csv
check "an unknown column" ends 1 "不认识的列“身高”" "$indexer" import experts.csv
printf '编号,姓名,name\nX1,甲,乙\n' >experts.csv
check "a column given twice" ends 1 "是同一列" "$indexer" import experts.csv
: >experts.csv
check "an empty file" ends 1 "文件是空的" "$indexer" import experts.csv
check "a missing file" ends 5 "there is no file" "$indexer" import nothing.csv
check "a name that tells no kind" ends 2 "does not tell the kind" bash -c "echo a >people.csv; '$indexer' import people.csv"
check "a workbook: how to save it" ends 2 "CSV UTF-8" bash -c "echo PK >experts.xlsx; '$indexer' import experts.xlsx"
printf '{"ref":"X1","name":"甲","name":"乙"}\n' >experts.jsonl
check "a key given twice" ends 1 "duplicate" "$indexer" import experts.jsonl
printf '{"ref":"X1","name":["甲"]}\n' >experts.jsonl
check "a value of the wrong type" ends 1 "值类型不对" "$indexer" import experts.jsonl
printf '[1]\n' >experts.jsonl
check "a line that is no object" ends 1 "不是一个JSON对象" "$indexer" import experts.jsonl
check "nothing of all this was kept" kept

expert 'X1,甲,440,,\nX2,乙,火星学,,\n'
check "a dry run keeps nothing" bash -c "'$indexer' import --dry-run --skip-bad experts.csv"
check "… indeed" kept
check "good rows without the bad ones" bash -c "'$indexer' import --skip-bad experts.csv 2>/dev/null | grep -q 'experts.added 1.*refused 1'"
printf '编号,姓名\nX1,甲乙\n' | iconv -t gb18030 >experts.csv
check "GB18030 is read" bash -c "'$indexer' import experts.csv | grep -q 'changed 1'"
check "sync follows" "$indexer" sync
check "and equals the store" "$indexer" check

for format in csv jsonl; do
    rm -rf one two other
    "$indexer" export --format $format --out one >/dev/null
    check "an export is read back ($format)" env ZHIKU_DATA="$work/other" "$indexer" import one
    ZHIKU_DATA=$work/other "$indexer" export --format $format --out two >/dev/null
    for file in one/*; do
        check "export, import, export: the same ($file)" diff <(sort "$file") <(sort "two/${file#one/}")
    done
done
"$indexer" export --public --out public >/dev/null
check "a public export has no telephone numbers" bash -c "! grep -rq 1990000 public"
check "it does not overwrite" ends 1 "is there already" "$indexer" export --out one --format jsonl
check "English headers" bash -c "'$indexer' export --headers en --out english && head -1 english/experts.csv | grep -q 'ref,name,region'"

rm -rf gen data2
check "made-up records" "$indexer" generate --records 2000 --seed 3 --out gen
"$indexer" generate --records 2000 --seed 3 --out gen2
check "the same seed, the same records" diff -r gen gen2
export ZHIKU_DATA=$work/data2
check "they go in" "$indexer" import gen
check "built in parts side by side" "$indexer" build --workers 2 --part-records 300
check "the merged index equals the store" "$indexer" check
check "built by many at once, in any order" bash -c "for _ in {1..10}; do '$indexer' build --no-check --workers 64 --part-records 500 || exit; done"
check "which holds the same" "$indexer" check
check "built with few files open" bash -c "ulimit -n 90; '$indexer' build --workers 8"
check "which holds the same" "$indexer" check
check "parts too small for the files there may be" ends 1 "raise --part-records" bash -c "ulimit -n 90; '$indexer' build --part-records 1"

# begin: a build that stands still at its first part, as $building
begin() {
    "$indexer" build --workers 2 --part-records 500 >said 2>&1 &
    building=$!
    for ((i = 0; i < 1000; i++)); do compgen -G "$ZHIKU_DATA/index/gen-*.part0*" >/dev/null && break; sleep 0.01; done
    check "a build has begun" kill -STOP "$building"
}
in_use=$(readlink "$ZHIKU_DATA/index/current")
begin
kill -INT "$building"
kill -CONT "$building"
wait "$building"
check "a build is interrupted" test $? = 130
check "and says what that means" grep -q "the index in use is as it was" said
check "the index in use is as it was" test "$(readlink "$ZHIKU_DATA/index/current")" = "$in_use"
check "nothing else is left" test "$(echo "$ZHIKU_DATA"/index/gen-*)" = "$ZHIKU_DATA/index/$in_use"
begin
check "records are deleted, renamed and added" sqlite3 -cmd '.timeout 10000' "$ZHIKU_DATA/zhiku.db" \
    "PRAGMA foreign_keys = ON; DELETE FROM record WHERE kind = 'achievement' AND id % 3 = 0; UPDATE record SET title = title || '甲' WHERE id % 7 = 0;
    INSERT INTO record (kind, ref, title, version, created_at, updated_at) SELECT 'event', 'new' || id, '新', 1, '', '' FROM record LIMIT 600"
check "while the index is built" kill -CONT "$building"
wait "$building"
check "which goes on to its end" test $? = 0
check "it holds what there is then" "$indexer" sync
check "to the last record" "$indexer" check
check "one part for all, however large it might be" "$indexer" build --part-records 9000000000000000000

echo half >"$ZHIKU_DATA/index/$(readlink "$ZHIKU_DATA/index/current")/iamglass"
check "a damaged index is told" bash -c "! '$indexer' check"
check "and built again by sync" "$indexer" sync
check "equal again" "$indexer" check
exec 9>"$ZHIKU_DATA/index/lock"
flock 9
check "a second writer is told" ends 3 "is writing the index" "$indexer" build
flock -u 9

# real files, where they are beside the checkout: each row goes in or is refused with its reason
real=$source_dir/../shared/data
if [ -d "$real" ]; then
    export ZHIKU_DATA=$work/foreign
    for name in jiangsu:proposals_jiangsu_2019.csv:435:1 academicians-cas:academicians_science.csv:790:0 \
        academicians-cae:academicians_engineering.csv:868:0 chinaxiv:chinaxiv_papers.jsonl.gz:9739:7; do
        IFS=: read -r map file count refused <<<"$name"
        "$indexer" import --skip-bad --map "$source_dir/seed/mappings/$map.map" "$real/$file" >added 2>reasons
        check "the mapping $map" grep -q "added $count.*refused $refused\$" added
        check "each refusal of $map names row, column and value" test "$(grep -c '第[0-9]*行.*列“.*值“' reasons)" = "$refused"
    done
    check "they are indexed" "$indexer" sync
    check "and equal the store" "$indexer" check
    "$server" --port 0 >address &
    for ((i = 0; i < 100; i++)); do [ -s address ] || sleep 0.1; done
    total() { curl -fsG "$(grep -o 'http://.*[0-9]' address)/api/v1/search?size=1&facets=kind" "$@" | grep -o '"total":[0-9]*' | cut -d: -f2; }
    check "all are found" test "$(total)" = $((435 + 790 + 868 + 9739))
    check "the academicians of one academy" test "$(total -d membership=academician_cas)" = 790
    check "proposals by words" test "$(total -d kind=proposal --data-urlencode q=长江)" -gt 5
    check "papers by words" test "$(total -d kind=achievement --data-urlencode q=图书馆)" -gt 50
    kill %+
fi
finish
