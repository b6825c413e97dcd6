# What is compressed in another way is not called uncompressed.
printf 'BZh91AY&SY and so on' >x.bz2
printf 'no archive' >x
for options in -d -dc -t -l '-t --json'; do
	for file in x.bz2 x; do
		# shellcheck disable=SC2086
		dumpzip $options $file 2>&1
		echo "dumpzip $options $file: $?"
	done
done
dumpzip -dc <x.bz2
dumpzip -dcf x.bz2 | cmp - x.bz2
