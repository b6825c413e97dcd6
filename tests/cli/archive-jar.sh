# Java reads what we write, and we read what Java writes.
. "$SRC/tests/archives.sh"
need jar
pack
for zip in x y; do
	mkdir $zip $zip.pipe
	# It knows files by their list, and streams member by member.
	(cd $zip && jar -xf ../$zip.zip)
	(cd $zip.pipe && jar -x <../$zip.zip)
	find snap -type f | while read -r f; do
		cmp "$f" "$zip/$f"
		cmp "$f" "$zip.pipe/$f"
	done
done
jar -cfM d.zip snap
jar -cfM0 s.zip snap
jar -cM snap | cat >p.zip
for zip in d s p; do
	mkdir $zip
	(cd $zip && cat ../$zip.zip >here.zip && dumpzip -dq here.zip)
	find snap -type f | while read -r f; do
		cmp "$f" "$zip/$f"
	done
done
exit 0
