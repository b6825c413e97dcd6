# An archive with two members of one name loses none, least of all with --rm.
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
command -v python3 >/dev/null || { echo 'no python3' >&2; exit 77; }
cat >make.py <<'END'
import sys, warnings, zipfile
warnings.simplefilter("ignore")
def link(z, name, target):
    i = zipfile.ZipInfo(name)
    i.external_attr = 0o120777 << 16
    i.create_system = 3
    z.writestr(i, target)
def archive(path, *members):
    with zipfile.ZipFile(path, "w") as z:
        for name, data in members:
            if data.startswith("->"):
                link(z, name, data[2:])
            else:
                z.writestr(name, data)
archive("names.zip", ("a", "first"), ("a", "second"))
archive("dots.zip", ("d/a", "first"), ("d/./a", "second"))
archive("link.zip", ("a", "first"), ("a", "->b"))
archive("links.zip", ("a", "->b"), ("a", "->c"))
archive("itself.zip", ("itself.zip", "first"), ("b", "second"))
archive("fine.zip", ("d/a", "first"), ("e/f/b", "second"), ("d/c", "->a"))
END
python3 make.py
for options in -d -df '-d --rm' '-df --rm'; do
	for archive in names dots link links itself; do
		mkdir in
		cp $archive.zip in
		# shellcheck disable=SC2086
		dumpzip $options in/$archive.zip 2>err
		echo "dumpzip $options $archive.zip: $?"
		cat err
		cmp $archive.zip in/$archive.zip
		rm -r in
	done
done
# What is there, and is no file, is not written to.
mkdir in
cp fine.zip in
mkdir in/d
mkfifo in/d/a
dumpzip -df --rm in/fine.zip
echo "a pipe: $?"
rm in/d/a
dumpzip -df --rm in/fine.zip
echo "nothing wrong: $?"
(cd in && find . | sort)
# --rm takes an archive for what is in it, not for one of its files.
dumpzip -d --rm -o out fine.zip
echo "one of three: $?"
mkdir one
cp corpora/good/minidump-smallest.dmp one/x
dumpzip --zip -o one.zip one/x
dumpzip -d --rm -o out one.zip && cmp out one/x
ls
