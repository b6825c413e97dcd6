#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# estimate.sh -- what --estimate says of every cut against what the cut
# writes: bytes to the byte, compressed sizes within 15 %; its time against
# that of compressing them, and its memory.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

echo "# making dumps of $MIB MiB"
live_core few.core 0
live_core many.core 60
table_core table.core 0
table_core reserved.core 60
"$tools/generate" minidump "$MIB" 1 full.dmp
"$tools/generate" elf $((MIB / 16)) $((MIB * 15 / 16)) sixteenth.core
cat few.core many.core table.core reserved.core full.dmp >/dev/null

# said DUMP CODEC: "CUT BYTES PACKED ERROR", a line a cut that can be made
said() {
	dumpfilter -q --estimate="$2" --json "$1" | tr '{' '\n' | awk '
	function field(name) {
		if (!match($0, "\"" name "\":[^,}]*"))
			return ""
		name = substr($0, RSTART, RLENGTH)
		sub(/^[^:]*:/, "", name)
		gsub(/"/, "", name)
		return name
	}
	/^"name".*"packed":$/ { cut = field("name"); bytes = field("bytes") }
	/^"codec"/ && cut != "" {
		print cut, bytes, field("bytes"), field("error_percent")
		cut = ""
	}'
}

echo "# checking the bytes"
for dump in few.core many.core table.core reserved.core full.dmp \
    sixteenth.core; do
	for codec in gzip zstd; do
		said $dump $codec >cuts
		[ -s cuts ] || die "$dump: nothing is said"
		while read -r cut bytes packed error; do
			[ "$(dumpfilter -q --type="$cut" $dump | wc -c)" = \
			    "$bytes" ] || die "$dump: $cut: not $bytes bytes"
			[ "$bytes" -gt 16777216 ] || continue
			true=$(dumpfilter -q --type="$cut" --$codec $dump |
			    wc -c)
			off=$(awk -v a="$packed" -v b="$true" 'BEGIN {
			    d = a / b - 1; printf "%.3f", d < 0 ? -d : d }')
			bound '' "$dump $cut $codec: off (said: $error %)" \
			    "$off" 0.15 0.05 less
		done <cuts
	done
done

echo
row '' 'time: all cuts against one that is written' ratio 'low..high' floor \
    aim ''
for dump in few.core table.core full.dmp; do
	for codec in gzip zstd; do
		measure '' "--estimate=$codec $dump" 1.0 0.5 less \
		    "dumpfilter -q --full --$codec $dump >/dev/null" \
		    "dumpfilter -q --estimate=$codec $dump >/dev/null"
	done
done
memory '' '--estimate few.core' \
    'dumpfilter -q --estimate few.core >/dev/null' 8192 4096
memory '' '--estimate=gzip few.core' \
    'dumpfilter -q --estimate=gzip few.core >/dev/null' 16384 8192
conclude
