# --estimate=CODEC: how large that is compressed; small cuts are compressed
# to say so.
core=corpora/good/elf-gcore.core
for codec in gzip zstd; do
	dumpfilter --estimate=$codec $core | sed -n 1p
	dumpfilter --estimate=$codec --json $core |
	    sed 's/"name"/\n&/g; s/"packed":{[^}]*"bytes"/"packed"/g' |
	    tr -d '{}"' | awk -F'[:,]' '/^name:.*error_percent/ {
		print $2, $6, $8 }' >said
	while read -r cut bytes error; do
		n=$(dumpfilter -q --type="$cut" --$codec $core | wc -c)
		echo "$error" $((n - bytes)) | awk '$1 != 0 ||
		    $2 > 32 || $2 < -32 { print "off:", $0 }'
	done <said
	[ "$(wc -l <said)" -ge 3 ] || echo "no cuts"
done
dumpfilter --estimate=gzip -9 $core | grep '^~'
dumpfilter --estimate -z $core | grep '^~'
dumpfilter --estimate=GZIP $core | grep '^~'
dumpinfo --estimate=gzip $core | grep '^~'
dumpfilter --estimate=gzip --zstd $core; echo "two: $?"
dumpfilter --estimate=gzup $core; echo "wrong: $?"
dumpfilter --estimate=zip $core; echo "zip: $?"
dumpfilter --estimate=gzip -- --level 77 $core; echo "operands: $?"
dumpfilter --estimate=gzip --level=77 $core; echo "level: $?"
# A pipe is spooled for that.
# shellcheck disable=SC2002
cat $core | dumpfilter --estimate=gzip >from-pipe
dumpfilter --estimate=gzip <$core | diff - from-pipe
# shellcheck disable=SC2002
cat $core | dumpfilter --estimate=gzip --no-spool; echo "no-spool: $?"
