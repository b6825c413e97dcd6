#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# debuggers.sh -- a program of our own, dumped by the kernel, by gdb and by
# lldb: debuggers say the same before and after a cut.  With threads on other
# stacks, with frames of a library that was loaded late, with many threads, and
# linked statically.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

program=$WORK/victim static=$WORK/static library=$WORK/late.so
$CC -g -O0 -o "$program" "$HERE/victim.c" -pthread -ldl &&
    $CC -g -O0 -shared -fPIC -o "$library" "$HERE/late.c" || exit 1
$CC -g -O0 -DSTATIC -static-pie -o "$static" "$HERE/victim.c" -pthread \
    2>/dev/null || static=

find_tools gdb eu-stack lldb

if core_files; then
	for how in crash handler main plugin; do
		if crash_core "$WORK/core" "$program" $how "$library"; then
			try "kernel-$how" "$WORK/core" "$tools" \
			    "$program"
		else
			not_ok "kernel-$how: no core"
		fi
	done
	if crash_core "$WORK/core" "$program" crash "$library" 200; then
		try kernel-200 "$WORK/core" "$tools" "$program"
	else
		not_ok "kernel-200: no core"
	fi
	if [ -z "$static" ]; then
		skip "kernel-static" "no static-pie on this machine"
	elif crash_core "$WORK/core" "$static" handler none; then
		try kernel-static "$WORK/core" "$tools" "$static"
	else
		not_ok "kernel-static: no core"
	fi
else
	skip "kernel cores" "core_pattern is not a plain name"
fi

if have gcore && start "$program" wait "$library"; then
	if live_core "$WORK/core"; then
		try gcore "$WORK/core" "$tools" "$program"
	else
		not_ok "gcore: no core"
	fi
	stop
else
	skip "gcore" "not on this machine"
fi

if [ -n "$LLDB" ] && start "$program" wait "$library"; then
	for style in full stack modified-memory; do
		rm -f "$WORK/core"
		"$LLDB" --no-lldbinit --batch -p "$pid" -o \
		    "process save-core --style $style $WORK/core" \
		    -o detach >/dev/null 2>&1
		if [ -s "$WORK/core" ]; then
			try "lldb-$style" "$WORK/core" lldb "$program"
		else
			skip "lldb-$style" "lldb wrote no dump"
		fi
	done
	stop
fi
finish
