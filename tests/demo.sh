#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# demo.sh -- the main job, on a full dump of each format that is made here:
# the commands, what they keep, and what is left to send.
#
# The programs are in PATH, $BUILD is where they were built.

set -e
work=$(mktemp -d "${TMPDIR:-/tmp}/dumpkit-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$BUILD/corpora/mkcorpus" --example "$work"
cd "$work"

if [ -t 1 ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
	bold='' plain=''
fi

# show COMMAND: what a user would type, and what comes of it.
show() {
	printf '%s$ %s%s\n' "$bold" "$1" "$plain"
	sh -c "$1"
	echo
}

bytes() {
	wc -c <"$1"
}

# 1234567 as "1.2 MiB"
human() {
	awk -v n="$1" 'BEGIN { if (n < 1048576) printf "%.0f KiB", n / 1024
	    else printf "%.1f MiB", n / 1048576 }'
}

row() {
	printf '%-34s %10s %10s\n' "$1" "$2" "$3"
}

# sizes FULL HEAP: raw and compressed, before and after.
sizes() {
	gzip -c "$1" >"$1.gz"
	gzip -dc "$2.gz" >"$2"
	row '' raw gzip
	row "$1" "$(human "$(bytes "$1")")" "$(human "$(bytes "$1.gz")")"
	row "$2" "$(human "$(bytes "$2")")" "$(human "$(bytes "$2.gz")")"
	awk -v a="$(bytes "$1")" -v b="$(bytes "$2")" -v c="$(bytes "$1.gz")" \
	    -v d="$(bytes "$2.gz")" 'BEGIN {
	    printf "%-34s %9.1fx %9.1fx\n\n", "smaller", a / b, c / d }'
}

for format in dmp core; do
	case $format in
	dmp) echo "A full minidump of a Windows service:" ;;
	*) echo "A full core of a Linux service:" ;;
	esac
	echo
	show "dumpinfo full.$format"
	show "dumpfilter --heap --dry-run full.$format"
	show "dumpfilter --heap < full.$format | gzip > heap.$format.gz"
	sizes "full.$format" "heap.$format"
	show "dumpinfo heap.$format"
done

if ! command -v gdb >/dev/null; then
	exit 0
fi
# Debuggers see the same threads in both.
look="gdb -nx -batch -ex 'set debuginfod enabled off' -ex 'info threads'"
echo "What a debugger says of both:"
echo
show "gdb -batch -c heap.core -ex 'info threads' 2>/dev/null | tail -n 8"
# Words about the file's name aside.
eval "$look" -c full.core 2>/dev/null | sed 's/full\.core/DUMP/' >before
eval "$look" -c heap.core 2>/dev/null | sed 's/heap\.core/DUMP/' >after
if cmp -s before after; then
	echo "The same as of full.core."
else
	diff before after
	exit 1
fi
