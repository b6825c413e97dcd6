# What an archive names stays beside it, whatever lies there already.
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
command -v python3 >/dev/null || { echo 'no python3' >&2; exit 77; }
cat >make.py <<'END'
import sys, zipfile
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
archive("up.zip", ("../up", "x"))
archive("root.zip", ("/tmp/dumpkit-root", "x"))
archive("dots.zip", ("a/../../b", "x"))
archive("link.zip", ("l", "->../far"), ("l/x", "x"))
archive("first.zip", ("d", "->../far"), ("f", "->../far/file"))
archive("second.zip", ("d/x", "x"), ("f", "x"), ("good", "x"))
END
python3 make.py 2>/dev/null
mkdir far in
for file in up root dots link first second; do
	cp $file.zip in
	dumpzip -d in/$file.zip 2>err
	echo "$file: $?"
	cat err
done
dumpzip -df in/second.zip
echo "forced: $?"
ls -F far in
ls /tmp/dumpkit-root 2>/dev/null
for file in up root dots link; do
	dumpzip -l $file.zip 2>/dev/null
	echo "-l $file: $?"
	dumpzip -t $file.zip 2>/dev/null
	echo "-t $file: $?"
done
