# SPDX-License-Identifier: BSD-2-Clause
# lib.sh -- what the tests with real programs share: TAP, a folder of their
# own, and "does this debugger say the same of both dumps?".
#
# BIN is the folder with the programs under test, BUILD and SRC where they
# were built and from what, CC the compiler; make sets them.  What is missing
# on this machine is skipped and counted.
# shellcheck shell=sh disable=SC2034,SC3045

BUILD=${BUILD:-$(pwd)}
BIN=${BIN:-$BUILD/bin}
CC=${CC:-cc}
HERE=$(cd "$(dirname "$0")" && pwd) || exit 1
SRC=${SRC:-$HERE/../..}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/dumpkit-real.XXXXXX") || exit 1
tests=0 failed=0 skipped=0

# What was started and not waited for; ended by number.
children=
clean() {
	for child in $children; do
		kill -9 "$child" 2>/dev/null
	done
	rm -rf "$WORK"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

ok() {
	tests=$((tests + 1))
	echo "ok $tests - $*"
}

not_ok() {
	tests=$((tests + 1)) failed=$((failed + 1))
	echo "not ok $tests - $*"
}

# skip WHAT WHY
skip() {
	tests=$((tests + 1)) skipped=$((skipped + 1))
	echo "ok $tests - $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	echo "# $failed failed, $skipped skipped of $tests"
	[ "$failed" -eq 0 ]
	exit
}

have() {
	command -v "$1" >/dev/null 2>&1
}

# same WHAT FILE1 FILE2: the same text?
same() {
	if cmp -s "$2" "$3"; then
		ok "$1"
	else
		not_ok "$1"
		diff -u "$2" "$3" | head -n 20 | sed 's/^/# /'
	fi
}

size() {
	wc -c <"$1"
}

# Each debugger sees its dump under the name "dump" in a folder of its own,
# so its words differ by the folder at most.
gdb_says() {	# FOLDER [PROGRAM]
	(cd "$1" && timeout 120 gdb -nx -batch \
	    -iex 'set debuginfod enabled off' -iex 'set auto-load off' \
	    -iex 'set pagination off' -iex 'set width 0' \
	    -iex "set solib-search-path $WORK" \
	    ${2:+-ex "file $2"} -ex 'core-file dump' -ex 'info threads' \
	    -ex 'thread apply all bt' -ex 'info sharedlibrary' 2>&1) |
	    grep -av 'segment extending past end of file'
}

# Where it gives up it names the reason of the last guess that failed, which
# may read a dead stack.
eu_stack_says() {
	# It looks for a name without a folder where it is.
	(cd "$WORK" && ln -f ./*.so ${2:+"$2"} "$1" 2>/dev/null)
	(cd "$1" && timeout 120 eu-stack ${2:+-e "$2"} --core=dump 2>&1) |
	    sed 's/^\(eu-stack: dwfl_thread_getframes [^:]*\): .*/\1/'
}

# Modules without numbers: of those whose name is lost it passes some over.
lldb_says() {
	(cd "$1" && timeout 120 "$LLDB" --no-lldbinit --batch \
	    -o "settings set target.exec-search-paths $WORK" \
	    -o "target create ${2:+\"$2\"} --core dump" \
	    -o 'thread backtrace all' -o 'image list' 2>&1) |
	    sed -e "s|$1/||" -e 's/^\[ *[0-9]*\] /[ ] /' \
	    -e '/^\[ \]  *0x[0-9a-f]* *$/d'
}

minidump_stackwalk_says() {
	(cd "$1" && timeout 120 minidump_stackwalk dump 2>/dev/null)
}

jstack_says() {		# the JVM is the program
	(cd "$1" && timeout 300 jhsdb jstack --exe "$2" --core dump 2>&1)
}

histo_says() {
	(cd "$1" && timeout 300 jhsdb jmap --histo --exe "$2" \
	    --core dump 2>&1) | grep -av '^Heap traversal took'
}

# facts of a .NET process; CLRLOOK is the command that prints them
clr_says() {
	# shellcheck disable=SC2086
	(cd "$1" && timeout 900 $CLRLOOK dump 2>&1)
}

LLDB=
for name in lldb-19 lldb; do
	have "$name" && LLDB=$name && break
done
OBJ2YAML=
for name in obj2yaml-19 obj2yaml; do
	have "$name" && OBJ2YAML=$name && break
done
CLRLOOK=${DUMPKIT_CLRLOOK:-}

# cut NAME DUMP OPTION...: a folder NAME with the output as "dump"; 0, or 3
# for a damaged input, is success.
cut_to() {
	name=$1 input=$2
	shift 2
	mkdir -p "$WORK/$name"
	"$BIN/dumpfilter" -q "$@" <"$input" >"$WORK/$name/dump" \
	    2>"$WORK/refusal"
	status=$?
	cat "$WORK/refusal" >&2
	[ $status -eq 0 ] || [ $status -eq 3 ]
}

# ask TOOL FOLDER [PROGRAM]: what it prints, and its status, in said.TOOL
# there; a dump is asked once.
ask() {
	if [ ! -f "$WORK/$2/said.$1" ]; then
		"$1" "$WORK/$2" ${3:+"$3"} >"$WORK/$2/said.$1"
		echo "status $?" >>"$WORK/$2/said.$1"
	fi
}

# Of what a debugger said: threads, and of each frame its number and function;
# libraries and where they are.
gdb_frames() {
	sed -n -e 's/^Thread \([0-9]*\).*/thread \1/p' -e '/^0x/p' \
	    -e 's/^\(#[0-9]*\)  *\(0x[0-9a-f]* in \)*\([^ (]*\).*/\1 \3/p'
}

eu_stack_frames() {
	sed -n -e '/^TID/p' -e 's/^\(#[0-9]*\)  *0x0*/\1 /p'
}

lldb_frames() {
	sed -n -e 's/^ *\(\* \)*thread #\([0-9]*\).*/thread \2/p' \
	    -e 's/.*\(frame #[0-9]*: 0x[0-9a-f]*[^(]*\).*/\1/p' -e '/^\[ /p'
}

# Lists of libraries, without their folders.
without_folders() {
	sed -e 's|^\(0x.* \)/*[^ ]*/\([^/ ]*\)$|\1\2|' \
	    -e 's|^\(\[ .* 0x[0-9a-f]* \).*[/\\]\([^/\\]*\)$|\1\2|' -e 's| *$||'
}

# Threads and frames; registers and the address of a crash may be scrubbed.
stackwalk_frames() {
	sed -n -e '/^Thread /p' -e 's/^ *\([0-9][0-9]*  .* + 0x.*\)/\1/p'
}

# view HOW TOOL FOLDER: what is to be compared, into view.TOOL there.
view() {
	case $1.$2 in
	frames.gdb_says) gdb_frames ;;
	frames.eu_stack_says) eu_stack_frames ;;
	frames.lldb_says) lldb_frames ;;
	names.gdb_says) gdb_frames | without_folders ;;
	names.eu_stack_says) eu_stack_frames ;;
	names.lldb_says) lldb_frames | without_folders ;;
	names.minidump_stackwalk_says) stackwalk_frames ;;
	*) cat ;;
	esac <"$WORK/$3/said.$2" >"$WORK/$3/view.$2"
}

