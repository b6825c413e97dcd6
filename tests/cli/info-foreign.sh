# Of a large file that another program compressed, only the records are read.
"$BUILD/corpora/mkcorpus" --example .
gzip -n full.dmp
dumpinfo --header full.dmp.gz | sed 's/   .* MiB (/ (/'
# What lies behind them is for dumpzip -t.
printf 'damage' | dd of=full.dmp.gz bs=1 seek=2000000 conv=notrunc 2>/dev/null
dumpinfo --header full.dmp.gz >out && tail -n 1 out
dumpzip -t full.dmp.gz 2>/dev/null
echo "test: $?"
# But a cut is seen, and so is what follows.
head -c 2000000 full.dmp.gz >cut.gz
dumpinfo --header cut.gz 2>&1 >out | sed 's/[0-9][0-9]*/N/g'
gzip -n full.core
echo garbage >>full.core.gz
dumpinfo --header full.core.gz 2>&1 >out | sed 's/[0-9][0-9]*/N/g'
