# A report appears whole, or not at all.
core=corpora/good/elf-kernel-x86-64.core
dumpinfo $core >want
dumpinfo -o out $core && cmp out want
dumpinfo -o out $core
echo "exists: $?"
dumpinfo -f -o out --json $core && wc -l <out
