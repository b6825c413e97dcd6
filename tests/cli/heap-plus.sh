# The cuts of procdump and Minidumper by their letters and names; a pool of
# buffers goes once, not again.
core=corpora/good/elf-kernel-with-text.core
for type in heap-plus miniplus procdump-mp; do
	dumpfilter -q --type=$type $core -o $type
done
dumpfilter -q -mp $core -o mp
cmp heap-plus miniplus && cmp heap-plus procdump-mp && cmp heap-plus mp
dumpfilter -q --no-provenance --heap $core >a
dumpfilter -q --no-provenance --type=heap-plus $core | cmp - a
plus=heap-plus,limit=1
dumpfilter -q --filter=$plus $core -o once
dumpinfo --provenance once | grep -e cut= -e buffers=
dumpfilter -q --filter=$plus once | cmp - once
cat $core | dumpfilter -q --filter=$plus | cmp - once
dumpfilter -q --heap --filter=$plus $core -o all
dumpinfo --provenance all | grep -e cut= -e buffers=
