# No order of options decides between two that contradict each other.
try() {
	"$@" corpora/good/elf-kernel-x86-64.core
	echo "$*: $?"
}
try dumpfilter --heap --full
try dumpfilter --type=full -mh
try dumpfilter --heap -o a -o b
try dumpfilter --heap -c -o a
try dumpfilter --heap --progress --no-progress
try dumpfilter --heap --spool-limit=1M --spool-limit=2M
try dumpfilter --heap --json
try dumpfilter --heap --dry-run --json=ugly
try dumpfilter --heap other.core
try dumpcat other.core
ls
