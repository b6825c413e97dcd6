# What comes out of damaged files, and what is said of it.
dmp=corpora/good/minidump-unused-in-the-middle.dmp
sed 's/#.*//' corpora/expect.tab | grep '^packed/' |
while read -r file cat _; do
	name=${file#packed/}
	# Status 1 is of no dump as well.
	case $name in
	*-thrice* | *-empty*) cat=0 ;;
	# One layer is undone, and none of several files is a dump then.
	zip-with-*) continue ;;
	esac
	dumpzip -t corpora/"$file" 2>t
	got=$?
	# A codec may be left out.
	grep -q 'this build cannot read it' t && continue
	[ $got -eq "$cat" ] || echo "-t $name: $got, not $cat"
	dumpzip -d -o out corpora/"$file" 2>d
	got=$?
	[ $got -eq "$cat" ] || echo "-d $name: $got, not $cat"
	[ $got -eq 1 ] && [ -e out ] && echo "$name: left an output"
	[ "$got" -ne 3 ] || diff t d
	[ "$got" -ne 3 ] || sed 's,corpora/packed/,,' d >>said
	case $got$name in
	3*cut*) head -c "$(wc -c <out)" $dmp | cmp out - ;;
	*twice* | *thrice* | *empty* | 1*) ;;
	*) cmp out $dmp ;;
	esac
	dumpzip -dc <corpora/"$file" >piped 2>p
	[ $? -eq $got ] || echo "-dc $name: not the same status in a pipe"
	[ $got -eq 1 ] || cmp out piped
	rm -f out
done
grep gzip said
