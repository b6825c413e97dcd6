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
files_absent=yes
find_tools gdb eu-stack lldb minidump_stackwalk
all_tools=$tools
# Of triage, without the programs, debuggers guess from other words.
cuts=${CUTS:-full heap mini}

plain() {
	case $1 in
	*.gz) gzip -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac >"$WORK/plain"
}

# opens TOOL NAME: does it make anything of the dump?
opens() {
	ask "${1}_says" "$2"
	case $1 in
	lldb) grep -aq 'frame #0' "$WORK/$2/said.${1}_says" ;;
	minidump_stackwalk) grep -aq 'status 0' "$WORK/$2/said.${1}_says" ;;
	*) grep -aq '^#0' "$WORK/$2/said.${1}_says" ;;
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
	mkdir -p "$WORK/$name"
	ln -f "$WORK/plain" "$WORK/$name/dump"
	for tool in $tools; do
		case " $all_tools " in
		*" $tool "*) opens "$tool" "$name" &&
		    wanted="$wanted $tool" ;;
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
	rm -rf "${WORK:?}/$name"
done
finish
