# Options that do not exist yet are no options.
for option in --fill; do
	dumpfilter $option corpora/good/elf-kernel-x86-64.core 2>/dev/null
	echo "$option: $?"
done
