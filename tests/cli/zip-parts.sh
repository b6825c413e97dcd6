# --split: each part is a file of its own, and all are one.
i=0
while [ $i -lt 60 ]; do
	cat corpora/good/elf-kernel-with-text.core
	head -c 50000 /dev/urandom
	i=$((i + 1))
done >x
dumpzip --split=1M x
ls x.gz*
for part in x.gz.*; do
	[ "$(wc -c <"$part")" -le 1048576 ] || wc -c "$part"
	gzip -t "$part"
done
cat x.gz.* | gzip -dc | cmp - x
mv x want
dumpzip -tv x.gz.001
dumpzip -t x.gz.*
dumpzip -d x.gz.* && cmp x want
dumpzip -dc x.gz.001 | cmp - want
dumpzip -dc x.gz.002 | cmp -s - want && echo 'a part is not all'
dumpzip -d x.gz.002
echo "not the first: $?"
dumpzip -d --rm -f x.gz.001 && ls x*
dumpzip --split=1M --rm x && ls x*
dumpzip -f --split=2M -o y.gz want && ls y*
dumpzip -dc y.gz.001 | cmp - want
dumpzip --split=1000 want
echo "too small: $?"
dumpzip --split=1M -o x.gz want
echo "exists: $?"
rm y.gz.001
dumpzip -dc y.gz.001
echo "the first has gone: $?"
rm x.gz.002
dumpzip -dc x.gz.001 >out
echo "one has gone: $?"
# In a folder the first stands for all, too.
mkdir d
dumpzip --split=1M -o d/z.gz want
cp want d/plain
dumpzip -rt d && dumpzip -rd --rm d && ls d && cmp d/z want
