#!/usr/bin/env bash
# kill -9 of indexer and server at random moments while records are written: afterwards store and
# index are equal, and nothing that was acknowledged is lost. KILLS=50 of them.
# shellcheck source=support.sh
. "$(dirname "$0")/support.sh"

kills=${KILLS:-50}
RANDOM=17
"$indexer" import "$source_dir/seed/sample" >/dev/null
"$indexer" sync
acknowledged=0

for ((i = 1; i <= kills; i++)); do
    "$indexer" watch &
    watcher=$!
    "$server" --port 0 >/dev/null &
    serving=$!
    {
        printf '编号,姓名,简介\n'
        for ((k = 0; k < 40; k++)); do printf 'K%d-%d,某人%d,第%d次写入\n' "$i" "$k" "$RANDOM" "$i"; done
        for ((k = 0; k < 20; k++)); do printf 'E%04d,改名%d,改写%d\n' $((k + 1)) "$RANDOM" "$i"; done
    } >experts.csv
    "$indexer" import experts.csv >/dev/null 2>&1 &
    importer=$!
    sleep "0.0$((RANDOM % 90 + 10))"
    case $((i % 3)) in
    0) kill -9 $importer 2>/dev/null ;;
    1) kill -9 $watcher 2>/dev/null ;;
    2) kill -9 $serving 2>/dev/null ;;
    esac
    wait $importer 2>/dev/null && acknowledged=$((acknowledged + 1)) && echo "K$i-39" >>kept
    sleep "0.0$((RANDOM % 90 + 10))"
    kill -9 $watcher $serving 2>/dev/null
    wait $watcher $serving 2>/dev/null
done
check "after $kills kills the index catches up" "$indexer" sync
check "and equals the store" "$indexer" check
"$indexer" export --out exported >/dev/null
check "some imports were acknowledged ($acknowledged)" test "$acknowledged" -gt 0
check "none of them is lost" bash -c 'while read -r ref; do grep -q "^$ref," exported/experts.csv || exit 1; done <kept'
check "an import is there whole or not at all" bash -c "
    for i in \$(seq $kills); do n=\$(grep -c \"^K\$i-\" exported/experts.csv); [ \$n = 0 ] || [ \$n = 40 ] || exit 1; done"
finish
