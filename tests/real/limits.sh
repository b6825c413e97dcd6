#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016,SC2317
# limits.sh -- every real dump in DUMPKIT_REAL, cut to many sizes: no output is
# larger than it may be, a larger one holds what a smaller one holds, and
# whatever opened the dump opens it, with the same threads and registers.
#
# LIMITS are the sizes, in parts of 64 of the dump; MOST the bytes of dumps
# that are tried.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${DUMPKIT_REAL:-}" ]; then
	skip "real dumps" "DUMPKIT_REAL names no folder"
	finish
fi
LIMITS=${LIMITS:-48 32 16 8 4 2 1}
MOST=${MOST:-256000000}

plain() {
	case $1 in
	*.gz) gzip -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac >"$WORK/plain"
}

# What each reader says of a dump that no limit may change.
gdb_threads() {
	timeout 120 gdb -nx -batch -iex 'set debuginfod enabled off' \
	    -iex 'set auto-load off' -iex 'set width 0' -ex "core-file $1" \
	    -ex 'thread apply all print $pc' -ex 'thread apply all print $sp' \
	    2>&1 | grep -a '^\(Thread\|\$[0-9]\)' | sed 's/ <.*//'
}
lldb_threads() {
	timeout 120 "$LLDB" --no-lldbinit --batch \
	    -o "target create --core $1" -o 'thread list' 2>&1 |
	    sed -n 's/^.*\(thread #[0-9]*\): \(tid = [0-9a-fx]*\).*/\1 \2/p'
}
eu_readelf_threads() {
	eu-readelf -n "$1" 2>&1 | grep -aE 'PRSTATUS|pid:|rip:|rsp:|error|invalid'
}
obj2yaml_threads() {
	"$OBJ2YAML" "$1" 2>&1 | grep -E \
	    '(Module Name|CodeView Record|Base of Image|Thread Id|Context|Exception Code|Exception Address|error):'
}
minidump_dump_threads() {
	timeout 120 minidump_dump "$1" 2>/dev/null |
	    grep -aE '^ *(thread_id|(e|r)ip|pc|exception_code) *='
}

# readers FILE: those that make something of it.
readers() {
	case $(head -c 4 "$1" | od -An -tx1 | tr -d ' \n') in
	7f454c46) set -- "$1" gdb eu_readelf lldb ;;
	4d444d50) set -- "$1" obj2yaml minidump_dump lldb ;;
	*) return ;;
	esac
	file=$1
	shift
	for reader; do
		case $reader in
		lldb) [ -n "$LLDB" ] || continue ;;
		obj2yaml) [ -n "$OBJ2YAML" ] || continue ;;
		*) have "$(echo "$reader" | tr _ -)" || have "$reader" ||
		    continue ;;
		esac
		"${reader}_threads" "$file" >"$WORK/whole.$reader"
		[ ! -s "$WORK/whole.$reader" ] || echo "$reader"
	done
}


for dump in "$DUMPKIT_REAL"/*; do
	name=${dump##*/}
	case $name in
	*.txt | *.tsv | *.md) continue ;;
	esac
	[ -f "$dump" ] || continue
	plain "$dump" || continue
	whole=$(size "$WORK/plain")
	[ "$whole" -le "$MOST" ] || continue
	"$BIN/dumpinfo" --header "$WORK/plain" >/dev/null 2>&1 || continue
	wanted=$(readers "$WORK/plain")
	made=0
	for part in $LIMITS; do
		limit=$((whole * part / 64))
		"$BIN/dumpfilter" -q --max-size=$limit "$WORK/plain" \
		    >"$WORK/cut" 2>"$WORK/why"
		status=$?
		case $status in
		0 | 3) ;;
		4) break ;;
		*)	grep -qE 'cannot be written|nothing of the dump' "$WORK/why" ||
			    not_ok "$name: $limit: $(cat "$WORK/why")"
			break ;;
		esac
		made=$((made + 1))
		[ "$(size "$WORK/cut")" -le "$limit" ] ||
		    not_ok "$name: $limit: $(size "$WORK/cut") bytes"
		"$BIN/dumpfilter" -q --max-size=$limit "$WORK/cut" |
		    cmp -s - "$WORK/cut" || not_ok "$name: $limit: not again"
		for reader in $wanted; do
			# lldb is slow, and the same each time.
			[ "$reader" != lldb ] || [ $made -eq 1 ] ||
			    [ "$part" -le 2 ] || continue
			"${reader}_threads" "$WORK/cut" >"$WORK/cut.$reader"
			cmp -s "$WORK/whole.$reader" "$WORK/cut.$reader" || {
				not_ok "$name: $limit: $reader"
				diff "$WORK/whole.$reader" \
				    "$WORK/cut.$reader" | head -n 6 |
				    sed 's/^/# /'
			}
		done
	done
	# shellcheck disable=SC2086
	ok "$name: $made sizes:" $wanted
done
finish
