# What is damaged becomes whole, as far as it goes; what is whole stays.
whole=corpora/good/minidump-dbghelp-full.dmp
dumpfilter --repair $whole | cmp - $whole
echo $?
for file in elf-cut-in-memory.core elf-cut-in-notes.core \
    minidump-cut-in-memory.dmp minidump-cut-in-thread-list.dmp \
    minidump-string-past-end.dmp minidump-stack-past-end.dmp; do
	dumpfilter --repair corpora/bad/$file >out
	echo "$file: $?"
	dumpfilter --repair out | cmp - out && dumpinfo --json out |
	    grep -o '"complete":[a-z]*'
	dumpfilter --repair <corpora/bad/$file 2>&1 >piped | wc -l
	cat corpora/bad/$file | dumpfilter --repair 2>/dev/null | cmp - out
done
head -c 30000 corpora/good/elf-kernel-x86-64.core >short.core
dumpfilter --heap short.core | cmp -s - short.core
dumpfilter --heap --repair short.core
# shellcheck disable=SC2002
cat short.core | dumpfilter -q --repair --no-spool | wc -c
head -c 40000 $whole | dumpfilter --mini 2>&1 >mini | grep gone
# A lost name becomes an empty one, for readers expect one.
dumpfilter -q --repair corpora/bad/minidump-string-past-end.dmp >out
at=$(dumpinfo --records out | sed -n 's/^\(0x[0-9a-f]*\) .*ModuleList$/\1/p')
name=$(od -An -tu4 -j $((at + 4 + 20)) -N 4 out | tr -d ' ')
od -An -tu4 -j "$name" -N 4 out
