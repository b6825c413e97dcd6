# What each file of the corpora makes of the programs, and no traces of it.
sed 's/#.*//' corpora/expect.tab | while read -r file cat heap info; do
	[ -n "$file" ] || continue
	dumpcat -o a corpora/"$file" 2>err
	got=$?
	[ $got -eq "$cat" ] || echo "dumpcat $file: $got, not $cat"
	[ $got -eq 1 ] || cmp a corpora/"$file"
	[ $got -ne 1 ] || [ "$(wc -l <err)" -eq 1 ] || cat err
	dumpfilter --heap -o b corpora/"$file" 2>err
	got=$?
	[ $got -eq "$heap" ] || echo "dumpfilter $file: $got, not $heap"
	[ $got -ne 1 ] || [ "$(grep -vc ': warning: ' err)" -eq 1 ] || cat err
	dumpinfo corpora/"$file" >c 2>err
	got=$?
	[ $got -eq "$info" ] || echo "dumpinfo $file: $got, not $info"
	rm -f a b c err
	[ "$(ls -A)" = corpora ] || ls -A
done
