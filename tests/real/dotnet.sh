#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# dotnet.sh -- .NET: ClrMD reads the same facts before and after a cut, and
# a heap cut has no more bytes than it needs for that.  The cuts for
# managed processes lose none either, mini-managed none about stacks; they are
# judged with the server's collector, too.
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
	*orders_gcore3f_0*) echo 30100 ;;
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

# What the managed cuts of a console program may have, in kB: raw, packed.
managed_limit() {
	case $1 in
	*orders_full*heap-managed) echo 22000 4900 ;;
	*orders_full*mini-managed) echo 20000 4900 ;;
	esac
}

# shellcheck disable=SC2317
clr_says_of_stacks() {
	# shellcheck disable=SC2086
	(cd "$1" && timeout 900 $CLRLOOK dump --stacks 2>&1)
}

# judge_managed NAME DUMP CUT QUESTION: small, with the same facts, and the
# same again, and by a pipe.
judge_managed() {
	if ! cut_to "$1-$3" "$2" "--type=$3"; then
		case $1 in
		*_mini* | *_triage*)
			[ "$3" = heap-managed ] &&
			    grep -q -e --heap "$WORK/refusal" &&
			    ok "$1: $3 is refused" && return
			;;
		esac
		not_ok "$1: $3 (status $status)"
		return
	fi
	bytes=$(size "$WORK/$1-$3/dump")
	ok "$1: $3: $(size "$2") -> $bytes bytes"
	limits=$(managed_limit "$1-$3")
	if [ -n "$limits" ]; then
		packed=$(gzip -6 -c "$WORK/$1-$3/dump" | wc -c)
		if [ "$bytes" -gt $((${limits% *} * 1000)) ] ||
		    [ "$packed" -gt $((${limits#* } * 1000)) ]; then
			not_ok "$1: $3: $bytes bytes, packed $packed"
		fi
	fi
	[ "$4" = clr_says ] || ask "$4" "$1"
	compare "$1: facts of $3" "$4" "$1" "$3"
	cut_to "$1-again" "$WORK/$1-$3/dump" "--type=$3" &&
	    same "$1: $3 twice is once" "$WORK/$1-$3/dump" \
	    "$WORK/$1-again/dump"
	# shellcheck disable=SC2002
	cat "$2" | "$BIN/dumpfilter" -q "--type=$3" >"$WORK/piped" &&
	    same "$1: $3 of a pipe is that of a file" \
	    "$WORK/$1-$3/dump" "$WORK/piped"
	rm -rf "${WORK:?}/$1-$3" "${WORK:?}/$1-again" "$WORK/piped"
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
	judge_managed "$1" "$2" heap-managed clr_says
	judge_managed "$1" "$2" mini-managed clr_says_of_stacks
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
# from_gdb NAME SERVER PROGRAM...: a core of it, with the collector for servers
# if that is 1.
from_gdb() {
	name=$1 server=$2
	shift 2
	# shellcheck disable=SC2016
	if have gcore && start sh -c 'lab=$1 server=$2 in=$3
	    shift 3
	    cd "${2%/*}" || exit
	    echo 0x3f >/proc/self/coredump_filter
	    exec env -i PATH=/usr/bin:/bin HOME="$lab/home" \
	    DOTNET_ROOT="$lab/net/dotnet" DOTNET_gcServer="$server" \
	    "$@" <>"$in"' sh "$LAB" "$server" "$WORK/in" "$@"
	then
		live_core "$WORK/fresh/net10_$name.core" ||
		    not_ok "gcore of a .NET program"
		stop
	else
		skip "gcore of $name" "no gdb, or it does not start"
	fi
}
for gc in 0 1; do
	from_gdb "orders_gcore3f_$gc" $gc "$LAB/net/dotnet/dotnet" \
	    "$LAB/net/orders/orders.dll" 300 1
	from_gdb "single_gcore3f_$gc" $gc "$LAB/net/single/orders" 300 1
	from_gdb "stockroom_gcore3f_$gc" $gc "$LAB/net/dotnet/dotnet" \
	    "$LAB/net/stockroom/stockroom.dll"
done
mv "$LAB/net" "$LAB/net.away"

for dump in "$WORK"/fresh/net10_*.core; do
	judge "fresh ${dump##*/}" "$dump" 10
	rm -f "$dump"
done
finish
