# Many dumps: each is tried; 1 before 3.
good=corpora/good/elf-kernel-x86-64.core
cut=corpora/bad/elf-cut-in-memory.core
not=corpora/bad/not-page.dmp
dumpinfo -q --system $good $good
echo "good: $?"
dumpinfo -q --system $good $cut
echo "good, cut: $?"
dumpinfo -q --system $not $cut $good
echo "none, cut, good: $?"
# The name is there once.
dumpinfo --header --system $good $good | grep -c ^File