# agree HOW TOOL FOLDER1 FOLDER2: a list of memory with offsets of 32 bits tells
# Breakpad where stacks are, which one with 64 does not: then it says more.
agree() {
	view "$1" "$2" "$3"
	view "$1" "$2" "$4"
	if [ "$1.$2" != names.minidump_stackwalk_says ] &&
	    [ "$2" = minidump_stackwalk_says ]; then
		! diff "$WORK/$3/view.$2" "$WORK/$4/view.$2" | grep -aq '^<'
	else
		cmp -s "$WORK/$3/view.$2" "$WORK/$4/view.$2"
	fi
}

# compare WHAT TOOL FULL CUT [PROGRAM]: TOOL (gdb_says ...) prints the same
# of folders FULL and FULL-CUT; of the mini cut as far as it is about frames,
# for what variables point to is not there; of triage also without folders.  A
# dump that holds code, of files that are not on this machine (files_absent),
# unwinds by that code; cuts give it up by definition, and nothing else: with code and constants kept, whatever
# they are taken for where files have no names, and with the map of the process,
# by which LLDB trusts return addresses, there must be no difference.
files_absent=
compare() {
	how=all
	case $4 in
	mini) how=frames ;;
	triage) how=names ;;
	esac
	ask "$2" "$3" "${5:-}"
	ask "$2" "$3-$4" "${5:-}"
	if agree $how "$2" "$3" "$3-$4"; then
		ok "$1"
	elif [ "$files_absent" ] && [ "$4" != full ] && cut_to "$3-code" \
	    "$WORK/$3/dump" "--$4" \
	    --keep=code,rodata,jit,private-ro --keep-layout &&
	    ask "$2" "$3-code" "${5:-}" && agree $how "$2" "$3" "$3-code"
	then
		ok "$1, but for what dumped code and the map tell"
	else
		agree $how "$2" "$3" "$3-$4"
		same "$1" "$WORK/$3/view.$2" "$WORK/$3-$4/view.$2"
	fi
	rm -rf "${WORK:?}/$3-code"
}

