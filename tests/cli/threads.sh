# Only some threads stay, in their order, and with what is theirs.
core=corpora/good/elf-kernel-x86-64.core
dump=corpora/good/minidump-dbghelp-full.dmp
ids() {
	dumpinfo --json --threads "$1" | grep -o '"thread_id":[0-9]*' |
	    tr '\n' ' '
	echo
}
for file in $core $dump corpora/good/minidump-lldb.dmp \
    corpora/good/minidump-dbghelp-mini.dmp; do
	echo "$file"
	ids "$file"
	dumpfilter --threads=CRASH "$file" >crash
	ids crash
	dumpfilter --threads=crash crash | cmp - crash
	last=$(ids "$file" | sed 's/.*:\([0-9]*\) *$/\1/')
	dumpfilter --mini --threads="$last,crash" "$file" >both
	ids both
	dumpfilter --mini --threads="$last" both | cmp - both
	dumpinfo --records both | grep -c PRSTATUS
done
dumpfilter --threads=first $core
dumpfilter --threads=1,999999 --dry-run $core | tail -n 1
dumpfilter --threads=crash corpora/good/minidump-thread-ex-list.dmp
