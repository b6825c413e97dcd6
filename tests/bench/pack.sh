#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# pack.sh -- dumpzip against pigz, gzip and zstd: speed, processor time, size,
# memory.  Both commands in turn, the median of the ratios of pairs; first
# checks the bytes.  $1, if it is there, chooses rows: "P7", "P*", ...
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

press=$tools/press
swallow=$tools/swallow
only=${1:-*}

# wanted NAME: is this row to be measured, by who is here?
wanted() {
	# shellcheck disable=SC2254
	case $1 in
	$only) ;;
	*) return 1 ;;
	esac
	shift
	for program in "$@"; do
		command -v "$program" >/dev/null || {
			echo "# no $program, skipped"
			return 1
		}
	done
}

# sizes NAME WHAT FLOOR AIM BASE OTHER: of what two commands write
sizes() {
	bound "$1" "$2: size" "$(sh -c "$6" | wc -c | awk -v b="$(sh -c "$5" |
	    wc -c)" '{ printf "%.4f", $1 / b }')" "$3" "$4" less
}

# cpu NAME WHAT FLOOR AIM: of the commands that were measured last
cpu() {
	bound "$1" "$2: CPU" "$(cut -f8 said)" "$3" "$4" less
}

echo "# making dumps of $MIB MiB"
live_core few.core 0
live_core many.core 60
table_core table.core 0
table_core reserved.core 60
cores='few.core table.core'
zeros='many.core reserved.core'
cat few.core many.core table.core reserved.core >/dev/null

echo "# checking the bytes"
for dump in $cores $zeros; do
	for option in '' -1 --zstd; do
		dumpzip -c $option "$dump" >a || die "dumpzip $option: status $?"
		dumpzip -dc <a | cmp - "$dump" || die "dumpzip $option is wrong"
		dumpzip -dc a | cmp - "$dump" || die "the index is wrong"
		[ "$option" = --zstd ] || gzip -dc a | cmp - "$dump" ||
		    die "gzip reads other bytes"
	done
done
"$press" >libraries

echo
row '' 'median of pairs' ratio 'low..high' floor aim ''
if wanted P7 pigz; then
	for dump in $cores; do
		base="pigz -p2 -6 -c $dump" other="dumpzip -p2 -c $dump"
		measure P7 "$dump: speed" 2.0 2.5 more \
		    "$base >/dev/null" "$other >/dev/null"
		cpu P7 "$dump" 0.5 0.4
		sizes P7 "$dump" 1.005 1.0 "$base" "$other"
	done
fi
if wanted P8 pigz; then
	for dump in $zeros; do
		base="pigz -p2 -6 -c $dump" other="dumpzip -p2 -c $dump"
		measure P8 "$dump: speed" 2.3 2.7 more \
		    "$base >/dev/null" "$other >/dev/null"
		cpu P8 "$dump" 0.43 0.38
		sizes P8 "$dump" 1.0 0.985 "$base" "$other"
	done
fi
if wanted P9 pigz && grep -q isal libraries; then
	for dump in $cores $zeros; do
		base="pigz -p2 -1 -c $dump" other="dumpzip -p2 --fast -c $dump"
		measure P9 "$dump: speed" 3.0 5.0 more \
		    "$base >/dev/null" "$other >/dev/null"
		sizes P9 "$dump" 1.0 0.995 "$base" "$other"
	done
fi
if wanted P10 pigz; then
	for dump in $cores $zeros; do
		for level in 1 6; do
			base="pigz -p2 -$level -c $dump"
			other="$press zlib $level 2 <$dump"
			measure P10 "$dump, level $level: speed" 0.95 1.0 \
			    more "$base >/dev/null" "$other >/dev/null"
			sizes P10 "$dump, level $level" 1.005 1.0 "$base" \
			    "$other"
		done
	done
fi
if wanted P11 zstd; then
	for dump in $cores $zeros; do
		for level in 1 3; do
			base="zstd -q -T2 -$level -c $dump"
			other="dumpzip --zstd -p2 -$level -c $dump"
			measure P11 "$dump, level $level: speed" 1.0 1.25 \
			    more "$base >/dev/null" "$other >/dev/null"
			sizes P11 "$dump, level $level" 1.03 1.0 "$base" \
			    "$other"
		done
	done
