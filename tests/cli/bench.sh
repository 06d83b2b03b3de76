#!/usr/bin/env bash
# zhiku-bench over a tiny corpus: it works, and every way to search agrees. No times are judged.
# shellcheck source=support.sh
. "$(dirname "$0")/support.sh"
bench=$4

figure() { grep -P "^$1\t$2\$" said; }

"$indexer" generate --records 600 --out files >/dev/null
check "a made-up corpus goes in" "$indexer" import files
mkdir small
check "a store to compare with" sqlite3 "$ZHIKU_DATA/zhiku.db" ".backup small/zhiku.db"
check "a build and a plain writer are measured" bash -c "'$bench' build '$indexer' >said 2>/dev/null"
check "with the ratio of the two" figure build-ratio-cpu '[0-9.]+'
check "every way to search is measured" bash -c "'$bench' rows >said"
check "top 20, totals and counts are Xapian's" figure different 0
check "most queries find something" figure queries '[34][0-9][0-9]|500'
check "an update is measured" bash -c "'$bench' update >said"
check "of names as well" figure update-names-refresh-ms '[0-9.]+'
check "the index is left as it was" "$indexer" check
"$server" --port 0 --web "" >url &
pid=$!
for _ in $(seq 100); do grep -q : url && break || sleep 0.1; done
check "the server is measured" bash -c "'$bench' http $pid $(sed 's|.*:\([0-9]*\).*|\1|' url) >said"
check "with its CPU a request" figure http-us '[0-9]+'
check "growth is measured" bash -c "'$source_dir/tests/bench/growth.sh' '$indexer' small '$ZHIKU_DATA' 0 >said"
check "by the clock" figure growth-build-clock '[0-9.]+'
check "and by its CPU" figure growth-build-cpu '[0-9.]+'
check "an unknown measurement" ends 2 "unknown measurement" "$bench" speed
finish
