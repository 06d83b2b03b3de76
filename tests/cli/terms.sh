#!/usr/bin/env bash
# zhiku-indexer terms: words that mean the same, in and out of the store and into the index.
# shellcheck source=support.sh
. "$(dirname "$0")/support.sh"

rows() { printf '词语,对应词,关系,次数,备注\n%b' "$1" >t.csv; }

for file in "$source_dir"/seed/terms/*.tsv; do
    check "what ships goes in (${file##*/})" "$indexer" terms import "$file"
    check "a second time nothing is added" bash -c "'$indexer' terms import '$file' | grep -q 'added 0'"
done
check "sync puts them into the index" "$indexer" sync
check "… in which they can be found" bash -c "cat data/index/current/* | grep -qa '质子交换膜'"
check "and the index equals the store" "$indexer" check

for name in a.csv a.tsv; do
    rm -rf other again.$name
    check "an export ($name)" "$indexer" terms export $name
    check "is read back" env ZHIKU_DATA="$work/other" "$indexer" terms import $name
    ZHIKU_DATA=$work/other "$indexer" terms export again.$name
    check "to the same" diff $name again.$name
done
check "an export does not overwrite" ends 1 "is there already" "$indexer" terms export a.csv
check "unless it is told to" "$indexer" terms export a.csv --replace
check "English headers" bash -c "'$indexer' terms export --headers en e.tsv && head -1 e.tsv | grep -q 'text.other.relation'"

rows '甲,,缩写,1,\n'
check "a missing word, with row and column" ends 1 "第2行，列“对应词”：不能为空" "$indexer" terms import t.csv
rows '甲,乙,缩写,1,\n甲,丙,同名,1,\n'
check "an unknown relation" ends 1 "第3行，列“关系”，值“同名”：应为翻译" "$indexer" terms import t.csv
rows '甲,乙,缩写,很多,\n'
check "a count that is none" ends 1 "列“次数”，值“很多”" "$indexer" terms import t.csv
rows '甲,甲,缩写,1,\n'
check "a word that means itself" ends 1 "与词语相同" "$indexer" terms import t.csv
rows '甲,乙,缩写\n'
check "a ragged row" ends 1 "这一行有3列，表头有5列" "$indexer" terms import t.csv
rows "$(printf '甲%.0s' {1..201}),乙,缩写,1,\n"
check "a word that is too long" ends 1 "最多200个字符，现在有201个" "$indexer" terms import t.csv
printf '词语,意思\n甲,乙\n' >t.csv
check "an unknown column" ends 1 "不认识的列“意思”" "$indexer" terms import t.csv
printf '词语,text,对应词\n甲,乙,丙\n' >t.csv
check "a column given twice" ends 1 "出现了两次" "$indexer" terms import t.csv
printf '关系\n缩写\n' >t.csv
check "no column of words" ends 1 "应有“词语”和“对应词”两列" "$indexer" terms import t.csv
rows '丑丑,"子子\n'
check "a quote that does not end" ends 1 "引号没有结束" "$indexer" terms import t.csv
check "a missing file" ends 5 "cannot read" "$indexer" terms import nothing.csv
check "no file" ends 2 "say terms import FILE" "$indexer" terms import
"$indexer" terms export now.csv
check "nothing of all this was kept" diff a.csv now.csv

rows '枣科协,枣庄市科学技术协会,缩写,1,本市\n'
check "a good one is" bash -c "'$indexer' terms import t.csv | grep -q 'added 1'"
check "changed" bash -c "sed 's/本市/本市的/' t.csv >u.csv; '$indexer' terms import u.csv | grep -q 'changed 1'"
check "and alone when it replaces all" "$indexer" terms import --replace t.csv
check "… indeed" bash -c "'$indexer' terms export --replace now.csv && [ \$(wc -l <now.csv) = 2 ]"
check "sync takes the others out of the index" "$indexer" sync
check "… so that a build has the same" "$indexer" build
check "… which is equal" "$indexer" check
finish
