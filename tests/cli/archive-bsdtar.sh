# bsdtar reads what we write, and we read what bsdtar writes.
. "$SRC/tests/archives.sh"
need bsdtar
pack
for zip in x y; do
	mkdir $zip
	bsdtar -xpf $zip.zip -C $zip
	same $zip/snap
	# From a pipe it sees no modes, and so no links.
	mkdir $zip.pipe
	cat $zip.zip | bsdtar -xf - -C $zip.pipe
	(cd snap && find . -type f ! -name latest) | while read -r f; do
		cmp "snap/$f" "$zip.pipe/snap/$f"
	done
done
bsdtar -cf f.zip --format=zip snap
bsdtar -cf - --format=zip snap | cat >p.zip
bsdtar -cf s.zip --format=zip --options zip:compression=store snap
for zip in f p s; do
	mkdir $zip.ours
	(cd $zip.ours && cat ../$zip.zip >here.zip && dumpzip -dq here.zip)
	same $zip.ours/snap
done
exit 0
