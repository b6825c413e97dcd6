#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# stacks.sh -- processes with stacks in odd places, dumped by the kernel and
# by gdb: the heap cut loses no byte that is alive, and drops the dead part
# of default stacks.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

program=$WORK/stacks holds=$WORK/holds
libraries=$(sed -n 's/^LIB_LIBS = //p' "$BUILD/config.mk")
$CC -D_GNU_SOURCE -O0 -o "$program" "$HERE/stacks.c" -pthread || exit 1
# shellcheck disable=SC2086
$CC ${CFLAGS:-} -I"$SRC/lib" -o "$holds" "$HERE/holds.c" \
    "$BUILD/lib/libdump.a" $libraries -pthread || exit 1

# look WHAT DUMP MODE
look() {
	if ! "$holds" "$2" <"$WORK/truth" >"$WORK/before" 2>"$WORK/why"; then
		not_ok "$1: the test is wrong: $(cat "$WORK/why")"
		return
	fi
	if ! cut_to cut "$2" --heap; then
		not_ok "$1: --heap (status $status)"
	elif ! "$holds" "$WORK/cut/dump" <"$WORK/truth" >"$WORK/after" \
	    2>"$WORK/why"; then
		not_ok "$1: $(cat "$WORK/why")"
	elif read -r kept all <"$WORK/after" && [ "$all" -gt 0 ] &&
	    [ "$((kept * 10))" -gt "$all" ]; then
		not_ok "$1: $kept of $all bytes of dead stacks are left"
	else
		ok "$1: $(size "$2") -> $(size "$WORK/cut/dump") bytes"
	fi
}

for mode in default data-between no-guard in-malloc in-mmap in-bss raw-clone \
    invisible-guard blocked alternate-malloc alternate-bss alternate-tls \
    alternate-local fibers-mmap fibers-heap; do
	if ! core_files; then
		skip "kernel: $mode" "core_pattern is not a plain name"
	elif crash_core "$WORK/core" "$program" $mode "$WORK/truth" crash; then
		look "kernel: $mode" "$WORK/core"
	else
		not_ok "kernel: $mode: no core"
	fi
	case $mode in
	# gdb does not record blocked signals: a limit that the manual names.
	alternate-local | alternate-tls) continue ;;
	# What holds such a guard gdb cannot read, and writes as zeros.
	invisible-guard) continue ;;
	esac
	if ! have gcore; then
		skip "gcore: $mode" "gdb is not on this machine"
	elif start "$program" $mode "$WORK/truth" && live_core "$WORK/core"
	then
		stop
		look "gcore: $mode" "$WORK/core"
	else
		not_ok "gcore: $mode: no core"
	fi
done
finish
