# A name that is not UTF-8 is packed, and said: Java reads nothing of such an
# archive.
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
mkdir names
touch names/"$(printf 'a\351')" 2>/dev/null ||
    { echo 'this file system has only names in UTF-8' >&2; exit 77; }
dumpzip --zip names
dumpzip --zip names/a*
mv names want
dumpzip -d names.zip && (cd want && rm ./*.zip) && diff -r want names
