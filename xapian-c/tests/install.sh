#!/bin/sh
# Built on its own, installed, found by pkg-config: the README's example runs against it, the
# library has its soname and exports nothing but xapc_*. install.sh SOURCE_FOLDER
set -eu
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake -S "$source" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    -DCMAKE_INSTALL_PREFIX="$work/root" -DCMAKE_INSTALL_LIBDIR=lib >"$work/log" 2>&1 &&
    cmake --build "$work/build" -j 2 >>"$work/log" 2>&1 &&
    cmake --install "$work/build" >>"$work/log" 2>&1 || {
    cat "$work/log" >&2
    exit 1
}
library=$work/root/lib/libxapian-c.so
surplus=$(nm -D --defined-only "$library" | awk '$3 !~ /^xapc_/ && $2 != "A" { print $3 }')
if [ -n "$surplus" ]; then
    echo "exported but not ours: $surplus" >&2
    exit 1
fi
readelf -d "$library" | grep -q 'SONAME.*\[libxapian-c\.so\.0\]'

# every function of the headers is exported
for name in $(grep -hv typedef "$source"/include/xapian-c/*.h | grep -o '\bxapc_[a-z0-9_]*(' | tr -d '(' | sort -u); do
    nm -D --defined-only "$library" | grep -q " $name@*" || {
        echo "declared but not exported: $name" >&2
        exit 1
    }
done

# the example of the README, as it stands there
sed -n '/^```c$/,/^```$/p' "$source/README.md" | sed '1d;$d' >"$work/example.c"
export PKG_CONFIG_PATH="$work/root/lib/pkgconfig"
# shellcheck disable=SC2046 # flags are words
cc -std=c11 -Wall -Wextra -Werror "$work/example.c" -o "$work/example" \
    $(pkg-config --cflags --libs xapian-c)
[ "$(LD_LIBRARY_PATH=$work/root/lib "$work/example" "$work/db")" = "1 hit, docid 1" ]
