# The view of a minidump.
dumpinfo corpora/good/minidump-dbghelp-full.dmp
echo
dumpinfo --all corpora/good/minidump-dbghelp-mini.dmp
