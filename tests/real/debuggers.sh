#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# debuggers.sh -- a program of our own, dumped by the kernel, by gdb and by
# lldb: debuggers say the same before and after a cut.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

program=$WORK/victim library=$WORK/late.so
$CC -g -O0 -o "$program" "$HERE/victim.c" -pthread -ldl &&
    $CC -g -O0 -shared -fPIC -o "$library" "$HERE/late.c" || exit 1

find_tools gdb eu-stack lldb

if core_files; then
	for how in crash handler; do
		if crash_core "$WORK/core" "$program" $how "$library"; then
			try "kernel-$how" "$WORK/core" "$tools" \
			    "$program"
		else
			not_ok "kernel-$how: no core"
		fi
	done
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
