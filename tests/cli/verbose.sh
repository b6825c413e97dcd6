# -v: one line of what was done; -vv: more; -q: no warnings.
core=corpora/good/elf-kernel-with-text.core
dumpfilter --heap -v -o out $core
dumpfilter --heap --drop=0x10+1 -vv -f -o out $core
dumpfilter --drop=code -v -f -o out $core
dumpcat -v -f -o out $core
dumpcat -q -f -o out corpora/bad/elf-cut-in-memory.core
echo "damaged: $?"
