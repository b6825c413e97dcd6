#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# dotnet.sh -- .NET: ClrMD reads the same facts before and after a cut, and
# a heap cut has no more bytes than it needs for that.
#
# DUMPKIT_CLRLOOK is the command that prints the facts, DUMPKIT_REAL the
# folder with dumps (net10_*) and with recipes/dotnet/make.sh, which makes
# fresh ones where there is a .NET SDK.
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "$CLRLOOK" ] || [ -z "${DUMPKIT_REAL:-}" ]; then
	skip ".NET" "DUMPKIT_CLRLOOK or DUMPKIT_REAL is not set"
	finish
fi

# What a heap cut of these programs needs, in kB.
needed() {
	case $1 in
	*orders_full*) echo 30300 ;;
	*orders_heap*) echo 17200 ;;
	*abort_heap*) echo 18900 ;;
	*abort_kernel3f*) echo 33000 ;;
	*orders_gcore3f*) echo 30100 ;;
	*single_full*) echo 47800 ;;
	*stockroom_full*) echo 68000 ;;
	*stockroom_heap*) echo 38600 ;;
	esac
}

# weigh NAME DUMP PERCENT: the heap cut, which is in its folder, has at most
# PERCENT more; createdump's own heap dumps become a third or less.
weigh() {
	limit=$(needed "$1")
	bytes=$(size "$WORK/$1-heap/dump")
	if [ -n "$limit" ] && [ "$bytes" -gt \
	    $((limit * 1000 * (100 + $3) / 100)) ]; then
		not_ok "$1: $bytes bytes, more than $limit kB and $3 %"
	fi
	case $1 in
	*_heap*) [ $((bytes * 3)) -le "$(size "$2")" ] ||
		    not_ok "$1: $bytes bytes, more than a third" ;;
	esac
}

# judge NAME DUMP PERCENT
judge() {
	mkdir -p "$WORK/$1"
	ln -f "$2" "$WORK/$1/dump" || cp "$2" "$WORK/$1/dump"
	ask clr_says "$1"
	if ! tail -n 1 "$WORK/$1/said.clr_says" | grep -q '^status 0$'; then
		skip "$1" "ClrMD cannot read the dump itself"
		rm -rf "${WORK:?}/$1"
		return
	fi
	for cut in heap full; do
		if cut_to "$1-$cut" "$2" "--$cut"; then
			ok "$1: --$cut: $(size "$2") -> $(size \
			    "$WORK/$1-$cut/dump") bytes"
			[ $cut = full ] || weigh "$1" "$2" "$3"
			compare "$1: facts of --$cut" clr_says "$1" "$cut"
		else
			not_ok "$1: --$cut (status $status)"
		fi
		rm -rf "${WORK:?}/$1-$cut"
	done
	rm -rf "${WORK:?}/$1"
}

for dump in "$DUMPKIT_REAL"/net10_*.zst "$DUMPKIT_REAL"/net10_*.gz; do
	name=${dump##*/}
	[ -f "$dump" ] || continue
	case $name in
	*.gz) gzip -dc "$dump" ;;
	*.zst) zstd -dcq "$dump" ;;
	esac >"$WORK/plain"
	judge "$name" "$WORK/plain" 3
done
rm -f "$WORK/plain"

make=$DUMPKIT_REAL/recipes/dotnet/make.sh
if [ ! -f "$make" ] || ! have dotnet || ! have curl || ! core_files; then
	skip "fresh .NET dumps" "no recipe, SDK, curl or plain core_pattern"
	finish
fi
LAB=$WORK/lab
export LAB
# The recipe ends by number what may have ended by itself: where that can be
# had it gets process numbers of its own.
alone='unshare --pid --fork --mount-proc --kill-child'
$alone true 2>/dev/null || alone=
# shellcheck disable=SC2086
if ! ZSTD=no timeout 900 $alone bash "$make" "$WORK/fresh" >"$WORK/log" 2>&1
then
	tail -n 5 "$WORK/log" | sed 's/^/# /'
	not_ok "fresh .NET dumps: the recipe fails"
	finish
fi

# Readers must see the dump alone: the runtime is put away meanwhile.
mv "$LAB/net.away" "$LAB/net"
mkfifo "$WORK/in"
# shellcheck disable=SC2016
if have gcore && start sh -c 'echo 0x3f >/proc/self/coredump_filter
    exec env -i PATH=/usr/bin:/bin HOME="$1/home" DOTNET_ROOT="$1/net/dotnet" \
    "$1/net/dotnet/dotnet" "$1/net/orders/orders.dll" 300 1 <>"$2"' \
    sh "$LAB" "$WORK/in"; then
	live_core "$WORK/fresh/net10_orders_gcore3f.core" ||
	    not_ok "gcore of a .NET program"
	stop
else
	skip "gcore of a .NET program" "no gdb, or it does not start"
fi
mv "$LAB/net" "$LAB/net.away"

for dump in "$WORK"/fresh/net10_*.core; do
	judge "fresh ${dump##*/}" "$dump" 10
	rm -f "$dump"
done
finish
