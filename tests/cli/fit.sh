# --fit takes the first cut that fits whole.
core=corpora/good/elf-gcore.core
size() {
	wc -c <"$1" | tr -d ' '
}
for cut in full heap mini; do
	dumpfilter -q --$cut $core >$cut
done
try() {
	limit=$(size "$1")
	shift
	dumpfilter -q --max-size="$limit" --fit=full,heap,mini $core >out
	echo "$?: $(size out)"
	cmp out "$1"
	# shellcheck disable=SC2002
	cat $core | dumpfilter -q --max-size="$limit" --fit=full,heap,mini |
	    cmp - out
}
try full full
try heap heap
try mini mini
dumpfilter --max-size=1K --fit=heap,mini $core >out; echo "$?"
size out
dumpfilter -z --max-size=1K --fit=heap,mini $core >out; echo "$?"
dumpfilter -v --max-size="$(size mini)" --fit=heap,mini $core 2>&1 >out |
    grep 'does not fit\|->'
# A cut that refuses is passed over; if all do, one says why.
dumpfilter -q --max-size=1G --fit=heap-managed,mini $core | cmp - mini
dumpfilter -q --max-size=1G --fit=heap-managed $core 2>err; echo "$?"
# What cannot be meant.
dumpfilter --fit=heap $core; echo "$?"
dumpfilter --fit=heap --max-size=1M --mini $core; echo "$?"
dumpfilter --fit=heap,hep --max-size=1M $core; echo "$?"
