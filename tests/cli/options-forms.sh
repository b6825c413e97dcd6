# Options stand anywhere, values follow in either form, names in any case.
core=corpora/good/elf-kernel-x86-64.core
dumpfilter --heap <$core >want
same() {
	cmp want - || echo "$*"
}
dumpfilter --type=heap $core | same --type=heap
dumpfilter --type heap $core | same --type heap
dumpfilter --type HEAP $core | same --type HEAP
dumpfilter -mh $core | same -mh
dumpfilter -m h $core | same -m h
dumpfilter $core --heap | same FILE --heap
dumpfilter --heap --heap --type=heap $core | same --heap twice
dumpfilter --heap -- $core | same --
dumpfilter --heap - <$core | same -
dumpfilter --heap -o - $core | same -o -
dumpfilter --heap -c $core | same -c
dumpfilter --heap --stdout --output=- $core | same --stdout
dumpfilter --filter=heap --no-provenance $core >a
dumpfilter --heap --no-provenance $core | cmp - a
dumpfilter --heap -oout $core && same -oFILE <out
dumpfilter --heap -fqoout $core && same -fqoFILE <out
dumpfilter --drop=dead_stacks,CODE $core >a
dumpfilter --drop code $core --drop=Dead-Stacks | cmp a -
cp $core ./-v
dumpfilter --heap -- -v | same -- -v
dumpfilter --heap ./-v | same ./-v
