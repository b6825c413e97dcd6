#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# java.sh -- live JVMs, dumped by gdb and by the kernel: jhsdb prints the same
# stacks, the same histogram of the heap, the same flags and properties and the
# same of what its shell is asked, before and after a cut.
# shellcheck source=tests/real/lib.sh disable=SC2317,SC3045
. "$(dirname "$0")/lib.sh"

for tool in java javac jhsdb gcore; do
	if ! have $tool; then
		skip "Java" "$tool is not on this machine"
		finish
	fi
done
java=$(readlink -f "$(command -v java)")
javac -d "$WORK" "$HERE/Hold.java" || exit 1

jinfo_says() {
	(cd "$1" && timeout 300 jhsdb jinfo --exe "$2" --core dump 2>&1)
}

# What its shell says of the heap, of threads, frames and classes.
clhsdb_says() {
	(cd "$1" && printf '%s\n' universe threads 'where -a' 'class Hold' \
	    'class java/lang/String' 'jstack -v' classes quit |
	    timeout 300 jhsdb clhsdb --exe "$2" --core dump 2>&1)
}

# dump_java FILE gdb|kernel FILTER OPTION...: FILTER is what is written to
# coredump_filter.
dump_java() {
	file=$1 how=$2 filter=$3
	shift 3
	[ "$how" = gdb ] || core_files || return 1
	(cd "$WORK" && rm -f core)
	here=$(pwd)
	cd "$WORK" || exit 1
	ulimit -c unlimited
	start "$java" "$@" -cp "$WORK" Hold
	result=$?
	cd "$here" || exit 1
	[ $result -eq 0 ] && echo "$filter" >"/proc/$pid/coredump_filter" ||
		return 1
	if [ "$how" = gdb ]; then
		live_core "$file"
		result=$?
	else
		kill -ABRT "$pid"
		wait "$pid" 2>/dev/null
		mv "$WORK/core" "$file"
		result=$?
	fi
	stop
	return $result
}

# jvm LABEL HOW CUTS TOOLS OPTION...
jvm() {
	label=$1 how=$2 cuts=$3 said=$4
	shift 4
	if dump_java "$WORK/dumped" "$how" 0x3f -Xmx128m "$@"; then
		try "$label" "$WORK/dumped" "$said" "$java"
		twice "$label" "$WORK/dumped"
	elif [ "$how" = kernel ]; then
		skip "$label" "the kernel here does not put cores into a file"
	else
		not_ok "$label: no core"
	fi
	rm -f "$WORK/dumped"
}

# twice NAME DUMP: heap-managed of itself, of what heap left, of a pipe.
twice() {
	managed=--type=heap-managed
	if cut_to once "$2" $managed &&
	    cut_to again "$WORK/once/dump" $managed; then
		same "$1: heap-managed is idempotent" "$WORK/once/dump" \
		    "$WORK/again/dump"
	else
		not_ok "$1: heap-managed is idempotent"
	fi
	if cut_to again "$2" --heap && cut_to once "$WORK/again/dump" \
	    $managed --no-provenance && cut_to again "$2" $managed \
	    --no-provenance; then
		same "$1: heap-managed after heap is the same" \
		    "$WORK/once/dump" "$WORK/again/dump"
	else
		not_ok "$1: heap-managed after heap is the same"
	fi
	if cat - <"$2" | "$BIN/dumpfilter" -q $managed --no-provenance \
	    >"$WORK/once/dump"; then
		same "$1: heap-managed of a pipe is that of a file" \
		    "$WORK/once/dump" "$WORK/again/dump"
	else
		not_ok "$1: heap-managed of a pipe is that of a file"
	fi
	rm -rf "$WORK/once" "$WORK/again"
}

jvm "Java, G1, gcore" gdb "full heap heap-managed" "jstack histo jinfo clhsdb"
jvm "Java, Serial, kernel" kernel "heap heap-managed" "jstack histo" \
    -XX:+UseSerialGC
jvm "Java, Parallel, wide pointers" gdb "heap-managed" "jstack histo clhsdb" \
    -XX:+UseParallelGC -XX:-UseCompressedOops -XX:-UseCompressedClassPointers

# shrinks LABEL DUMP N/M OPTION...: by a factor of N/M, or more.
shrinks() {
	label=$1 dump=$2 most=$3
	shift 3
	if cut_to small "$dump" "$@" && [ $(($(size "$dump") * ${most#*/})) \
	    -ge $(($(size "$WORK/small/dump") * ${most%/*})) ]; then
		ok "$label: $*: $(size "$dump") -> $(size \
		    "$WORK/small/dump") bytes"
	else
		not_ok "$label: $*: $(size "$dump") -> $(size \
		    "$WORK/small/dump") bytes, less than $most"
	fi
	rm -rf "$WORK/small"
}

# As gdb and kernels write it by default: 3 GB, without the constants of
# libjvm.so.
if dump_java "$WORK/dumped" gdb 0x33 -Xmx512m; then
	shrinks "Java, by default" "$WORK/dumped" 9/2 --heap
	shrinks "Java, by default" "$WORK/dumped" 12/1 --heap --zeros=share
	cuts="full heap"
	try "Java, by default" "$WORK/dumped" "jstack histo" "$java"
	if cut_to refused "$WORK/dumped" --type=heap-managed 2>/dev/null; then
		not_ok "Java, by default: heap-managed is refused"
	elif [ $status -eq 1 ] && [ ! -s "$WORK/refused/dump" ] &&
	    grep -q 'read-only pages of libjvm.so.*--heap' "$WORK/refusal"
	then
		ok "Java, by default: heap-managed is refused"
	else
		not_ok "Java, by default: heap-managed is refused"
	fi
else
	not_ok "Java, by default: no core"
fi
finish
