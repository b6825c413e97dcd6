# JSON: a line for each dump, whatever is wrong with it.
dumpinfo --json corpora/good/elf-kernel-x86-64.core \
    corpora/good/minidump-dbghelp-mini.dmp corpora/bad/not-page.dmp \
    corpora/bad/minidump-cut-in-memory.dmp
echo "status $?"
dumpinfo --json --memory --crash corpora/good/elf-kernel-i386.core
dumpinfo --json=pretty --system corpora/good/elf-kernel-s390x.core
