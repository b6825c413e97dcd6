# What a terminal would obey is shown as \xNN, in names of dumps too.
name=$(printf 'a\033[31m\n.core')
cp corpora/good/elf-kernel-x86-64.core "$name"
dumpinfo --header "$name"
dumpcat "no$name"
dumpfilter "--no$name"
dumpfilter --heap --dry-run "$name" | tail -n 1
dumpinfo --json "$name" | cut -c 1-60
dumpzip "$name" && dumpzip -l "$name.gz" | tail -n 1 | cut -c 48-
dumpzip -v -d -f "$name.gz"
