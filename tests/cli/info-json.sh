# JSON: a document for each dump, whatever is wrong with it.
dumpinfo --json=pretty corpora/good/elf-kernel-x86-64.core
dumpinfo --json=pretty corpora/good/minidump-dbghelp-mini.dmp
dumpinfo --json corpora/good/minidump-smallest.dmp corpora/bad/not-page.dmp \
    corpora/bad/minidump-cut-in-memory.dmp
echo "status $?"
dumpinfo --json --memory --crash corpora/good/elf-memfault.core
dumpinfo --json=pretty --system corpora/good/elf-kernel-s390x.core