fi
if wanted P15; then
	for dump in $cores $zeros; do
		measure P15 "filter and pack $dump: time" 1.05 0.7 less \
		    "cat $dump | dumpzip --fast >/dev/null" \
		    "dumpfilter -q --drop=device $dump | dumpzip --fast >/dev/null"
	done
fi
if wanted P17; then
	for option in -6 --fast --zstd; do
		case $option in
		-6) aim=1.87 ;;
		*) aim=1.7 ;;
		esac
		for dump in $cores; do
			measure P17 "$option $dump, 2 threads: speed" 1.6 \
			    $aim more \
			    "dumpzip -p1 $option -c $dump >/dev/null" \
			    "dumpzip -p2 $option -c $dump >/dev/null"
		done
	done
fi
if wanted undo pigz; then
	for dump in $cores $zeros; do
		dumpzip -p2 -c "$dump" >a.gz
		measure undo "our own $dump.gz: speed" 1.5 2.0 more \
		    'pigz -p2 -dc a.gz >/dev/null' \
		    'dumpzip -p2 -dc a.gz >/dev/null'
		measure undo "our own $dump.gz |: speed" 1.5 2.0 more \
		    "pigz -p2 -dc a.gz | $swallow" \
		    "dumpzip -p2 -dc a.gz | $swallow"
	done
fi
# Of another's file, as far as some byte: no slower than gzip.
if wanted foreign gzip; then
	for dump in $cores $zeros; do
		gzip -1c "$dump" >a.gz
		for percent in 10 100; do
			n=$(wc -c <"$dump")
			n=$((n * percent / 100))
			base="gzip -dc a.gz | head -c $n >/dev/null"
			measure foreign "$dump.gz, $percent %: time" 1.0 0.8 \
			    less "$base" \
			    "dumpzip -dc a.gz 2>/dev/null | head -c $n >/dev/null"
			measure foreign "| $dump.gz, $percent %: time" 1.0 0.8 \
			    less "cat a.gz | $base" \
			    "cat a.gz | dumpzip -dc 2>/dev/null | head -c $n >/dev/null"
		done
		measure foreign "dumpinfo $dump.gz: time" 1.0 0.8 less \
		    'gzip -dc a.gz >/dev/null' 'dumpinfo a.gz >/dev/null'
	done
fi

echo
row '' 'peak memory' KiB '' floor aim ''
if wanted P13; then
	"$tools/generate" elf 96 4 small.core
	"$tools/generate" elf 2900 172 large.core sparse
	for dump in small.core large.core few.core many.core; do
		for option in '' --fast --zstd; do
			memory P13 "dumpzip $option -p2 $dump" \
			    "dumpzip $option -p2 -c $dump >/dev/null" 16384 \
			    10240
			memory P13 "dumpzip $option -p8 $dump" \
			    "dumpzip $option -p8 -c $dump >/dev/null" 40960 \
			    26624
		done
	done
	for option in '' --zstd; do
		dumpzip $option -c large.core >a
		memory P13 "dumpzip -d -p2 $option large.core" \
		    'dumpzip -p2 -dc a >/dev/null' 16384 10240
		memory P13 "| dumpzip -d $option large.core" \
		    'dumpzip -p2 -dc <a >/dev/null' 16384 10240
	done
fi
if wanted info; then
	[ -e large.core ] ||
	    "$tools/generate" elf 2900 172 large.core sparse
	echo
	row '' 'milliseconds' ms '' floor aim ''
	for option in '' --fast --zstd; do
		dumpzip $option -c large.core >a
		pairs "$PAIRS" more true 'dumpinfo a >/dev/null'
		bound info "dumpinfo of 3 GB, dumpzip $option" "$(cut -f5 said |
		    awk '{ print $1 * 1000 }')" 50 5 less
	done
fi
conclude
