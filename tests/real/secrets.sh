#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# secrets.sh -- a program with secrets on its stacks, in its arguments, its
# environment and its heap, dumped by the kernel and by gdb: none of them is
# in what triage leaves, in either encoding; nor on stacks that were scrubbed.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$WORK/CANARY-folder"
program=$WORK/CANARY-folder/secrets
libraries=$(sed -n 's/^LIB_LIBS = //p' "$BUILD/config.mk")
# shellcheck disable=SC2086
$CC ${CFLAGS:-} -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O0 -I"$SRC/lib" \
    -o "$program" "$HERE/secrets.c" "$BUILD/lib/libdump.a" $libraries \
    -pthread || exit 1
CANARY_SET=CANARY-inherited
export CANARY_SET

# How often is the secret there?
count() {
	plain=$(grep -aoc CANARY "$1")
	wide=$(LC_ALL=C grep -aocP 'C\0A\0N\0A\0R\0Y\0' "$1")
	echo $((plain + wide))
}

# check WHAT DUMP
check() {
	if [ "$(count "$2")" -lt 3 ]; then
		not_ok "$1: the test is wrong: no secrets"
		return
	fi
	if ! cut_to cut "$2" --triage; then
		not_ok "$1: --triage (status $status)"
	elif [ "$(count "$WORK/cut/dump")" -ne 0 ]; then
		not_ok "$1: $(count "$WORK/cut/dump") secrets are left"
	elif ! "$program" look "$WORK/cut/dump" >"$WORK/said"; then
		not_ok "$1: --triage: $(head -n 1 "$WORK/said")"
	else
		ok "$1: --triage: no secret in $(tail -n 1 "$WORK/said")"
	fi
	for cut in --full --heap --mini; do
		if ! cut_to cut "$2" $cut --scrub=stacks,vectors; then
			not_ok "$1: $cut (status $status)"
		elif ! "$program" look "$WORK/cut/dump" >"$WORK/said"; then
			not_ok "$1: $cut: $(head -n 1 "$WORK/said")"
		else
			ok "$1: $cut: nothing in $(tail -n 1 "$WORK/said")"
		fi
	done
}

if core_files && crash_core "$WORK/core" "$program" crash CANARY-argument
then
	check kernel "$WORK/core"
else
	skip kernel "core_pattern is not a plain name"
fi
if have gcore && start "$program" plant CANARY-argument; then
	if live_core "$WORK/core"; then
		check gcore "$WORK/core"
	else
		not_ok "gcore: no core"
	fi
	stop
else
	skip gcore "gdb is not on this machine"
fi
if [ -n "$LLDB" ] && start "$program" plant CANARY-argument; then
	"$LLDB" --no-lldbinit --batch -p "$pid" -o \
	    "process save-core --plugin-name=minidump --style full $WORK/core.dmp" \
	    -o detach >/dev/null 2>&1
	if [ -s "$WORK/core.dmp" ]; then
		check lldb "$WORK/core.dmp"
	else
		skip lldb "lldb wrote no dump"
	fi
	stop
fi
finish
