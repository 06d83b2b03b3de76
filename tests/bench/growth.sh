#!/usr/bin/env bash
# What a build of many more records costs: growth.sh INDEXER SMALL LARGE [SECONDS], two folders with
# a store. One minute of a machine differs from the next by more than what is looked for; so the large
# build is halted every SECONDS (100) for a small one, and compared with the mean of them. What the
# large one has written meanwhile goes to the disk beside the small ones.
set -euo pipefail
export LC_ALL=C
indexer=$1 small=$2 large=$3 run=${4:-100}
work=$(mktemp -d)
trap '[ ! -f "$work/large.pid" ] || kill -KILL "$(cat "$work/large.pid")" 2>/dev/null || true; rm -rf "$work"' EXIT
TIMEFORMAT='%R %U %S'

# build FOLDER NAME: adds seconds by the clock, of the program and of the system to NAME's times
build() {
    # shellcheck disable=SC2016
    { time ZHIKU_DATA=$1 bash -c 'echo $$ >"$1.pid"; exec "$2" build --no-check' - \
        "$work/$2" "$indexer" 2>"$work/$2.said" || { cat "$work/$2.said" >&3 && return 1; }; } 2>>"$work/$2.times"
} 3>&2

# halt: the large build stands still, as $pid; false when it has ended
halt() {
    local state
    pid=$(cat "$work/large.pid")
    kill -STOP "$pid" 2>/dev/null || return 1
    while state=$(sed -n 's/^State:\s*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) && [ "$state" != Z ]; do
        [ "$state" != T ] || return 0
        sleep 0.01
    done
    return 1
}

build "$large" large &
shell=$!
until [ -s "$work/large.pid" ]; do sleep 0.01; done
look=1 pause=$((run * 1000000)) halted=0 began=${EPOCHREALTIME/./}
[ "$run" -ge 10 ] || look=0.1
while sleep $look && kill -0 "$shell" 2>/dev/null; do
    [ $((${EPOCHREALTIME/./} - began)) -ge "$pause" ] || continue
    halt || break
    began=${EPOCHREALTIME/./}
    build "$small" small
    took=$((${EPOCHREALTIME/./} - began))
    kill -CONT "$pid"
    halted=$((halted + took))
    [ "$took" -le "$pause" ] || pause=$took # the large one has at least half of the time
    began=${EPOCHREALTIME/./}
done
wait "$shell"
rm "$work/large.pid"
[ -s "$work/small.times" ] || build "$small" small
awk -v halted="$halted" '
    FILENAME == ARGV[1] { clock += $1; cpu += $2 + $3; n++; print "small: " $1 " s, " $2 + $3 " s of CPU"; next }
    { $1 -= halted / 1e6; print "large: " $1 " s without its halts, " $2 + $3 " s of CPU"
      printf "growth-build-clock\t%.2f\ngrowth-build-cpu\t%.2f\n", $1 * n / clock, ($2 + $3) * n / cpu }' \
    "$work/small.times" "$work/large.times"
