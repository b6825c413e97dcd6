# A disk that is full leaves nothing, and says so.
[ -c /dev/full ] || { echo 'no /dev/full' >&2; exit 77; }
cp corpora/good/elf-kernel-with-text.core x
dumpzip -c x >/dev/full
echo "full: $?"
dumpzip -f -o /dev/full x
echo "full: $?"
dumpzip x
dumpzip -dc x.gz >/dev/full
echo "full: $?"
ls -A
(ulimit -f 1; dumpzip -f -o y.gz x; echo "too large: $?")
(ulimit -f 1; dumpzip -d -f --rm x.gz; echo "too large: $?")
ls -A
