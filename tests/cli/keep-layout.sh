# --keep-layout: what is dropped keeps its place in the map, without bytes.
core=corpora/good/elf-kernel-with-text.core
dumpfilter --heap $core | dumpinfo --memory >without
dumpfilter --heap --keep-layout $core | dumpinfo --memory >with
diff without with
