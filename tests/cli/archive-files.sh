# Several files in one archive, and one of them out of it.
# shellcheck disable=SC2094
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
mkdir d
cp corpora/good/minidump-smallest.dmp a.dmp
cp corpora/good/elf-gcore.core d/core
echo text >notes.txt
dumpzip --zip -o all.zip a.dmp d notes.txt && dumpzip -t all.zip
dumpzip -o some.zip ./d//core "$PWD/a.dmp" ../"${PWD##*/}"/notes.txt
dumpzip -lq some.zip | awk '{ print $4 }' | sed "s,^${PWD#/},HERE,"
dumpzip --zip a.dmp && dumpinfo a.dmp.zip | head -n 1 | sed 's/[0-9]* bytes/N/'
dumpzip -dc a.dmp.zip | cmp - a.dmp
dumpzip --zip <a.dmp | dumpzip -dc | cmp - a.dmp
# One dump: taken.  Several: choose.
dumpzip -o one.zip a.dmp notes.txt && dumpcat one.zip | cmp - a.dmp
for program in dumpcat 'dumpfilter --full' dumpinfo 'dumpzip -dc'; do
	$program all.zip
	echo "$program: $?"
	$program --member=core all.zip >out
	echo "$program --member=core: $?"
	$program --member=d/core all.zip | cmp - out
	$program --member=d/core <all.zip 2>err | tail -n 1 >piped
	tail -n 1 out | cmp - piped
	$program --member=x all.zip
	echo "$program --member=x: $?"
done
dumpinfo --json --header --member=core all.zip | grep -o '"file":{[^}]*}' |
    sed 's/"bytes":[0-9]*/"bytes":N/'
mkdir e
cp all.zip e
dumpzip -d --member=a.dmp e/all.zip && ls e
dumpzip -d --member=x e/all.zip
echo "no such member: $?"
dumpzip -d --rm --member=a.dmp e/all.zip 2>/dev/null
echo "--rm --member: $?"
# What cannot be meant.
dumpzip --zip a.dmp notes.txt
echo "no name: $?"
dumpzip --zip -o twice.zip a.dmp a.dmp
echo "twice: $?"
dumpzip --zip -o none.zip a.dmp no-such-file
echo "not there: $?"
dumpzip --rm --zip -o rm.zip a.dmp notes.txt 2>/dev/null
echo "--rm: $?"
dumpzip -o all.gz a.dmp notes.txt 2>/dev/null
echo "no archive: $?"
dumpzip --rm --zip a.dmp
echo "exists: $?"
dumpzip -f --rm --zip a.dmp && ls
