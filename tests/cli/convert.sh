# dumpcat --to, dumpfilter --to: there and back, from files and pipes.
core=corpora/good/elf-kernel-x86-64.core
dump=corpora/good/minidump-dbghelp-full.dmp

dumpcat --to=minidump "$core" >there.dmp
dumpinfo --header there.dmp
dumpcat --to=core there.dmp | cmp - "$core" && echo home
dumpcat --to=MDMP <"$core" | cmp - there.dmp && echo 'a pipe is no different'
dumpcat --to=elf "$dump" | dumpcat --to=minidump | cmp - "$dump" && echo home
dumpcat --to=minidump "$dump" | cmp - "$dump" && echo 'nothing to convert'

# Cut before or after: the same memory, the same threads.
dumpfilter --heap --to=minidump "$core" | dumpinfo --memory --threads >a
dumpfilter --heap "$core" | dumpcat --to=minidump |
    dumpinfo --memory --threads >b
dumpfilter --heap there.dmp | dumpinfo --memory --threads >c
cmp a b && cmp b c && echo 'any order'
dumpfilter --heap there.dmp | dumpcat --to=elf | dumpinfo --memory >a
dumpfilter --heap "$core" | dumpinfo --memory | cmp - a && echo 'cut, and home'

# Nothing but what others read.
dumpcat --to=minidump --no-residual "$core" | dumpinfo --records |
    grep -c 0x444b
dumpcat --to=hprof "$core"; echo "status $?"
dumpcat --no-residual "$core"; echo "status $?"
dumpfilter --to=elves "$core"; echo "status $?"
