# A full disk is said, and status 1, whenever the system tells it.
[ -c /dev/full ] || { echo 'no /dev/full' >&2; exit 77; }
core=corpora/good/elf-kernel-x86-64.core
for program in "dumpcat $core" "dumpfilter --heap $core" "dumpinfo $core" \
    "dumpinfo --json $core" 'dumpfilter --list=flags' 'dumpcat --help' \
    'dumpinfo --version'; do
	$program >/dev/full
	echo "$program: $?"
done
dumpcat -f -o /dev/full $core
echo "dumpcat -o: $?"
dumpinfo -o /dev/full -f $core
echo "dumpinfo -o: $?"
