#!/bin/sh
# Every header compiles alone, as C11 and as C++17: headers.sh INCLUDE_FOLDER
set -eu
failed=0
cd "$1"
for header in xapian-c.h xapian-c/*.h; do
    for language in "c -std=c11" "c++ -std=c++17"; do
        # shellcheck disable=SC2086 # language and standard are two words
        if ! cc -x $language -pedantic -Wall -Wextra -Werror -fsyntax-only -I. "$header"; then
            echo "$header does not compile alone as $language" >&2
            failed=1
        fi
    done
done
exit $failed
