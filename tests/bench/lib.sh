# SPDX-License-Identifier: BSD-2-Clause
# lib.sh -- what the benches share: a folder of their own, dumps of live
# processes, pairs of commands in turn.
#
# The programs are in PATH and in $BUILD.  PAIRS (5) pairs of each, dumps of
# MIB (640) MiB; TMPDIR needs room for some of them, and should be a real
# disk with its files in the page cache.
# shellcheck shell=sh

set -u
PAIRS=${PAIRS:-5}
MIB=${MIB:-640}
tools=$BUILD/tests/bench
work=$(mktemp -d "${TMPDIR:-/tmp}/dumpkit-bench.XXXXXX") || exit 1
child=
clean() {
	[ -z "$child" ] || kill -9 "$child" 2>/dev/null
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
failed=0

die() {
	echo "bench: $*" >&2
	exit 1
}

# dump_of FILE COMMAND...: what gdb writes of a process, once it says "ready".
dump_of() {
	file=$1
	shift
	mkfifo ready
	"$@" >ready &
	child=$!
	read -r _ <ready
	gcore -o core $child >/dev/null 2>&1 || die "gcore does not work"
	kill -9 $child
	wait $child 2>/dev/null
	mv "core.$child" "$file"
	child=
	rm ready
}

# live_core FILE ZERO: a process of random records with ZERO % zero pages;
# without gdb, a dump of the kernel's layout.
live_core() {
	if command -v gcore >/dev/null; then
		dump_of "$1" "$tools/hog" "$MIB" "$2"
		return
	fi
	echo "# no gcore: $1 is generated"
	"$tools/generate" elf $((MIB * (100 - $2) / 100)) \
	    $((MIB * $2 / 100 + 1)) "$1"
}

# table_core FILE ZERO: the same of what an interpreter holds.
table_core() {
	if command -v gcore >/dev/null && command -v python3 >/dev/null; then
		dump_of "$1" python3 "$SRC/tests/bench/table.py" \
		    $((MIB * (100 - $2) / 100)) $((MIB * $2 / 100))
		return
	fi
	echo "# no gcore or no python3: $1 is another core"
	live_core "$1" "$2"
}

row() {
	printf '%-5s %-46s %8s %15s %7s %7s  %s\n' "$@"
}

# verdict RATIO FLOOR AIM WAY: WAY is "more" or "less", what is better.
verdict() {
	awk -v r="$1" -v f="$2" -v a="$3" -v w="$4" 'BEGIN {
	    if (w == "less") { r = -r; f = -f; a = -a }
	    print r < f ? "FAILS" : r < a ? "passes" : "as good as the aim" }'
}

# pairs N BASE OTHER: $ratio and $range, of speed ("more") or time ("less")
pairs() {
	"$tools/pair" -n "$1" "$3" "$4" >said || die "$4 does not work"
	awk -F'\t' -v w="$2" '{
	    if (w == "less") printf "%.3f %.2f..%.2f", 1 / $1, 1 / $3, 1 / $2
	    else printf "%.3f %.2f..%.2f", $1, $2, $3 }' said >line
	read -r ratio range <line
}

# measure NAME WHAT FLOOR AIM WAY BASE OTHER.  A miss on a busy machine says
# little: then many more pairs decide.
measure() {
	pairs "$PAIRS" "$5" "$6" "$7"
	word=$(verdict "$ratio" "$3" "$4" "$5")
	if [ "$word" = FAILS ]; then
		pairs $((PAIRS * 5)) "$5" "$6" "$7"
		word=$(verdict "$ratio" "$3" "$4" "$5")
	fi
	[ "$word" != FAILS ] || failed=$((failed + 1))
	row "$1" "$2" "$ratio" "$range" "$3" "$4" "$word"
}

# bound NAME WHAT VALUE FLOOR AIM WAY: of what does not vary.
bound() {
	word=$(verdict "$3" "$4" "$5" "$6")
	[ "$word" != FAILS ] || failed=$((failed + 1))
	row "$1" "$2" "$3" '' "$4" "$5" "$word"
}

# memory NAME WHAT COMMAND FLOOR AIM: KiB
memory() {
	peak "$3"
	bound "$1" "$2" "$kib" "$4" "$5" less
}

# conclude: the end of a bench.
conclude() {
	[ $failed -eq 0 ] || echo "$failed below the floor"
	[ $failed -eq 0 ]
	exit
}

# peak COMMAND: KiB of its largest process, in $kib; its seconds in $seconds
peak() {
	"$tools/pair" -n 1 true "exec $1" >said || die "$1 does not work"
	kib=$(cut -f7 said)
	# shellcheck disable=SC2034
	seconds=$(cut -f5 said)
}

