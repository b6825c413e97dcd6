# No binary goes to a terminal.
script -qec true /dev/null </dev/null >log 2>&1 ||
    { echo 'no script(1), or no terminals' >&2; exit 77; }
core=corpora/good/elf-kernel-x86-64.core
on_terminal() {
	script -qec "$*; echo status \$?" /dev/null </dev/null | tr -d '\r'
}
on_terminal dumpcat $core
on_terminal dumpfilter --heap $core
on_terminal dumpfilter --heap -c $core
on_terminal dumpfilter --heap -o out $core
on_terminal "dumpfilter --heap $core | cmp - out"
on_terminal dumpinfo --system $core
on_terminal dumpcat -o /dev/tty $core
[ ! -e /dev/stdout ] || on_terminal dumpfilter --heap -o /dev/stdout $core
[ ! -e /dev/stdout ] || on_terminal dumpinfo --system -o /dev/stdout $core
