# What jhsdb needs: half of the heap, native memory that the machine knows.
dumpfilter -q --type=heap-managed corpora/good/elf-java.core >managed
dumpinfo --all managed | grep "^0x.* rw-\|^0x.* r--"
dumpfilter -q --type=heap-managed managed -o second
cmp second managed
# shellcheck disable=SC2002
cat corpora/good/elf-java.core | dumpfilter -q --type=heap-managed |
    cmp - managed
dumpfilter -q --heap corpora/good/elf-java.core |
    dumpfilter -q --type=heap-managed --no-provenance >again
dumpfilter -q --type=heap-managed --no-provenance corpora/good/elf-java.core |
    cmp - again
dumpfilter --type=mini-managed corpora/good/elf-java.core
