# A wrong option is answered with the nearest right one, status 2.
try() {
	"$@"
	echo "$*: $?"
}
try dumpfilter --hep
try dumpfilter --haep
try dumpfilter --strip
try dumpfilter --inaccessible
try dumpfilter --keep-layuot
try dumpfilter --dryrun
try dumpfilter --heap=yes
try dumpfilter -heap
try dumpfilter -x
try dumpfilter -vx
try dumpfilter -mq
try dumpfilter --zzzzzzzzzz
try dumpfilter --
try dumpfilter --drop
try dumpfilter --drop=
try dumpfilter -o
try dumpinfo --treads
try dumpinfo --stream
try dumpcat --heap
