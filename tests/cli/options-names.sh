# Wrong names of cuts, classes, filters and lists are answered before the
# dump is looked at.
try() {
	"$@" no-such-file
	echo "$*: $?"
}
try dumpfilter --type=hep
try dumpfilter --type=0x10000001
try dumpfilter --type=MiniDumpWithPrivateMemory
try dumpfilter --type=heap,WithCodeSegs
try dumpfilter --drop=cod
try dumpfilter --drop=code,privat
try dumpfilter --heap --keep=code:
try dumpfilter --heap --keep=stacks:libc*
try dumpfilter --drop=0x1000
try dumpfilter --drop=0x1000+4Q
try dumpfilter --drop=0x2000-0x1000
try dumpfilter --filter=heep
try dumpfilter --filter=drop
try dumpfilter --filter=drop,where=code
try dumpfilter --filter=drop,what=core
try dumpfilter --list=class
try dumpfilter --heap --spool-limit=lots
try dumpfilter --heap --max-metadata=-1
