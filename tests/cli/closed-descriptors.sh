# A closed descriptor is an error when it is needed, and never gets a file.
core=corpora/good/elf-kernel-x86-64.core
dumpfilter --heap $core >want
for program in dumpcat 'dumpfilter --heap' dumpinfo 'dumpzip -c'; do
	$program <&-
	echo "$program without input: $?"
	$program $core >&-
	echo "$program without output: $?"
	$program --help >&-
	echo "$program --help: $?"
done
dumpfilter --heap -o out $core <&- >&- && cmp out want
dumpfilter --heap -o out2 $core <&- >&- 2>&- && cmp out2 want
dumpfilter --no-such 2>&-
echo "no place for a message: $?"
