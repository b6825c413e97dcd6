# --progress says how far it is, at once; silence is the default.
core=corpora/good/elf-kernel-x86-64.core
dumpfilter --heap --progress $core 2>&1 >out |
    sed 's/[0-9.]* [KMG]iB\/s.*/RATE/; s/  [0-9].*  RATE/  N  RATE/' |
    tail -n 1
dumpfilter --heap $core >out
dumpfilter --heap --no-progress $core >out
dumpcat -q --progress $core 2>&1 >out | grep -c copy
# So does reading alone, where it takes long.
dumpinfo --progress --header $core >out
cat $core | dumpinfo --progress --header 2>&1 >out | head -n 1 | sed 's/  .*//'
gzip -c $core >core.gz
dumpinfo --progress --header core.gz 2>&1 >out | head -n 1 | sed 's/  .*//'
