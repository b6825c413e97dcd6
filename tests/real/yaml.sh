#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# yaml.sh -- LLVM's own minidump reader accepts our cuts of every real
# minidump that it accepts before, and sees the same threads and modules.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${DUMPKIT_REAL:-}" ] || [ -z "$OBJ2YAML" ]; then
	skip "obj2yaml" "it or DUMPKIT_REAL is not there"
	finish
fi

# What a cut must not touch: module names and identities, threads with their
# registers, the exception.
identities() {
	"$OBJ2YAML" "$1" 2>&1 | grep -E \
	    '(Module Name|CodeView Record|Base of Image|Thread Id|Context|Exception Code|Exception Address):'
}

# Of triage, which cuts paths and scrubs registers.
addresses() {
	"$OBJ2YAML" "$1" 2>&1 | grep -E \
	    '(Base of Image|Thread Id|Exception Code|Exception Address):'
}

for dump in "$DUMPKIT_REAL"/*.dmp "$DUMPKIT_REAL"/*.dmp.gz \
    "$DUMPKIT_REAL"/*.dmp.zst; do
	name=${dump##*/}
	case $name in
	*.gz) gzip -dc "$dump" ;;
	*.zst) zstd -dcq "$dump" ;;
	*) cat "$dump" ;;
	esac >"$WORK/plain"
	"$OBJ2YAML" "$WORK/plain" >/dev/null 2>&1 || continue
	identities "$WORK/plain" >"$WORK/before"
	for cut in heap full; do
		if cut_to cut "$WORK/plain" "--$cut" &&
		    "$OBJ2YAML" "$WORK/cut/dump" >/dev/null 2>"$WORK/why"
		then
			identities "$WORK/cut/dump" >"$WORK/after"
			same "$name: --$cut" "$WORK/before" "$WORK/after"
		else
			not_ok "$name: --$cut: $(head -n 1 "$WORK/why")"
		fi
	done
	cut_to cut "$WORK/plain" --triage 2>/dev/null || continue
	addresses "$WORK/plain" >"$WORK/before"
	addresses "$WORK/cut/dump" >"$WORK/after"
	same "$name: --triage" "$WORK/before" "$WORK/after"
done
finish
