# What is compressed already is left alone, or passed on, and that is said.
# shellcheck disable=SC2094
cp corpora/packed/gzip-foreign.dmp.gz x.gz
cp x.gz core
dumpzip x.gz core
echo "files: $?"
ls
dumpzip <x.gz | cmp - x.gz
dumpzip -c x.gz | cmp - x.gz
dumpzip -q -o y.gz x.gz && cmp y.gz x.gz
dumpzip --rm x.gz
echo "kept: $?"
dumpzip -f x.gz && dumpzip -dc x.gz.gz | cmp - x.gz
dumpzip -f <x.gz | gzip -dc | cmp - x.gz
# Another kind of compression around it is what was asked for.
dumpzip --zip -o y.zip x.gz 2>/dev/null && dumpzip -dc y.zip | cmp - x.gz
dumpzip --zip y.zip
echo "an archive: $?"
if dumpzip --zstd </dev/null >/dev/null 2>&1; then
	dumpzip --zstd -o y.zst x.gz 2>/dev/null
	dumpzip -dc y.zst | cmp - x.gz
	dumpzip -q y.zst && dumpzip -q <y.zst | gzip -dc | cmp - y.zst
	dumpzip -q --zstd <y.zst | cmp - y.zst
fi
ls
