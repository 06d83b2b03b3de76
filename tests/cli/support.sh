# What the command line tests share: a folder of their own, checks that are counted.
# shellcheck shell=bash disable=SC2034
indexer=$1
server=$2
source_dir=$3
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset ZHIKU_PORT ZHIKU_WEB
export ZHIKU_DATA=$work/data ZHIKU_LOG=error
passed=0
failed=0

# check "sentence" command...: the command succeeds
check() {
    local what=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what: $*"
        sed 's/^/    /' "$work/out"
    fi
}

# ends CODE TEXT command...: it ends with that exit code and says TEXT
ends() {
    local code=$1 text=$2 got=0
    shift 2
    "$@" >"$work/said" 2>&1 || got=$?
    [ "$got" = "$code" ] && grep -qF -- "$text" "$work/said" && return 0
    echo "exit code $got, said:"
    cat "$work/said"
    return 1
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
