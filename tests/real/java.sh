#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# java.sh -- a live JVM, dumped by gdb: jhsdb prints the same stacks and the
# same histogram of the heap before and after a cut.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

for tool in java javac jhsdb gcore; do
	if ! have $tool; then
		skip "Java" "$tool is not on this machine"
		finish
	fi
done
java=$(readlink -f "$(command -v java)")
javac -d "$WORK" "$HERE/Hold.java" || exit 1
if start "$java" -Xmx128m -cp "$WORK" Hold && live_core "$WORK/core"; then
	stop
	cuts="full heap"
	try java "$WORK/core" "jstack histo" "$java"
else
	not_ok "Java: no core"
fi
finish
