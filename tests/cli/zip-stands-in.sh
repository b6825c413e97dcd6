# The output has mode, time and holes as the input has.
head -c 300000 /dev/zero >x
cat corpora/good/minidump-smallest.dmp >>x
head -c 300000 /dev/zero >>x
cp x want
touch -d '2020-02-29 12:34:56.789' x
chmod 640 x
dumpzip x
stat -c '%a %y %n' x x.gz
rm x
umask 0
dumpzip -d x.gz
stat -c '%a %y %n' x
cmp x want
[ "$(stat -c %b x)" -lt 200 ] || stat -c '%b blocks' x
dumpzip -df --no-sparse x.gz
cmp x want
[ "$(stat -c %b x)" -ge 1100 ] || stat -c '%b blocks' x
dumpzip -dc x.gz >y
cmp y want
[ "$(stat -c %b y)" -lt 200 ] || stat -c '%b blocks' y
# Also under a name of its own, but not from a pipe.
dumpzip -o y.gz x
dumpzip -o z.gz <x
stat -c '%a %n' y.gz z.gz
# Name and time are stored, but not in what goes down a pipe.
gzip -lvN x.gz | sed 's/  */ /g'
touch -d '2024-01-01' x.gz
rm x
mv x.gz other.gz
dumpzip -dN other.gz
stat -c '%y %n' x
dumpzip -fn x
file=$(head -c 10 x.gz | od -An -tx1)
echo "$file"
