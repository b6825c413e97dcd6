# The same bytes give the same output: from a file, from a pipe, whatever it
# is called and however many threads there are.
for f in corpora/good/elf-*.core corpora/good/*.dmp; do
	cat "$f" "$f" "$f"
done >x
cat x x x x >big
cp big other
touch -d 2001-01-01 other
dumpzip -c big >want
dumpzip -c other | cmp - want
dumpzip <big | cmp - want
dd if=big bs=777 2>/dev/null | dumpzip | cmp - want
for n in 1 2 3 8; do
	dumpzip -p $n -c big | cmp - want
done
dumpzip -o a.gz big && cmp a.gz want
dumpzip -n big && cmp big.gz want
SOURCE_DATE_EPOCH=1000000000 dumpzip -f big
touch -d 2003-03-03 big
mv big.gz one.gz
SOURCE_DATE_EPOCH=1000000000 dumpzip big && cmp big.gz one.gz
dumpzip -l --json one.gz | grep -o '"time":[0-9]*'