# try NAME DUMP TOOLS [PROGRAM]: makes each of $cuts of DUMP, asks every tool.
cuts=${CUTS:-full heap mini triage}
try() {
	mkdir -p "$WORK/$1"
	ln -f "$2" "$WORK/$1/dump"
	for cut in $cuts; do
		case $cut in
		*-*) option=--type=$cut ;;
		*) option=--$cut ;;
		esac
		if cut_to "$1-$cut" "$2" "$option"; then
			ok "$1: --$cut: $(size "$2") -> $(size \
			    "$WORK/$1-$cut/dump") bytes"
		elif { [ "$cut" = mini ] || [ "$cut" = triage ]; } &&
		    grep -q 'no stack can be found' "$WORK/refusal"; then
			ok "$1: --$cut: refused, for it has no registers"
			continue
		else
			not_ok "$1: --$cut (status $status)"
			continue
		fi
		for tool in $3; do
			compare "$1: $tool of --$cut" "${tool}_says" "$1" \
			    "$cut" "${4:-}"
		done
		rm -rf "${WORK:?}/$1-$cut"
	done
	rm -rf "${WORK:?}/$1"
}

# Sets $tools to those of the named that are here; the others are skipped.
find_tools() {
	tools=
	for tool in "$@"; do
		if [ "$tool" = lldb ] && [ -n "$LLDB" ]; then
			tools="$tools lldb"
		elif have "$tool"; then
			tools="$tools $(echo "$tool" | tr - _)"
		else
			skip "$tool" "not on this machine"
		fi
	done
}

# Do kernels here put cores into the folder of the crash?
core_files() {
	case $(cat /proc/sys/kernel/core_pattern 2>/dev/null) in
	core) [ "$(cat /proc/sys/kernel/core_uses_pid)" = 0 ] ;;
	*) false ;;
	esac
}

# crash_core FILE COMMAND...: runs it until it dies, keeps the core.
crash_core() {
	out=$1
	shift
	mkdir -p "$WORK/crash"
	(cd "$WORK/crash" && ulimit -c unlimited && rm -f core &&
	    "$@" >/dev/null 2>&1)
	[ -s "$WORK/crash/core" ] && mv "$WORK/crash/core" "$out"
}

# start COMMAND...: in the background; waits for a line "ready" from it.
# $pid is its number.
start() {
	mkfifo "$WORK/ready" || return 1
	"$@" >"$WORK/ready" 2>/dev/null </dev/null &
	pid=$!
	children="$children $pid"
	timeout 60 head -n 1 "$WORK/ready" | grep -q ready
	result=$?
	rm -f "$WORK/ready"
	return $result
}

stop() {
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

# live_core FILE: what gdb writes of $pid.
live_core() {
	gcore -o "$WORK/live" "$pid" >/dev/null 2>&1 &&
	    mv "$WORK/live.$pid" "$1"
}
