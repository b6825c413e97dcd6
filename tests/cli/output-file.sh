# The output is whole under its name, or is not there; mode 0600.
core=corpora/good/elf-kernel-x86-64.core
umask 0
dumpfilter --heap $core >want
dumpfilter --heap -o out $core && cmp out want
stat -c '%a %n' out
dumpcat -o out $core
echo "exists: $?"
cmp out want
dumpcat -f -o out $core && cmp out $core
dumpcat -o no/such/folder $core
echo "no folder: $?"
dumpcat -o . -f $core
echo "a folder: $?"
dumpcat -o new no-such-file
echo "no input: $?"
dumpcat -o new corpora/bad/not-text.dmp
echo "no dump: $?"
# Through a link, beside the file that it names; what is no file is written
# as it stands.
mkdir far
echo old >far/file
ln -s far/file link
dumpcat -f -o link $core && cmp far/file $core && stat -c %F link
dumpcat -f -o /dev/null $core
mkfifo fifo
cmp fifo $core &
dumpcat -f -o fifo $core
wait
ls -A . far
