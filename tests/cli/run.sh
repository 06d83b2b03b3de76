#!/usr/bin/env bash
# script/run, with what is built: it answers, ends both programs together whatever happens, and
# leaves nobody behind.
# shellcheck source=support.sh
. "$(dirname "$0")/support.sh"
export PORT=0 ZHIKU_LOG=error

# run: script/run in the background; $runner. answers: its address, once it is told.
run() {
    "$source_dir/script/run" >"$work/log" 2>&1 &
    runner=$!
}
answers() {
    for ((i = 0; i < 600; i++)); do
        base=$(grep -o 'http://[0-9.:]*' "$work/log") && curl -fs "$base/readyz" >/dev/null && return 0
        kill -0 "$runner" 2>/dev/null || break
        sleep 0.1
    done
    cat "$work/log"
    return 1
}
# child NAME: its pid; theirs: programs of ours that work in the test's folder
child() { pgrep -P "$runner" -f "$1"; }
theirs() {
    grep -lsz "^ZHIKU_DATA=$ZHIKU_DATA\$" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r ps -o pid=,comm= -p | grep zhiku-
}
# gone CODE: it ended so, and with it both programs
gone() {
    local got=0
    for ((i = 0; i < 300; i++)); do kill -0 "$runner" 2>/dev/null && sleep 0.1; done
    kill -9 "$runner" 2>/dev/null
    wait "$runner" || got=$?
    [ "$got" = "$1" ] && ! theirs && return 0
    echo "exit code $got; still there:"
    theirs
    cat "$work/log"
    return 1
}

for when in 0.1 0.3 0.7; do
    run
    sleep $when
    kill -TERM $runner
    check "ended while it prepares ($when s)" gone 143
done
run
check "it answers" answers
check "a search finds something" bash -c "curl -fs --get --data-urlencode q=煤化工 '$base/api/v1/search' | grep -q '\"total\":[1-9]'"
check "the page is served" bash -c "curl -fs '$base/' | grep -q '<main\\|id=\"boot\"'"
kill -TERM $runner
check "SIGTERM ends both" gone 143
began=$SECONDS
run
check "it starts again" answers
check "in seconds" test $((SECONDS - began)) -lt 10
kill -HUP $runner
check "so does a terminal that closes" gone 129
run
check "and again" answers
kill -9 "$(child zhiku-server)"
check "a killed server ends the indexer" gone 137
run
check "and again after that" answers
kill -9 "$(child zhiku-indexer)"
check "a killed indexer ends the server" gone 137
run
check "a first one" answers
check "a second one with the same data is told" ends 3 "is writing the index" "$source_dir/script/run"
check "a port in use is told, with what to do" ends 3 "take another" \
    env ZHIKU_DATA="$work/other" PORT="${base##*:}" "$source_dir/script/run"
check "the first one goes on" curl -fs "$base/readyz"
kill -TERM $runner
check "and ends" gone 143
finish
