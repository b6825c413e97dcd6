# Long runs of zeros are shared or dropped; a second time nothing happens.
core=corpora/good/elf-kernel-zero-runs.core
dump=corpora/good/minidump-dbghelp-full.dmp
dumpfilter --zeros=keep $core
dumpfilter --zeros=some $core
dumpfilter --zeros=shares $core
dumpfilter --filter=zeros,how=Share $core
dumpfilter --zeros=share $dump | cmp - $dump
dumpfilter --zeros=SHARE $core | tee shared | wc -c
dumpfilter --zeros=share shared | cmp - shared
cat $core | dumpfilter --filter=zeros,how=share | cmp - shared
dumpinfo --json --memory shared | grep -o '"bytes":[0-9]*' | head -n 1
dumpinfo --provenance shared | grep zeros
dumpfilter --heap --zeros=share --no-provenance $core >a
dumpfilter --heap --no-provenance $core |
    dumpfilter --zeros=share --no-provenance | cmp - a
dumpfilter --zeros=drop $core | tee dropped | wc -c
dumpfilter --zeros=drop dropped | cmp - dropped
