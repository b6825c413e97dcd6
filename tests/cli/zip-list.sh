# -l: gzip's columns, and which dump it is.
for f in elf-gcore.core minidump-wine-full.dmp elf-delve.core; do
	dumpzip -n -o $f.gz corpora/good/$f
done
echo 'no dump' | gzip -n >text.gz
gzip -n <text.gz >twice.gz.gz
gzip -nc corpora/good/minidump-dbghelp-full.dmp >foreign.dmp.gz
columns() {
	awk '{ $1 = "N"; if ($2 ~ /^[0-9]*$/ && NF > 3) $3 = "N%"; print }'
}
dumpzip -l ./*.gz >list
columns <list
# The sizes are gzip's own.
gzip -l ./*.gz | awk '{ print $1, $2 }' >a
awk '{ print $1, $2 }' list | diff a -
dumpzip -lq elf-gcore.core.gz | columns
dumpzip -l <elf-gcore.core.gz | columns
dumpzip -lv text.gz | cut -c 1-14
dumpzip -l text.gz corpora/good/elf-gcore.core
echo "not compressed: $?"
dumpzip -l corpora/packed/gzip-garbage.dmp.gz corpora/packed/gzip-cut-in-data.dmp.gz |
    columns
dumpzip -l corpora/packed/gzip-chunk-damaged.dmp.gz
echo "damaged: $?"
