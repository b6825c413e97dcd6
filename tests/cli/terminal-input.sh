# Nobody waits for a dump to be typed.
script -qec true /dev/null </dev/null >log 2>&1 ||
    { echo 'no script(1), or no terminals' >&2; exit 77; }
on_terminal() {
	script -qec "$* </dev/tty; echo status \$?" /dev/null </dev/null |
	    tr -d '\r'
}
on_terminal dumpcat -o out
on_terminal dumpfilter --heap -o out
on_terminal dumpfilter --heap --dry-run -
on_terminal dumpinfo
on_terminal dumpinfo --json -
