# Modules that no stack points into lose what identifies them, or all.
dump=corpora/good/minidump-dbghelp-dotnet.dmp
dumpinfo --modules $dump
dumpfilter -q --filter=scan $dump -o stripped
dumpinfo --modules stripped
dumpfilter -q --filter=scan,drop $dump -o dropped
dumpinfo --modules dropped
for f in stripped dropped; do
	dumpinfo $f | grep Type
done
dumpfilter -q --filter=scan stripped | cmp - stripped
dumpfilter -q --filter=scan,drop dropped | cmp - dropped
dumpfilter -q --filter=scan,drop stripped | dumpinfo --modules | cut -c1-60
# The flag of a type is the same filter.
dumpfilter -q --type=ScanMemory,0x40 $dump -o flag
dumpinfo flag | grep -e Type -e Cut
