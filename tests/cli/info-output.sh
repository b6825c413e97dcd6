# A report appears whole, or not at all.
core=corpora/good/elf-kernel-x86-64.core
dumpinfo $core >want
dumpinfo -o out $core && cmp out want
dumpinfo -o out $core
echo "exists: $?"
dumpinfo -f -o out --json $core && wc -l <out
# What cannot be read leaves no report, unless there is another dump.
text=corpora/bad/not-text.dmp
dumpinfo -o none $text; echo "text: $?"
dumpinfo -f -o out $text $text; echo "twice: $?"
wc -l <out
dumpinfo --json -o none $text; echo "json: $?"
[ ! -e none ] || echo there
dumpinfo -o both --system $text $core; echo "text and core: $?"
cat both
