#!/usr/bin/env bash
# kill -9 of indexer and server at random moments while records are written: afterwards store and
# index are equal, and nothing that was acknowledged is lost. KILLS=50 of them.
# shellcheck source=support.sh
. "$(dirname "$0")/support.sh"

kills=${KILLS:-50}
rows=400

# write NUMBER: a file of new people and of changes of known ones
write() {
    {
        printf '编号,姓名,简介\n'
        for ((k = 0; k < rows; k++)); do printf 'K%d-%d,某人%d,第%d次写入\n' "$1" "$k" "$SRANDOM" "$1"; done
        for ((k = 0; k < 20; k++)); do printf 'E%04d,改名%d,改写%d\n' $((k + 1)) "$SRANDOM" "$1"; done
    } >experts.csv
}
now() { echo $((${EPOCHREALTIME/./} / 1000)); }
pause() { sleep "$(printf '0.%03d' $((SRANDOM % $1)))"; }

"$indexer" import "$source_dir/seed/sample" >/dev/null
"$indexer" sync
write 0
began=$(now)
"$indexer" import experts.csv >/dev/null
span=$(($(now) - began + 20)) # a kill falls anywhere from before the writing to behind it
[ "$span" -lt 1000 ] || span=999
acknowledged=0 hit=0

for ((i = 1; i <= kills; i++)); do
    # every fifth time a whole new generation is made, else the outbox is followed
    if ((i % 5 == 0)); then "$indexer" build & else "$indexer" watch & fi
    indexing=$!
    "$server" --port 0 >/dev/null &
    serving=$!
    write "$i"
    "$indexer" import experts.csv >/dev/null 2>&1 &
    importing=$!
    victims=("$importing" "$indexing" "$serving")
    victim=${victims[SRANDOM % 3]}
    pause "$span"
    kill -9 "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
    [ $? = 137 ] && hit=$((hit + 1))
    wait "$importing" 2>/dev/null && acknowledged=$((acknowledged + 1)) && echo "K$i-$((rows - 1))" >>kept
    pause 200
    kill -9 "$indexing" "$serving" 2>/dev/null
    wait "$indexing" "$serving" 2>/dev/null
    ((i % 10)) || check "after $i kills the index catches up and equals the store" \
        bash -c "'$indexer' sync && '$indexer' check"
done
"$indexer" export --out exported >/dev/null
check "most kills met a process at work ($hit of $kills)" test "$hit" -ge $((kills / 2))
check "some imports were acknowledged ($acknowledged)" test "$acknowledged" -gt 0
check "none of them is lost" bash -c 'while read -r ref; do grep -q "^$ref," exported/experts.csv || exit 1; done <kept'
check "an import is there whole or not at all" bash -c "
    for i in \$(seq $kills); do n=\$(grep -c \"^K\$i-\" exported/experts.csv); [ \$n = 0 ] || [ \$n = $rows ] || exit 1; done"
finish
