# Sections stand in the order of the view, and have other names.
core=corpora/good/elf-kernel-x86-64.core
dumpinfo --threads --system $core
dumpinfo --system --threads $core | tail -n +2 | head -n 1
dumpinfo --memory $core >a
dumpinfo --segments $core | diff a -
dumpinfo --regions $core | diff a -
dumpinfo --records $core >a
dumpinfo --notes $core | diff a -
dumpinfo --streams $core | diff a -
dumpinfo --crash $core >a
dumpinfo --exception $core | diff a -
dumpinfo --process $core >a
dumpinfo --cmdline $core | diff a -
dumpfilter --heap $core | dumpinfo --provenance
