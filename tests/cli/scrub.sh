# --scrub rewrites what stays: the size is the same, and twice is once.
core=corpora/good/elf-kernel-x86-64.core
dumpfilter --full --no-provenance $core -o full
dumpfilter --full --scrub=stacks --no-provenance $core -o scrubbed
[ "$(wc -c <full)" -eq "$(wc -c <scrubbed)" ] || echo other size
cmp -s full scrubbed && echo the same
dumpfilter --scrub=stacks --no-provenance full | cmp - scrubbed
dumpfilter --mini --scrub=stacks $core -o once
dumpfilter --mini --scrub=stacks once | cmp - once
dumpinfo --provenance once | grep cut
dumpfilter --filter=scrub-stacks,deface,small=16 $core >other ||
    echo "status $?"
# What is wrong is said before the dump is looked at.
try() {
	dumpfilter "$@" no-such-file
	echo "$*: $?"
}
try --scrub=stack
try --scrub=secrets
try --scrub=
try --filter=scrub-stacks,small=many
try --filter=scrub-stacks,wide,strict
# The order of parts does not matter, nor do their ways.
dumpfilter --scrub=stacks,paths,vectors $core >all
dumpfilter --scrub=vectors --filter=scrub-paths --scrub=stacks <$core |
    cmp - all
dumpfilter --scrub=paths corpora/good/minidump-dbghelp-full.dmp >short
dumpinfo --modules short | awk 'NR > 1 { print $4 }'
