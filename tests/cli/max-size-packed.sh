# --max-size of a compressed output is about the compressed file.
core=corpora/good/elf-gcore.core
size() {
	wc -c <"$1" | tr -d ' '
}
dumpfilter --zeros=keep --full -z $core >whole.gz
whole=$(size whole.gz)
for percent in 100 80 60 45; do
	limit=$((whole * percent / 100))
	if dumpfilter --full --max-size=$limit $core -o out.gz -f 2>/dev/null
	then
		[ "$(size out.gz)" -le "$limit" ] || echo "$limit: too much"
		gzip -t out.gz
		gzip -dc out.gz >out && dumpinfo out >/dev/null
		# Again: the same.
		dumpfilter --full --max-size=$limit out.gz -z | cmp - out.gz
		# shellcheck disable=SC2002
		cat $core | dumpfilter --full --max-size=$limit -z |
		    cmp - out.gz
	else
		echo "$percent %: $?"
	fi
done
dumpfilter --full --max-size="$whole" -z $core | cmp - whole.gz
dumpfilter --full --max-size=100 -z $core >none; echo "$?"
size none
# What is held back needs room for it.
dumpfilter --full --max-size="$whole" -z --no-spool $core >none; echo "$?"
dumpfilter -v --full --max-size="$whole" $core -o v.gz 2>&1 |
    grep -c 'written .* gzip'
