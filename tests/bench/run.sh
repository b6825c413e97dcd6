#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh -- speed and memory against cat, both commands in turn, the median
# of the ratios of pairs.  Makes its own dumps; first checks the bytes.
#
# The programs are in PATH and in $BUILD.  PAIRS (5) pairs of each, dumps of
# MIB (640) MiB; TMPDIR needs room for five of them, and should be a real
# disk with its files in the page cache.

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

# live_core FILE ZERO: what gdb writes of a process with ZERO % zero pages;
# without gdb, a dump of the kernel's layout.
live_core() {
	if ! command -v gcore >/dev/null; then
		echo "# no gcore: $1 is generated"
		"$tools/generate" elf $((MIB * (100 - $2) / 100)) \
		    $((MIB * $2 / 100 + 1)) "$1"
		return
	fi
	mkfifo ready
	"$tools/hog" "$MIB" "$2" >ready &
	child=$!
	read -r _ <ready
	gcore -o core $child >/dev/null 2>&1 || die "gcore does not work"
	kill -9 $child
	wait $child 2>/dev/null
	mv "core.$child" "$1"
	child=
	rm ready
}

echo "# making dumps of $MIB MiB"
live_core few.core 0
live_core many.core 60
"$tools/generate" minidump "$MIB" 1 full.dmp
"$tools/generate" elf $((MIB / 16)) $((MIB * 15 / 16)) sixteenth.core
"$tools/generate" elf 96 4 small.core
"$tools/generate" elf 2900 172 large.core sparse
"$tools/generate" elf 64 102336 vast.core sparse
"$tools/generate" elf 256 102144 vaster.core sparse
"$BUILD/corpora/mkcorpus" --large .
cp few.core over
cat few.core many.core full.dmp sixteenth.core over >/dev/null

# A filter that finds nothing to drop in any of them.
keep_all='dumpfilter -q --drop=device'

echo "# checking the bytes"
for dump in few.core many.core full.dmp sixteenth.core; do
	dumpcat $dump | cmp - $dump || die "dumpcat is wrong"
	cat $dump | dumpcat | cmp - $dump || die "dumpcat is wrong in a pipe"
	$keep_all $dump | cmp - $dump || die "keeping all is wrong"
	dumpfilter -q --heap $dump >a || die "--heap: status $?"
	dumpfilter -q --heap <a >b || die "--heap twice: status $?"
	cmp a b || die "--heap twice is wrong"
	cat $dump | dumpfilter -q --heap | cmp - a || die "a pipe is wrong"
	rm -f a b
done

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

# peak COMMAND: KiB of its largest process, in $kib; its seconds in $seconds
peak() {
	"$tools/pair" -n 1 true "exec $1" >said || die "$1 does not work"
	kib=$(cut -f7 said)
	seconds=$(cut -f5 said)
}

echo
row '' 'median of pairs' ratio 'low..high' floor aim ''
for dump in few.core many.core full.dmp; do
	measure P1 "dumpcat $dump >/dev/null" 0.90 1.0 more \
	    "cat $dump >/dev/null" "dumpcat $dump >/dev/null"
	measure P1 "keep all of $dump >/dev/null" 0.90 1.0 more \
	    "cat $dump >/dev/null" "$keep_all $dump >/dev/null"
done
swallow=$tools/swallow
for dump in few.core many.core full.dmp; do
	measure P2 "dumpcat $dump |" 1.5 3.0 more "cat $dump | $swallow" \
	    "dumpcat $dump | $swallow"
	measure P2 "keep all of $dump |" 1.5 3.0 more \
	    "cat $dump | $swallow" "$keep_all $dump | $swallow"
done
for dump in few.core many.core full.dmp; do
	measure P3 "| dumpcat | ($dump)" 1.1 1.7 more \
	    "cat $dump | cat | $swallow" "cat $dump | dumpcat | $swallow"
done
measure P3 '| keep all | (full.dmp)' 1.1 1.7 more \
    "cat full.dmp | cat | $swallow" "cat full.dmp | $keep_all | $swallow"
measure P4 'dumpcat few.core 1<>over' 0.95 1.2 more \
    'cat few.core 1<>over' 'dumpcat few.core 1<>over'
measure P4 'keep all of few.core 1<>over' 0.95 1.2 more \
    'cat few.core 1<>over' "$keep_all few.core 1<>over"
measure P5 '--heap, 1/16 of sixteenth.core: time' 0.3 0.15 less \
    'cat sixteenth.core >/dev/null' \
    'dumpfilter -q --heap sixteenth.core >/dev/null'

# memory NAME COMMAND LIMIT: KiB
memory() {
	peak "$2"
	word=passes
	if [ "$kib" -gt "$3" ]; then
		word=FAILS failed=$((failed + 1))
	fi
	row P12 "$1" "$kib" KiB "$3" 4096 "$word"
}

echo
row '' 'peak memory' KiB '' floor aim ''
memory '--heap, 100 MiB' 'dumpfilter -q --heap small.core >/dev/null' 8192
small=$kib
memory '--heap, 3 GiB' 'dumpfilter -q --heap large.core >/dev/null' 8192
if [ $((kib - small)) -gt 1024 ] || [ $((small - kib)) -gt 1024 ]; then
	echo "FAILS: they differ by more than 1 MiB"
	failed=$((failed + 1))
fi
memory '--heap, few.core (two passes)' \
    'dumpfilter -q --heap few.core >/dev/null' 8192
memory 'dumpcat, 3 GiB' 'dumpcat large.core >/dev/null' 8192
memory '--heap, 65,600 segments' \
    'dumpfilter -q --heap elf-xnum-front.core >/dev/null' \
    $((8192 + 65600 * 100 / 1024))
memory '--heap, 100 GiB (64 MiB kept)' \
    'dumpfilter -q --heap vast.core -o kept -f' 8192
vast=$seconds
rm -f kept
memory '--heap, 100 GiB (256 MiB kept)' \
    'dumpfilter -q --heap vaster.core -o kept -f' 8192
rm -f kept
echo
echo "100 GiB: $vast s with 64 MiB kept, $seconds s with 256 MiB kept"
[ $failed -eq 0 ] || echo "$failed below the floor"
[ $failed -eq 0 ]
