# -r takes the files of folders, in the order of their names.
mkdir -p d/e/f d/empty
cp corpora/good/minidump-smallest.dmp d/b
cp corpora/good/minidump-smallest.dmp 'd/e/with blank'
cp corpora/good/minidump-smallest.dmp d/e/f/.hidden
cp corpora/packed/gzip-foreign.dmp.gz d/a.gz
ln -s b d/link
ln -s ../../d d/e/loop
cp -r d want
dumpzip -rv d 2>&1 | sed 's/: .* gzip.*, /: gzip, /'
find d | LC_ALL=C sort
dumpzip -rt d
dumpzip -rlq d
dumpzip -rd --rm -f d
find d | LC_ALL=C sort
rm d/a
cp want/a.gz d
diff -r --no-dereference want d
# Folders and files, and one that is not there.
dumpzip -r d/e d/b no-such-folder
echo "$?"
