#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# scripts.sh -- Python and Node, dumped by gdb: the same native stacks before
# and after a cut.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

# run NAME PROGRAM ARGUMENT...
run() {
	name=$1
	shift
	if ! have "$1"; then
		skip "$name" "$1 is not on this machine"
	elif ! have gcore; then
		skip "$name" "gdb is not on this machine"
	elif start "$@"; then
		program=$(readlink -f "/proc/$pid/exe")
		if live_core "$WORK/core"; then
			try "$name" "$WORK/core" "$tools" "$program"
		else
			not_ok "$name: no core"
		fi
		stop
	else
		not_ok "$name: does not start"
	fi
}

find_tools gdb eu-stack
# Of programs in somebody's home triage cuts the folders, by which debuggers
# find their libraries.
cuts=${CUTS:-full heap mini}
cat >"$WORK/hold.py" <<'END'
import threading, time
kept = {str(i): [i] * (i % 30) for i in range(50000)}
def deeper(n):
    if n: deeper(n - 1)
    else: time.sleep(1e6)
for i in range(4):
    threading.Thread(target=deeper, args=(i * 5,), daemon=True).start()
print("ready", flush=True)
time.sleep(1e6)
END
cat >"$WORK/hold.js" <<'END'
const kept = new Map();
for (let i = 0; i < 50000; i++) kept.set("key " + i, new Array(i % 30));
console.log("ready");
setTimeout(() => kept.clear(), 1e9);
END
run python python3 "$WORK/hold.py"
run node node "$WORK/hold.js"
finish
