# --zip packs a folder whole, and it comes back as it was.
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
umask 022
mkdir -p 'snap/with blank/deep' snap/empty
cp corpora/good/minidump-smallest.dmp snap/a.dmp
cp corpora/good/elf-gcore.core 'snap/with blank/core'
cp corpora/good/elf-gcore.core 'snap/with blank/deep/ünïcode'
: >snap/nothing
ln -s a.dmp snap/link
ln -s /etc/passwd snap/away
mkfifo snap/fifo
chmod 640 snap/a.dmp
chmod 750 snap/empty
dumpzip --zip -v snap/ 2>&1 | sed 's/ -> .* zip/ -> N zip/'
rm snap/fifo
touch -h -d '2020-02-02 02:02:02' snap/* snap
dumpzip --zip -f snap
dumpzip -tv snap.zip
dumpzip -l snap.zip | awk 'NR > 1 { $1 = "N"; $3 = "N%" } { print }'
cp -a snap want
dumpzip --zip -c snap >streamed.zip && dumpzip -t streamed.zip
dumpzip -d snap.zip
echo "exists: $?"
rm -r snap
dumpzip -d snap.zip && diff -r --no-dereference want snap
dumpzip -df snap.zip && diff -r --no-dereference want snap
for dir in snap want; do
	(cd $dir && find . ! -type l -exec stat -c '%a %Y %n' {} + | sort >../$dir.list)
done
diff want.list snap.list
mkdir other
cp streamed.zip other
(cd other && dumpzip -d streamed.zip && diff -r --no-dereference ../want snap)
(cd other && dumpzip -d --rm -f streamed.zip && ls)
cd snap || exit
dumpzip --zip -f -o in.zip . && dumpzip --zip -f -o in.zip .
dumpzip -l --json in.zip | grep -o '"name":"[^"]*"' | tail -n +2
dumpzip --zip . ; echo "no name: $?"
