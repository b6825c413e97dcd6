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
