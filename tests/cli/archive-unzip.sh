# unzip reads what we write, and we read what zip writes.
. "$SRC/tests/archives.sh"
need unzip zip
pack
for zip in x y; do
	unzip -tqq $zip.zip >log || cat log
	mkdir $zip
	unzip -qq -d $zip $zip.zip >log || cat log
	same $zip/snap
done
rm -r x y
# Into a file and into a pipe, whose sizes follow.
zip -qry --symlinks f.zip snap
zip -qry --symlinks - snap | cat >p.zip
zip -qry0 --symlinks s.zip snap
for zip in f p s; do
	mkdir $zip
	(cd $zip && cat ../$zip.zip >here.zip && dumpzip -dq here.zip)
	same $zip/snap
done
# One dump, into a file and into a pipe, and back.
dumpcat --zip -o one.zip snap/dumps/minidump-smallest.dmp
dumpcat --zip snap/dumps/minidump-smallest.dmp | cat >two.zip
for zip in one two; do
	unzip -tqq $zip.zip >log || cat log
	unzip -p $zip.zip | cmp - snap/dumps/minidump-smallest.dmp
	dumpcat $zip.zip | cmp - snap/dumps/minidump-smallest.dmp
	dumpcat <$zip.zip | cmp - snap/dumps/minidump-smallest.dmp
done
# What we cannot undo has a name.
zip -qP secret e.zip snap/dumps/minidump-smallest.dmp
dumpcat e.zip
if zip -qZ bzip2 b.zip snap/dumps/minidump-smallest.dmp 2>/dev/null; then
	dumpcat b.zip 2>err && echo 'no error'
	grep -q 'bzip2, which nothing here reads' err || cat err
fi
exit 0
