# Python reads what we write, and we read what Python writes.
. "$SRC/tests/archives.sh"
need python3
pack
python3 - x.zip y.zip <<'END'
import os, stat, sys, time, zipfile
for path in sys.argv[1:]:
    with zipfile.ZipFile(path) as z:
        if z.testzip() is not None:
            print(path, z.testzip())
        names = set()
        for i in z.infolist():
            s = os.lstat(i.filename)
            names.add(i.filename.rstrip('/'))
            if i.external_attr >> 16 != s.st_mode:
                print(path, i.filename, oct(i.external_attr >> 16))
            if stat.S_ISLNK(s.st_mode):
                right = os.readlink(i.filename).encode()
            elif i.is_dir():
                right = b''
            else:
                right = open(i.filename, 'rb').read()
                if i.date_time != time.gmtime(s.st_mtime)[:6]:
                    print(path, i.filename, i.date_time)
            if z.read(i) != right:
                print(path, i.filename, 'differs')
    for folder, folders, files in os.walk('snap'):
        for f in [folder] + [folder + '/' + f for f in folders + files]:
            if f not in names:
                print(path, f, 'is not there')
END
python3 - <<'END'
import os, zipfile
for name, method, wide in (('s', 0, False), ('d', 8, False), ('w', 8, True)):
    with zipfile.ZipFile(name + '.zip', 'w', method) as z:
        for folder, folders, files in os.walk('snap'):
            for f in files:
                with z.open(folder + '/' + f, 'w', force_zip64=wide) as to:
                    to.write(open(folder + '/' + f, 'rb').read())
END
for zip in s d w; do
	mkdir $zip
	(cd $zip && cat ../$zip.zip >here.zip && dumpzip -dq here.zip &&
	    rm here.zip)
	for f in snap/*.txt snap/dumps/*.dmp snap/dumps/*/* snap/long; do
		cmp "$f" "$zip/$f"
	done
done
exit 0
