# Others read what dumpzip writes, and dumpzip what others write.
# shellcheck disable=SC2094
for f in corpora/good/*.dmp corpora/good/*.core; do
	cat "$f"
done >x
has() {
	command -v "$1" >/dev/null
}
dumpzip <x | gzip -dc | cmp - x
gzip <x | dumpzip -dc | cmp - x
if has pigz; then
	dumpzip <x | pigz -dc | cmp - x
	pigz -c x | dumpzip -dc | cmp - x
fi
if has zstd && dumpzip --zstd </dev/null >/dev/null 2>&1; then
	dumpzip --zstd <x | zstd -dc | cmp - x
	zstd -c x | dumpzip -dc | cmp - x
	zstd -qf x && dumpzip -dc x.zst | cmp - x
	dumpzip -f --zstd -19 x && zstd -qt x.zst
	dumpzip -f -o x.zst x && zstd -dc x.zst | cmp - x
fi
mkdir d e
cp x corpora/good/minidump-smallest.dmp d
tar -I dumpzip -cf d.tar.gz d
tar -xzf d.tar.gz -C e && diff -r d e/d
tar -czf d.tar.gz d
rm -r e/d
tar -I dumpzip -xf d.tar.gz -C e && diff -r d e/d
if has bsdtar; then
	rm -r e/d
	tar -cf - d | dumpzip | bsdtar -xf - -C e && diff -r d e/d
fi
if has python3; then
	dumpzip <x >x.gz
	python3 -c 'import gzip, sys
sys.stdout.buffer.write(gzip.open("x.gz").read())' | cmp - x
fi
