# An option that does not exist yet is no option.
dumpfilter --fill corpora/good/elf-kernel-x86-64.core 2>/dev/null
echo "--fill: $?"
