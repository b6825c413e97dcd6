# --list says the names that options take; every class is one for --drop.
for topic in filters types classes flags; do
	echo "$topic:"
	dumpfilter --list=$topic
done
dumpfilter --list=filters >filters
dumpfilter --list-filters | diff filters -
dumpfilter --list=Filters | diff filters -
dumpfilter --list=types --json
dumpfilter --list=flags --json | tr '{' '\n' | grep FullMemory
for class in $(dumpfilter --list=classes | awk '{ print $1 }'); do
	dumpfilter --drop="$class" corpora/good/elf-kernel-x86-64.core \
	    >out || echo "$class: $?"
done
# With -o they go there; a trial leaves that alone.
dumpfilter --list=filters -o there && cmp there filters
dumpfilter --list=filters -o there; echo "again: $?"
dumpfilter --heap --dry-run -o absent corpora/good/elf-gcore.core | tail -n 1
[ ! -e absent ] || echo absent is there
