# What the fingers of gzip's users do, works; but the input stays.
# shellcheck disable=SC2086
cp corpora/good/elf-kernel-with-text.core x
cp x want
dumpzip x && ls x*
gzip -dc x.gz | cmp - want
dumpzip x
echo "exists: $?"
dumpzip -f x && dumpzip -9kf x && dumpzip -k1fv x
dumpzip -d x.gz
echo "exists: $?"
rm x
dumpzip -d x.gz && cmp x want && rm x
dumpzip -dkf x.gz && cmp x want
for options in -dc '-d -c' --decompress\ --stdout --uncompress\ --to-stdout \
    -cd -dcf '-d -o -' '-dcp1' '-dc -T0' -qdc; do
	dumpzip $options x.gz | cmp - want || echo "$options"
done
for options in '' -6 -9 --fast --best -c9 -z '-z -9' --level=3 --gzip -n -N \
    -p1 -T2 '-T 2' --threads=2 --jobs=2 --processes=2 --format=gzip \
    --no-sparse --sparse -k -q --no-index -r; do
	dumpzip $options <x 2>err | gzip -dc 2>/dev/null | cmp -s - want ||
	    { echo "$options"; cat err; }
done
dumpzip <x | dumpzip -d | cmp - want
dumpzip - <x | dumpzip -d - | cmp - want
dumpzip -c x x | gzip -dc >twice
cat x x | cmp - twice
dumpzip -S .packed x && dumpzip -d -S .packed -c x.packed | cmp - want
mv x.gz x.tgz
dumpzip -d x.tgz && cmp x.tar want
mv x.tgz X.GZ
dumpzip -d X.GZ && cmp X want
cp X.GZ other
dumpzip -d other
echo "no suffix: $?"
rm x
dumpzip -dN other && ls
dumpzip -dc other | cmp - want
dumpzip -d want
echo "not compressed: $?"
dumpzip -dcf want | cmp - x
dumpzip -t X.GZ && dumpzip -tv X.GZ other
dumpzip -t want
echo "not compressed: $?"
dumpzip no-such-file x X.GZ
echo "one of several: $?"
mkdir folder
dumpzip folder
echo "folder: $?"
