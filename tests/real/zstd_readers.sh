#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# zstd_readers.sh -- what we write as zstd is read whole by other readers.
# Readers are called by their names.
# shellcheck disable=SC2317
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

# Readers: the plain bytes of FILE to standard output.
by_zstd() { zstd -tq "$1" && zstd -dcq "$1"; }
by_pzstd() { pzstd -dcq "$1"; }
by_bsdcat() { bsdcat "$1"; }
by_tar() { tar --zstd -xOf "$1"; }
by_bsdtar() { bsdtar -xOf "$1"; }

by_python() {
	/usr/bin/python3 -c '
import shutil, sys, zstandard
shutil.copyfileobj(zstandard.open(sys.argv[1]), sys.stdout.buffer)' "$1"
}

# reader NAME PROGRAM [CHECK...]
readers=
reader() {
	name=$1
	if ! have "$2"; then
		skip "$name" "$2 is not on this machine"
		return
	fi
	shift 2
	if [ $# -gt 0 ] && ! "$@" >/dev/null 2>&1; then
		skip "$name" "this one does not do it"
		return
	fi
	readers="$readers $name"
}

"$BIN/dumpzip" --zstd -c /dev/null >/dev/null 2>&1 </dev/null || {
	skip zstd 'it was left out of this build'
	finish
}
reader zstd zstd
reader pzstd pzstd
reader bsdcat bsdcat
reader python /usr/bin/python3 /usr/bin/python3 -c 'import zstandard'
reader tar zstd tar --help
reader bsdtar bsdtar

# The samples: nothing, next to nothing, a border of frames, noise, a dump,
# one with long runs of zeros.
cd "$WORK" || exit 1
: >nothing
printf x >byte
head -c 1048576 /dev/urandom >frame
head -c 3000000 /dev/urandom >noise
cp "$SRC/corpora/good/elf-kernel-x86-64.core" dump
"$BUILD/tests/bench/generate" elf 20 20 core

# check HOW SAMPLE: are SAMPLE.zst and SAMPLE.tar.zst read by all?
check() {
	for name in $readers; do
		case $name in
		*tar) file=$2.tar.zst ;;
		*) file=$2.zst ;;
		esac
		if "by_$name" "$file" >back 2>said && cmp -s back "$2"; then
			continue
		fi
		not_ok "$1: $2 by $name"
		sed 's/^/# /' said
		return
	done
	ok "$1: $2 by$readers"
}

for option in -1 -3 -12 --no-index; do
	for sample in nothing byte frame noise dump core; do
		tar -cf $sample.tar $sample
		for file in $sample $sample.tar; do
			"$BIN/dumpzip" --zstd $option <"$file" >"$file.zst" ||
			    not_ok "dumpzip --zstd $option <$file"
		done
		check "dumpzip --zstd $option" $sample
	done
done
# What they write we read: one frame, many, with and without a length.
for how in 'zstd -qc' 'zstd -qc --no-check' 'zstd -qc -T2 -9' \
    'zstd -qc --long=27' 'zstd -qc --ultra -20' 'pzstd -qc' 'lz4 -qc' \
    'lz4 -qc -9 -B4 -BD' 'xz -c -1' 'xz -c -0 -T2' 'xz -c -6e'; do
	if ! have "${how%% *}"; then
		skip "$how" 'is not on this machine'
		continue
	fi
	for sample in byte frame noise dump core; do
		$how <$sample >$sample.x 2>said || sed 's/^/# /' said
		if "$BIN/dumpzip" -dc <$sample.x | cmp -s - $sample &&
		    "$BIN/dumpzip" -dc $sample.x | cmp -s - $sample; then
			ok "$how: $sample"
		else
			not_ok "$how: $sample"
		fi
	done
done
finish
