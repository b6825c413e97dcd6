# The input can be the output with -o -f, and is not ruined without.
# shellcheck disable=SC2094
core=corpora/good/elf-kernel-x86-64.core
dumpfilter --heap $core >want
cp $core x.core
dumpfilter --heap -o x.core x.core
echo "without -f: $?"
cmp x.core $core
dumpfilter --heap -f -o x.core x.core && cmp x.core want
dumpfilter --heap -f -o x.core - <x.core && cmp x.core want
dumpfilter --heap x.core >x.core
echo "emptied: $?"
dumpfilter --heap <x.core >x.core
echo "emptied: $?"
dumpcat x.core >x.core
echo "emptied: $?"
cp $core x.core
dumpcat x.core >>x.core
echo "appended: $?"
cmp x.core $core
dumpinfo x.core 1<>x.core
echo "over it: $?"
cmp x.core $core
ls
