# More segments than a core's header can count, with the number in front,
# behind and nowhere; and 10,000 that share bytes of the file.
# shellcheck disable=SC2002
if [ ! -x "$BUILD/corpora/mkcorpus" ]; then
	echo 'corpora/mkcorpus is not built' >&2
	exit 77
fi
"$BUILD/corpora/mkcorpus" --large .
for core in elf-*.core; do
	dumpcat "$core" | cmp - "$core"
	cat "$core" | dumpcat --no-spool | cmp - "$core"
	dumpinfo --json "$core" | sed 's/.*"ranges":\([0-9]*\).*/\1 ranges/'
	for cut in full heap; do
		dumpfilter -q "--$cut" --no-provenance "$core" >once
		cat "$core" | dumpfilter -q "--$cut" --no-provenance | cmp - once
		dumpfilter -q "--$cut" --no-provenance once | cmp - once
	done
	dumpfilter -q --heap "$core" -o twice
	dumpfilter -q --heap twice | cmp - twice
	rm twice
done
