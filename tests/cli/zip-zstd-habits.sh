# What the fingers of zstd's and pigz's users do, works.
# shellcheck disable=SC2086
dumpzip --zstd </dev/null >/dev/null 2>&1 ||
    { echo 'no zstd in this build' >&2; exit 77; }
for f in corpora/good/elf-kernel-*.core; do
	cat "$f"
done >x
cp x want
for options in '' -1 -3 -10 -19 '-19 -T0' '-T2 -5' --threads=2 --fast --best \
    '-k -q'; do
	dumpzip --zstd $options x && zstd -qdc x.zst | cmp - want
	dumpzip -dc x.zst | cmp - want
	dumpzip --zstd $options -c <x | zstd -qdc | cmp - want
	rm x.zst
done
dumpzip --format=zstd -o y.zst x && zstd -qt y.zst
dumpzip -z --zstd -o z.zst x && cmp y.zst z.zst
dumpzip --zstd --rm x && ls
dumpzip -d --rm x.zst && ls && cmp x want
dumpzip -d -f -o out y.zst && cmp out want
dumpzip -t y.zst z.zst && dumpzip -l y.zst z.zst | wc -l
zstd -q -3 x -o theirs.zst && dumpzip -t theirs.zst && dumpzip -dc theirs.zst |
    cmp - want
zstd -q --no-check x -o plain.zst && dumpzip -dc plain.zst | cmp - want
tar -I 'dumpzip --zstd' -cf a.tar.zst x want && zstd -qdc a.tar.zst | tar -tf -
mv a.tar.zst a.tzst && dumpzip -d a.tzst && tar -tf a.tar
# pigz's spellings.
dumpzip -p 2 -9 x && gzip -t x.gz && dumpzip -dc -p 2 x.gz | cmp - want
dumpzip --processes 1 --best -kf x && gzip -t x.gz
if command -v pigz >/dev/null; then
	pigz -kc x | dumpzip -t
	pigz -kcK x | dumpzip -dc | cmp - want
	dumpzip -f x && pigz -t x.gz && pigz -l x.gz | wc -l
fi
