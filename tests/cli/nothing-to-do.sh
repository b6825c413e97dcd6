# Nothing that could change a dump is asked for: a hint, status 2.
core=corpora/good/elf-kernel-x86-64.core
for option in '' --keep=code --keep-layout --no-provenance -v --dry-run; do
	# shellcheck disable=SC2086
	dumpfilter $option $core
	echo "$option: $?"
done
