#!/usr/bin/env bash
# What a build of many more records costs: growth.sh INDEXER SMALL LARGE [SECONDS], two folders with
# a store. One minute of a machine differs from the next by more than what is looked for; so both are
# built at once, by turns: three times SECONDS (2) the large one, SECONDS the small one, which is
# begun anew until the large one has ended.
set -euo pipefail
export LC_ALL=C
indexer=$1 small=$2 large=$3 seconds=${4:-2}
work=$(mktemp -d)
trap 'kill -KILL "${pid[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
mkfifo "$work/nothing"
exec 9<>"$work/nothing"
declare -A folder=([small]=$small [large]=$large) pid job spent
TIMEFORMAT='%U %S'

# A builtin that waits: nothing is started beside what is measured.
pause() { read -rt 0.01 -u 9 || true; }

# begin NAME: its build, which stands still
begin() {
    rm -f "$work/$1.pid"
    # shellcheck disable=SC2016
    { time ZHIKU_DATA=${folder[$1]} bash -c 'echo $$ >"$1.pid"; kill -STOP $$; exec "$2" build --no-check' - \
        "$work/$1" "$indexer" 2>"$work/$1.said" || { touch "$work/failed" && cat "$work/$1.said" >&3; }; } 2>"$work/$1.cpu" &
    job[$1]=$!
    until [ -s "$work/$1.pid" ]; do pause; done
    pid[$1]=$(<"$work/$1.pid")
    spent[$1]=0
    until grep -q '^State:.T' "/proc/${pid[$1]}/status"; do pause; done
} 3>&2

# turn NAME SECONDS: the build goes on for so long; false when it has ended
turn() {
    local began=${EPOCHREALTIME/./} now
    kill -CONT "${pid[$1]}"
    while now=${EPOCHREALTIME/./} && kill -0 "${pid[$1]}" 2>/dev/null; do
        if [ $((now - began)) -ge $(($2 * 1000000)) ] && kill -STOP "${pid[$1]}" 2>/dev/null; then
            spent[$1]=$((spent[$1] + now - began))
            return
        fi
        pause
    done
    spent[$1]=$((spent[$1] + now - began))
    wait "${job[$1]}" || true
    echo "$1 $((spent[$1] / 1000)) $(tail -1 "$work/$1.cpu")" >>"$work/times"
    unset "pid[$1]"
    [ ! -e "$work/failed" ] || exit 1
    return 1
}

sync # what was written or removed before is not waited for by what is measured
begin large
begin small
while turn large $((3 * seconds)); do
    turn small "$seconds" || begin small
done
turn small 1000000 || true
awk '
    { printf "%s: %.1f s by the clock, %.1f of the program, %.1f of the system\n", $1, $2 / 1000, $3, $4
      clock[$1] += $2; program[$1] += $3; system_[$1] += $4; n[$1]++ }
    END {
      printf "growth-build-clock\t%.2f\n", clock["large"] * n["small"] / clock["small"]
      printf "growth-build-cpu\t%.2f\n", (program["large"] + system_["large"]) * n["small"] / (program["small"] + system_["small"])
    }' "$work/times"
