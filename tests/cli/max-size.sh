# --max-size leaves out what is worth least, never writes more, and says with
# status 4 what is needed at least.
core=corpora/good/elf-gcore.core
dump=corpora/good/mdmp-dbghelp-full.dmp
[ -e "$dump" ] || dump=$(find corpora/good/ -name '*.dmp' | sort | head -n 1)
size() {
	wc -c <"$1" | tr -d ' '
}
# A limit that is no limit changes nothing.
dumpfilter --max-size=1G $core | cmp - $core
dumpfilter --heap $core >heap
dumpfilter --heap --max-size=1G $core | cmp - heap
for in in "$core" "$dump"; do
	whole=$(size "$in")
	for percent in 90 70 50 30; do
		limit=$((whole * percent / 100))
		dumpfilter --max-size=$limit "$in" >out || continue
		[ "$(size out)" -le "$limit" ] || echo "$in: $limit: too much"
		dumpinfo --check out >/dev/null 2>&1 || dumpinfo out >/dev/null
		# Again, and from a pipe: the same.
		dumpfilter --max-size=$limit out | cmp - out
		# shellcheck disable=SC2002
		cat "$in" | dumpfilter --max-size=$limit | cmp - out
		dumpfilter --max-size=$limit --dry-run "$in" |
		    grep -q '^vital records ' || echo "$in: $limit: no table"
	done
done
dumpfilter --max-size=100 $core -o none; echo "$?"
[ ! -e none ] || echo none is there
least=$(dumpfilter --max-size=100 $core 2>&1 | sed 's/.* is \([0-9]*\) KiB/\1/')
dumpfilter --max-size="${least}K" $core >out && [ "$(size out)" -le \
    $((least * 1024)) ] || echo "not $least KiB"
dumpfilter -v --max-size=$(($(size heap) * 3 / 4)) --heap $core 2>&1 >out |
    grep -c '^vital records\|^worth'
dumpinfo --provenance out | grep -o 'max-size [0-9]*' | wc -l
# JSON has the same.
dumpfilter --max-size=$(($(size heap) / 2)) --dry-run --json $core |
    tr '{' '\n' | grep -c '"wanted"'
# What cannot be meant.
dumpfilter --max-size=0 $core; echo "$?"
dumpfilter --max-size=5X $core; echo "$?"
dumpfilter --max-size=githup $core; echo "$?"
dumpfilter --max-size=1M --estimate $core; echo "$?"
