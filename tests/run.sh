#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh -- runs tests/cli/*.sh and compares what they write and return.
#
#	run.sh [--accept] [NAME]...
#
# NAME.sh has beside it NAME.out, NAME.err and NAME.rc: standard output,
# standard error and status; a missing one means nothing, or 0.  --accept
# writes them from what the test does now.  A test runs in an empty folder of
# its own, in which "corpora" leads to ours; the programs are in its PATH,
# $SRC is the source and $BUILD where it was built.  Status 77 skips a test,
# for the reason on the last line of its standard error.  Output is TAP.

LC_ALL=C.UTF-8
export LC_ALL
: "${SRC=$(cd "$(dirname "$0")/.." && pwd)}"
: "${BUILD=$(pwd)}"
cli=$SRC/tests/cli
accept=no
if [ "${1-}" = --accept ]; then
	accept=yes
	shift
fi
if [ $# -eq 0 ]; then
	for test in "$cli"/*.sh; do
		[ -f "$test" ] || continue
		name=${test##*/}
		set -- "$@" "${name%.sh}"
	done
fi

top=$(mktemp -d "${TMPDIR:-/tmp}/dumpkit-test.XXXXXX") || exit 1
trap 'cd /; chmod -R u+w "$top"; rm -rf "$top"' EXIT
trap 'exit 1' HUP INT TERM

limit=
if command -v timeout >/dev/null; then
	limit='timeout 600'
fi

# expected FILE ELSE: what a test must give.
expected() {
	if [ -f "$1" ]; then
		cat "$1"
	else
		printf '%s' "$2"
	fi
}

# run NAME: leaves out, err and rc in $top.
run() {
	mkdir "$top/here" "$top/tmp" || exit 1
	ln -s "$SRC/corpora" "$top/here/corpora"
	# shellcheck disable=SC2086
	(cd "$top/here" && exec env -i PATH="$BUILD/bin:$PATH" \
	    LC_ALL=C.UTF-8 TZ=UTC HOME="$top/here" TMPDIR="$top/tmp" \
	    SRC="$SRC" BUILD="$BUILD" CC="${CC-cc}" MAKE="${MAKE-make}" \
	    ${CFLAGS+"CFLAGS=$CFLAGS"} \
	    ${ASAN_OPTIONS+"ASAN_OPTIONS=$ASAN_OPTIONS"} \
	    ${UBSAN_OPTIONS+"UBSAN_OPTIONS=$UBSAN_OPTIONS"} \
	    ${DUMPKIT_REAL+"DUMPKIT_REAL=$DUMPKIT_REAL"} \
	    $limit sh "$cli/$1.sh" </dev/null >"$top/out" 2>"$top/err")
	rc=$?
	echo $rc >"$top/rc"
	chmod -R u+w "$top/here" "$top/tmp"
	rm -rf "$top/here" "$top/tmp"
}

# keep NAME: what the test did now is what it must do.
keep() {
	[ $rc -ne 0 ] || : >"$top/rc"
	for part in out err rc; do
		if [ -s "$top/$part" ]; then
			cp "$top/$part" "$cli/$1.$part"
		else
			rm -f "$cli/$1.$part"
		fi
	done
}

# same NAME: did it do what it must?  If not, shows the difference.
same() {
	expected "$cli/$1.out" '' >"$top/want.out"
	expected "$cli/$1.err" '' >"$top/want.err"
	expected "$cli/$1.rc" "0
" >"$top/want.rc"
	good=yes
	for part in out err rc; do
		(cd "$top" && diff -u want.$part $part) >>"$top/diff" ||
		    good=no
	done
	[ $good = yes ]
}

echo "1..$#"
n=0 passed=0 failed=0 skipped=0
for name; do
	n=$((n + 1))
	if [ ! -f "$cli/$name.sh" ]; then
		failed=$((failed + 1))
		echo "not ok $n - $name"
		echo "# there is no tests/cli/$name.sh"
		continue
	fi
	run "$name"
	: >"$top/diff"
	if [ $rc -eq 77 ]; then
		skipped=$((skipped + 1))
		echo "ok $n - $name # SKIP $(tail -n 1 "$top/err")"
	elif [ $accept = yes ]; then
		keep "$name"
		passed=$((passed + 1))
		echo "ok $n - $name # accepted"
	elif same "$name"; then
		passed=$((passed + 1))
		echo "ok $n - $name"
	else
		failed=$((failed + 1))
		echo "not ok $n - $name"
		sed '/^#/d; s/^/# $ /' "$cli/$name.sh"
		sed 's/^/# /' "$top/diff"
	fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
