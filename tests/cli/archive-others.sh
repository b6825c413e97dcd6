# Others read our archives, and we read theirs.
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
mkdir -p snap/sub
cp corpora/good/minidump-smallest.dmp snap/a.dmp
cp corpora/good/elf-gcore.core snap/sub
ln -s a.dmp snap/link
dumpzip --zip snap
dumpzip --zip -c snap >streamed.zip
mkdir out
# same: what was unpacked here, by any means.
same() {
	diff -r --no-dereference snap out/snap
	rm -rf out/*
}
for file in snap.zip streamed.zip; do
	if command -v unzip >/dev/null; then
		unzip -tq $file >/dev/null || echo "unzip -t $file: $?"
		unzip -q $file -d out && same
	fi
	if command -v bsdtar >/dev/null && [ $file = snap.zip ]; then
		bsdtar -xf $file -C out && same
	fi
	if command -v python3 >/dev/null; then
		python3 -m zipfile -t $file >/dev/null
	fi
done
if command -v zip >/dev/null; then
	zip -qry theirs.zip snap && cp theirs.zip out
	(cd out && dumpzip -d theirs.zip && rm theirs.zip) && same
	zip -qr0y theirs0.zip snap && cp theirs0.zip out
	(cd out && dumpzip -d theirs0.zip && rm theirs0.zip) && same
	zip -qj - snap/a.dmp | dumpcat | cmp - snap/a.dmp
fi
if command -v bsdtar >/dev/null; then
	bsdtar -cf out/theirs.zip --format=zip snap
	(cd out && dumpzip -d theirs.zip && rm theirs.zip) && same
fi
dumpzip snap/a.dmp
dumpzip --zip -o nested.zip snap/a.dmp.gz
dumpcat nested.zip | cmp - snap/a.dmp
dumpinfo nested.zip | head -n 1 | sed 's/[0-9]* bytes/N/g'
