#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# readers.sh -- what we write as gzip, by every library that this build knows,
# is read whole by every reader there is; those that say what is left behind
# one member find nothing.
# Readers are called by their names.
# shellcheck disable=SC2317
# shellcheck source=tests/real/lib.sh
. "$(dirname "$0")/lib.sh"

press=$BUILD/tests/bench/press

# Readers: the plain bytes of FILE to standard output.
by_gzip() { gzip -dc "$1"; }
by_pigz() { pigz -dc "$1"; }
by_igzip() { igzip -dc "$1"; }
by_zstd() { zstd -dcq "$1"; }
by_busybox() { busybox gunzip -c "$1"; }
by_bsdcat() { bsdcat "$1"; }
by_libdeflate() { libdeflate-gunzip -c "$1"; }
by_7z() { 7z x -so "$1"; }

by_python() {
	python3 -c '
import sys, zlib
packed = open(sys.argv[1], "rb").read()
d = zlib.decompressobj(31)
sys.stdout.buffer.write(d.decompress(packed) + d.flush())
sys.exit(not d.eof or d.unused_data != b"")' "$1"
}

by_python_gzip() {
	python3 -c '
import gzip, shutil, sys
shutil.copyfileobj(gzip.open(sys.argv[1]), sys.stdout.buffer)' "$1"
}

by_perl() {
	perl -MIO::Uncompress::Gunzip=gunzip,\$GunzipError -e '
binmode STDOUT;
my $left = "";
gunzip $ARGV[0] => "-", TrailingData => $left or die $GunzipError;
exit(length($left) != 0)' "$1"
}

by_java() { java -cp "$WORK" Gunzip "$1"; }

by_node() {
	node -e '
const fs = require("fs"), zlib = require("zlib");
const packed = fs.readFileSync(process.argv[1]);
const r = zlib.gunzipSync(packed, { info: true });
fs.writeSync(1, "");
let at = 0;
while (at < r.buffer.length) at += fs.writeSync(1, r.buffer, at);
process.exitCode = r.engine.bytesWritten === packed.length ? 0 : 1;' "$1"
}

# What browsers have: its standard knows one member and nothing behind it.
by_node_stream() {
	node -e '
const fs = require("fs");
(async () => {
  const file = new Blob([fs.readFileSync(process.argv[1])]);
  const plain = file.stream().pipeThrough(new DecompressionStream("gzip"));
  const all = Buffer.from(await new Response(plain).arrayBuffer());
  let at = 0;
  while (at < all.length) at += fs.writeSync(1, all, at);
})().catch(() => process.exit(1));' "$1"
}

# bsdtar reads archives: it is given one that holds the sample.
by_bsdtar() { bsdtar -xOf "$1"; }

# reader NAME PROGRAM [MODULE-CHECK...]
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

reader gzip gzip
reader pigz pigz
reader igzip igzip
echo | gzip >"$WORK/empty.gz"
reader zstd zstd zstd -dcq "$WORK/empty.gz"
reader busybox busybox busybox gunzip -c "$WORK/empty.gz"
reader bsdcat bsdcat
reader libdeflate libdeflate-gunzip
reader 7z 7z
reader python python3 python3 -c 'import zlib'
reader python_gzip python3 python3 -c 'import gzip'
reader perl perl perl -MIO::Uncompress::Gunzip -e 1
reader java javac javac -d "$WORK" "$HERE/Gunzip.java"
reader node node
reader node_stream node node -e 'new DecompressionStream("gzip")'
reader bsdtar bsdtar

# The samples: nothing, next to nothing, a border of chunks, noise, a dump,
# one with long runs of zeros.
cd "$WORK" || exit 1
: >nothing
printf x >byte
head -c 524288 /dev/urandom >chunk
head -c 3000000 /dev/urandom >noise
cp "$SRC/corpora/good/elf-kernel-x86-64.core" dump
"$BUILD/tests/bench/generate" elf 20 20 core
for sample in nothing byte chunk noise dump core; do
	tar -cf $sample.tar $sample || exit 1
done

# check WRITER SAMPLE: FILE.gz and FILE.tar.gz are there.
check() {
	for name in $readers; do
		case $name in
		bsdtar) file=$2.tar.gz ;;
		*) file=$2.gz ;;
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

write_all() {
	writer=$1
	shift
	for sample in nothing byte chunk noise dump core; do
		"$@" <$sample >$sample.gz &&
		    "$@" <$sample.tar >$sample.tar.gz || return
		check "$writer" $sample
	done
}

"$press" >libraries || exit 1
while read -r library least most; do
	done=
	for level in $least 6 $most; do
		if [ "$level" -gt "$most" ] || [ "$level" = "$done" ]; then
			continue
		fi
		done=$level
		write_all "$library at level $level" \
		    "$press" "$library" "$level" 2
	done
done <libraries
for option in -1 -6 --no-index; do
	write_all "dumpzip $option" "$BIN/dumpzip" $option
done
finish
