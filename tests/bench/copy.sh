#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# copy.sh -- speed and memory against cat, both commands in turn, the median
# of the ratios of pairs.  Makes its own dumps; first checks the bytes.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

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

echo
row '' 'peak memory' KiB '' floor aim ''
memory P12 '--heap, 100 MiB' \
    'dumpfilter -q --heap small.core >/dev/null' 8192 4096
small=$kib
memory P12 '--heap, 3 GiB' \
    'dumpfilter -q --heap large.core >/dev/null' 8192 4096
if [ $((kib - small)) -gt 1024 ] || [ $((small - kib)) -gt 1024 ]; then
	echo "FAILS: they differ by more than 1 MiB"
	failed=$((failed + 1))
fi
memory P12 '--heap, few.core (two passes)' \
    'dumpfilter -q --heap few.core >/dev/null' 8192 4096
memory P12 'dumpcat, 3 GiB' 'dumpcat large.core >/dev/null' 8192 4096
memory P12 '--heap, 65,600 segments' \
    'dumpfilter -q --heap elf-xnum-front.core >/dev/null' \
    $((8192 + 65600 * 100 / 1024)) 4096
memory P12 '--heap, 100 GiB (64 MiB kept)' \
    'dumpfilter -q --heap vast.core -o kept -f' 8192 4096
vast=$seconds
rm -f kept
memory P12 '--heap, 100 GiB (256 MiB kept)' \
    'dumpfilter -q --heap vaster.core -o kept -f' 8192 4096
rm -f kept
echo
echo "100 GiB: $vast s with 64 MiB kept, $seconds s with 256 MiB kept"
conclude
