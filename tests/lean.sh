#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# lean.sh -- what a build without some rows of the tables says: $BIN was made
# --without-heap --without-elfcore --without-zstd.

good=$SRC/corpora/good
want=$(mktemp) && got=$(mktemp) || exit 1
trap 'rm -f "$want" "$got"' EXIT

cat >"$want" <<'EOF'
core: 1, an ELF core, which this build does not read
cut: 2, this build has no filter heap
habit: 2, this build has no filter heap
types: full
zstd: 1, compressed with zstd; this build cannot read it
EOF

# said COMMAND...: its status and the end of its message.
said() {
	message=$("$@" 2>&1 >/dev/null)
	status=$?
	message=$(echo "$message" | head -n 1)
	echo "$status, ${message##*: }"
}

{
	echo "core: $(said "$BIN/dumpinfo" "$good/elf-gcore.core")"
	echo "cut: $(said "$BIN/dumpfilter" --heap "$good/minidump-lldb.dmp")"
	echo "habit: $(said "$BIN/dumpfilter" -mh "$good/minidump-lldb.dmp")"
	echo "types: $("$BIN/dumpfilter" --list=types |
	    awk '$1 ~ /^(full|heap)$/ { print $1 }')"
	echo "zstd: $(said "$BIN/dumpcat" \
	    "$SRC/corpora/packed/zstd-foreign.dmp.zst")"
} >"$got"
diff -u "$want" "$got" && echo 'lean: says what it lacks'
