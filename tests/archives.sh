#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# archives.sh -- for tests/cli/archive-*.sh: a folder with files of all kinds,
# and what others must make of it.
#
#	snap		the folder
#	x.zip y.zip	it, written into a file and in order

# need PROGRAM...: or the test is skipped.
need() {
	for program; do
		command -v "$program" >/dev/null && continue
		echo "$program is not on this machine" >&2
		exit 77
	done
	dumpzip --zip -o y.zip "$SRC/COPYING" 2>err && rm y.zip && return
	cat err >&2
	exit 77
}

# numbers COUNT: so many lines, of which no two are alike.
numbers() {
	awk "BEGIN { for (i = 0; i < $1; i++) print i * i % 8191, i }"
}

folder() {
	mkdir -p snap/dumps/deeper snap/void
	cp corpora/good/minidump-*.dmp snap/dumps
	cp corpora/good/elf-kernel-*.core snap/dumps/deeper
	echo 'It crashed.' >snap/readme.txt
	echo 'Größe' >"snap/Übersicht – 1.txt"
	: >snap/empty
	numbers 200000 >snap/long
	head -c 3000000 /dev/zero >snap/zeros
	gzip -c snap/long | head -c 200000 >snap/noise
	printf '#!/bin/sh\n' >snap/run.sh
	chmod 755 snap/run.sh
	chmod 640 snap/long
	chmod 444 snap/empty
	ln -s dumps/deeper snap/latest
	find snap -type f -exec touch -d '2023-11-14 22:13:20 UTC' {} +
	touch -d '1999-12-31 23:59:58 UTC' snap/readme.txt
}

# told DIR: what its files are.
told() {
	(cd "$1" && find . -type f -printf '%p %m %Ts\n' -o \
	    -type l -printf '%p -> %l\n' -o -printf '%p\n' | sort)
}

# same DIR: is it the folder, with all modes and times?
same() {
	diff -r --no-dereference snap "$1" && told snap >want &&
	    told "$1" >got && diff want got
}

pack() {
	folder
	dumpzip --zip -o x.zip snap
	dumpzip --zip -c snap | cat >y.zip
}
