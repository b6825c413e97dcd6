# A file is what it is called.
dumpzip --zstd </dev/null >/dev/null 2>&1 ||
    { echo 'no zstd in this build' >&2; exit 77; }
core=corpora/good/elf-kernel-with-text.core
dumpfilter --heap $core >want
for program in dumpcat 'dumpfilter --heap' dumpzip; do
	for options in '--zstd -o x.gz' '-z -o x.zst' '--gzip -o x.ZST' \
	    '--zstd -o x' '-o x.zst' '--zstd -o x.zst'; do
		# shellcheck disable=SC2086
		$program $options $core 2>err
		echo "$program $options: $?"
		sed '/^try /d' err
		for file in x*; do
			[ -e "$file" ] || continue
			dumpinfo --json --header "$file" |
			    grep -o '"compression":"[a-z]*"'
			dumpcat "$file" | cmp -s - want ||
			    dumpcat "$file" | cmp - $core
			rm "$file"
		done
	done
done
cp $core x
for options in '-S .zst' '-S .zst --gzip' '-S .gz --zstd' '-S .dz --zstd'; do
	# shellcheck disable=SC2086
	dumpzip $options x 2>err
	echo "dumpzip $options: $?"
	sed '/^try /d' err
	for file in x.*; do
		[ -e "$file" ] || continue
		dumpcat "$file" | cmp - $core
		dumpzip -l --json "$file" | grep -o '"compression":"[a-z]*"'
		rm "$file"
	done
done
# What is only read is not promised.
for program in dumpcat 'dumpfilter --heap' dumpzip 'dumpzip -1 --gzip'; do
	for file in a.xz a.LZ4; do
		$program -o $file $core 2>err
		echo "$program -o $file: $?"
		sed '/^try /d; s/, but gzip.*//' err
	done
done
dumpzip -S .xz x 2>/dev/null
echo "dumpzip -S .xz: $?"
for file in a.* x.*; do
	[ ! -e "$file" ] || echo "$file is there"
done
