# -z, or a name that says so: compressed on the way out.
# shellcheck disable=SC2094
core=corpora/good/elf-kernel-with-text.core
dumpfilter --heap $core >want
dumpfilter --heap -z $core >z.gz
gzip -dc z.gz | cmp - want
dumpfilter --heap -z -o a.gz $core && cmp a.gz z.gz
dumpfilter --heap -o b.gz $core && cmp b.gz z.gz
dumpfilter --heap -o B.GZ $core && cmp B.GZ z.gz
dumpfilter --heap -zo plain-name $core && cmp plain-name z.gz
dumpfilter --heap -o .gz $core && cmp .gz want
dumpfilter --heap $core | dumpzip | cmp - z.gz
dumpfilter --heap -9p1 --gzip $core | gzip -dc | cmp - want
dumpfilter --heap -z --level=1 --jobs=3 -T3 $core | gzip -dc | cmp - want
dumpfilter --heap -v -o c.gz $core
dumpfilter --heap -v -z $core >c
dumpfilter --heap --dry-run -o d.gz $core >e
dumpfilter --heap --dry-run $core | diff e -
dumpcat -v -o c.core.gz $core
gzip -dc c.core.gz | cmp - $core
dumpcat -z1 <$core | dumpcat | cmp - $core
dumpinfo --header $core >i
dumpinfo -o i.gz --header $core && gzip -dc i.gz | diff - i
dumpfilter --heap -9 $core
dumpfilter --heap -10 -z $core
ls
# All programs read it, whatever it is called.
mv a.gz a
for program in 'dumpcat' 'dumpfilter --full' 'dumpinfo --crash'; do
	$program want >from-plain
	$program a | cmp - from-plain
	$program <a | cmp - from-plain
	# shellcheck disable=SC2002
	cat a | $program | cmp - from-plain
done
dumpinfo a | head -n 1
dumpinfo --json a | grep -o '"compression":[^,]*'
