# What cannot be meant is said before anything is done.
cp corpora/good/minidump-smallest.dmp x
for options in -0 -10 -19 --level=x --level=-1 '-p x' '-p 1 -p 2' '-1 -2' \
    '--fast -2' '--best --fast' '-dz' '-lt' -zl '-k --rm' '-n -N' --zstandard \
    '--format=rar' '--gzip --format=zst' '--rm -c' '--split=1M -c' --json \
    '-l --json=xml' '-o a.gz x' \
    '-r -o a.gz .' '-d --split=1M' -J; do
	# shellcheck disable=SC2086
	dumpzip $options x 2>err
	echo "$options: $?"
	# What can be written depends on the build.
	sed '/^try /d; s/, but .*/, but .../' err
done
dumpzip --rm - <x
dumpzip --split=1M <x
rm err
ls
