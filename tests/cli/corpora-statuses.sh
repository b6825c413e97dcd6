# What each file of the corpora makes of the programs, and no traces of it.
sed 's/#.*//' corpora/expect.tab | while read -r file cat heap info; do
	[ -n "$file" ] || continue
	dumpcat -o a corpora/"$file" 2>err
	got=$?
	# A codec may be left out.
	grep -q 'this build cannot read it' err && continue
	[ $got -eq "$cat" ] || echo "dumpcat $file: $got, not $cat"
	case $file in
	packed/*) plain=corpora/good/minidump-unused-in-the-middle.dmp ;;
	*) plain=corpora/$file ;;
	esac
	case $got$file in
	1*) ;;
	3packed/*cut*) [ -s a ] && head -c "$(wc -c <a)" "$plain" | cmp a - ;;
	*) cmp a "$plain" ;;
	esac
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
