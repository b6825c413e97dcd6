# --rm removes what was packed and read back, and nothing else.
# shellcheck disable=SC2010,SC2012
core=corpora/good/elf-kernel-with-text.core
there() {
	ls x* 2>/dev/null | tr '\n' ' '
	echo
}
cp $core x
dumpzip --rm x && there
dumpzip -d --rm x.gz && cmp x $core && there
dumpzip --rm -o y.gz x && there
cp $core x
dumpzip --rm x && mv x.gz xx.gz && dumpzip -dN --rm xx.gz && there
rm x
# A damaged input stays.
cp corpora/packed/gzip-cut-in-data.dmp.gz x.gz
dumpzip -d --rm x.gz
echo "damaged: $?"
there
rm x*
# A link would go in place of what it names.
cp $core far
ln -s far x
dumpzip --rm x
echo "link: $?"
there
rm x*
# What cannot be read back is not trusted.
cp $core x
dumpzip --rm -f -o /dev/null x
echo "device: $?"
there
[ -c /dev/null ] || echo '/dev/null has gone'
# Nor what changes meanwhile.
i=0
while [ $i -lt 400 ]; do
	cat corpora/good/elf-kernel-with-text.core
	head -c 40000 /dev/urandom
	i=$((i + 1))
done >x
{
	tries=0
	while [ $tries -lt 100 ] && ! ls .x* >/dev/null 2>&1; do
		sleep 0.05
		tries=$((tries + 1))
	done
	echo more >>x
} &
dumpzip -9 -p 1 --rm x
echo "changed: $?"
wait
there
ls -A | grep '^\.'
