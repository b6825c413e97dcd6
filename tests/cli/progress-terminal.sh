# A terminal gets the line after a second, and it is gone in the end.
script -qec true /dev/null </dev/null >log 2>&1 ||
    { echo 'no script(1), or no terminals' >&2; exit 77; }
core=corpora/good/elf-kernel-x86-64.core
show() {
	{ head -c 30000 $core; sleep 1.5; tail -c +30001 $core; } >fifo &
	script -qec "$* -o out -f fifo" /dev/null </dev/null |
	    tr '\r' '\n' | sed 's/  [0-9].*/  N/; s/ *$//' | sort -u
	wait
}
mkfifo fifo
echo 'dumpcat:'
show dumpcat
echo 'dumpcat -q:'
show dumpcat -q
echo 'dumpcat --no-progress:'
show dumpcat --no-progress
echo 'dumpcat -v:'
show dumpcat -v
cmp out $core
