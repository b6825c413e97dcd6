#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# dotnet.sh -- .NET: ClrMD reads the same facts before and after a cut.
# DUMPKIT_CLRLOOK is the command that prints them, DUMPKIT_REAL the folder
# with dumps (net10_*) beside which NAME.clr.tsv says what ClrMD reads, and
# with recipes/dotnet/make.sh, which makes fresh ones.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "$CLRLOOK" ] || [ -z "${DUMPKIT_REAL:-}" ]; then
	skip ".NET" "DUMPKIT_CLRLOOK or DUMPKIT_REAL is not set"
	finish
fi

for dump in "$DUMPKIT_REAL"/net10_*.zst "$DUMPKIT_REAL"/net10_*.gz; do
	name=${dump##*/}
	case $name in
	*.gz) [ -f "$dump" ] && gzip -dc "$dump" ;;
	*.zst) [ -f "$dump" ] && zstd -dcq "$dump" ;;
	esac >"$WORK/plain" || continue
	mkdir -p "$WORK/try"
	ln -f "$WORK/plain" "$WORK/try/dump"
	if clr_says "$WORK/try" >"$WORK/said"; then
		try "$name" "$WORK/plain" clr
	else
		skip "$name" "ClrMD cannot read the dump itself"
	fi
done
finish
