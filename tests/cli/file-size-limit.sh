# A limit on file sizes is an error like a full disk, and leaves nothing.
ulimit -f 4
dumpcat -o out corpora/good/elf-kernel-x86-64.core
echo "status $?"
ls -A
