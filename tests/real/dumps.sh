#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# dumps.sh -- the real dumps in the folder DUMPKIT_REAL: what each debugger
# says of them is the same after --heap and --full.  A debugger that cannot
# open the dump itself is not asked about its cuts.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${DUMPKIT_REAL:-}" ]; then
	skip "real dumps" "DUMPKIT_REAL names no folder"
	finish
fi
find_tools gdb eu-stack lldb minidump_stackwalk
all_tools=$tools

plain() {
	case $1 in
	*.gz) gzip -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac >"$WORK/plain"
}

# Does TOOL make anything of the dump?
opens() {
	mkdir -p "$WORK/try"
	ln -f "$WORK/plain" "$WORK/try/dump"
	"${1}_says" "$WORK/try" >"$WORK/try.said" || return 1
	case $1 in
	gdb) grep -q '^#0' "$WORK/try.said" ;;
	eu_stack) grep -q '^#0' "$WORK/try.said" ;;
	lldb) grep -q 'frame #0' "$WORK/try.said" ;;
	*) true ;;
	esac
}

for dump in "$DUMPKIT_REAL"/*; do
	name=${dump##*/}
	case $name in
	*.txt | *.tsv | *.md) continue ;;
	esac
	[ -f "$dump" ] || continue
	plain "$dump" || continue
	case $(head -c 4 "$WORK/plain" | od -An -tx1 | tr -d ' \n') in
	7f454c46) tools="gdb eu_stack lldb" ;;
	4d444d50) tools="lldb minidump_stackwalk" ;;
	*) continue ;;
	esac
	wanted=
	for tool in $tools; do
		case " $all_tools " in
		*" $tool "*) opens "$tool" && wanted="$wanted $tool" ;;
		esac
	done
	"$BIN/dumpinfo" "$WORK/plain" >/dev/null 2>"$WORK/why"
	case $? in
	0 | 3) try "$name" "$WORK/plain" "$wanted" ;;
	*)	# then no debugger should know better
		if grep -qE 'kernel dump|virtual machine' "$WORK/why"; then
			ok "$name: refused, it is of no process"
		elif [ -n "$wanted" ]; then
			not_ok "$name: refused, but opened by$wanted"
		else
			ok "$name: refused, as by the debuggers"
		fi ;;
	esac
done
finish
