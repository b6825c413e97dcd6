# What is cut short is saved as far as it goes, from a file and a pipe.
core=corpora/good/elf-kernel-x86-64.core
head -c 30000 $core >cut.core
for program in dumpcat 'dumpfilter --heap' 'dumpinfo --header'; do
	$program cut.core >file
	echo "$program of a file: $?"
	# shellcheck disable=SC2002
	cat cut.core | $program >pipe
	echo "$program of a pipe: $?"
done
dumpcat -q cut.core | cmp - cut.core
dumpfilter -q --heap -o out cut.core
dumpinfo --header out
echo "the output: $?"
# Into a file of its own, what a pipe gives is told as of a file.
dumpinfo --provenance out >told
dumpfilter -q --heap -o out -f <cut.core
dumpinfo --provenance out >told-of-file
# shellcheck disable=SC2002
cat cut.core | dumpfilter -q --heap -o out -f
dumpinfo --provenance out >told-of-pipe
cmp told told-of-file
cmp told told-of-pipe
dumpinfo out | sed -n 's/^\(Cut .*\) (.*/\1/p'
