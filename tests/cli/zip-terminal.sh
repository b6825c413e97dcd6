# Neither a terminal as input, nor binary to one, unless that is forced.
script -qec true /dev/null </dev/null >log 2>&1 ||
    { echo 'no script(1), or no terminals' >&2; exit 77; }
dumpzip -o x.gz corpora/good/minidump-smallest.dmp
on_terminal() {
	script -qec "$*; echo status \$?" /dev/null </dev/null | tr -d '\r'
}
on_terminal dumpzip
on_terminal dumpzip -d
on_terminal dumpzip -c corpora/good/minidump-smallest.dmp
on_terminal dumpzip -dc x.gz
on_terminal 'dumpzip <x.gz'
on_terminal 'dumpzip -d <x.gz'
on_terminal dumpzip -t
on_terminal dumpzip -t x.gz
on_terminal dumpzip -lq x.gz
echo text | gzip >text.gz
on_terminal dumpzip -dcf text.gz
