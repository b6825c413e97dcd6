# What is named and is not there is told, once; the status stays 0.
core=corpora/good/elf-kernel-with-text.core
for what in 'data:libsecret*' 'module:libsecret*' 0x7fff00000000+1M \
    record:Secret 'code:app*' jit handles 0x555555574fff+1; do
	dumpfilter --drop="$what" $core | wc -c
done
dumpfilter --heap --keep='code:nomatch*' --dry-run $core | tail -n 1
cat $core | dumpfilter --drop=0x7fff00000000+1M -q | wc -c
