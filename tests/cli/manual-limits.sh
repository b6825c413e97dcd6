# Both manuals name the same cases in which live memory is taken for dead.
limits() {
	sed -n '/^This is known to be wrong/,/^keeps all/p' "$SRC/$1"
}
limits bin/dumpfilter.1 >one
limits filters/dumpfilters.7 >other
[ -s one ] || echo 'no limits found'
cmp one other
