# What is passed on as it is needs no room for its records.
core=corpora/good/elf-kernel-x86-64.core
dumpcat --max-metadata=4K $core >out
echo "file: $?"
cmp out $core
# shellcheck disable=SC2002
cat $core | dumpcat --max-metadata=4K >out
echo "pipe: $?"
cmp out $core
