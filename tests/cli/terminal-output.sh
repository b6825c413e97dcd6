# No binary goes to a terminal.
command -v script >/dev/null || { echo 'no script(1)' >&2; exit 77; }
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
