# --type= takes the words of other tools; what is meant the same is the same.
dump=corpora/good/minidump-dbghelp-dotnet.dmp
dumpfilter -q --type=dotnet-heap $dump >want
for type in 0x41A25 268837 WithDataSegs,WithHandleData,0x41a20 \
    'MiniDumpWithDataSegments | minidumpwithhandledata | 0x41a20' \
    windbg-mdhuwFt,WithTokenInformation; do
	dumpfilter -q --type="$type" $dump | cmp - want || echo "$type"
done
dumpfilter -q --type Heap $dump >a
dumpfilter -q -mh $dump | cmp - a
dumpfilter -q --heap $dump | cmp - a
dumpfilter -q -ma $dump >a
dumpfilter -q --type=procdump-ma $dump | cmp - a
dumpfilter -v --type=dotnet-heap,WithCodeSegs $dump -o b
dumpinfo b | grep -e Type -e Cut
dumpfilter -q --type=0x41827 $dump >c
dumpinfo c | grep Type
core=corpora/good/elf-kernel-with-text.core
dumpfilter -v --type=core-filter:0x11 $core -o d
dumpinfo --provenance d | grep cut=
# One cut at a time; the same one twice is one.
dumpfilter --heap --type=0x1 $core
echo $?
dumpfilter -q --type=WithDataSegs --type=0x1 $core >e
dumpfilter -q --type=1 $core | cmp - e
