# A pipe whose records come last is spooled, within limits, without a trace.
mkdir spool
TMPDIR=spool
export TMPDIR
core=corpora/good/elf-gcore.core
dumpfilter --heap $core >want
# shellcheck disable=SC2002
cat $core | dumpfilter --heap -v 2>&1 >out | sed 's/[0-9.]* KiB/N KiB/g'
cmp out want
for option in --no-spool --spool-limit=0 --spool-limit=100 \
    --max-metadata=100; do
	# shellcheck disable=SC2002
	cat $core | dumpfilter --heap $option -o out2
	echo "$option: $?"
done
dumpfilter --heap --no-spool $core | cmp - want
dumpfilter --heap --no-spool <$core | cmp - want
# shellcheck disable=SC2002
cat $core | TMPDIR=/no/such/folder dumpfilter --heap
echo "no folder: $?"
# Kernel cores need none of that.
# shellcheck disable=SC2002
cat corpora/good/elf-kernel-x86-64.core | dumpfilter --heap --no-spool -o out3
ls -A . spool
