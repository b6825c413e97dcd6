# dumpinfo --estimate: the table of dumpfilter, alone, beside sections, in
# JSON.
core=corpora/good/elf-gcore.core
dumpfilter --estimate $core >table
dumpinfo --estimate $core | diff table -
dumpinfo --estimate --system $core | head -n 3
dumpinfo --estimate --json $core | grep -o '"estimate":{"cuts":.\{35\}'
dumpinfo --estimate --json $core | grep -c '"format":.*"estimate":{"cuts"'
dumpinfo --estimate --json --system $core | grep -c '"format".*"estimate"'
dumpinfo --estimate $core corpora/good/minidump-dbghelp-xp.dmp |
    grep '^File\|^full'
# shellcheck disable=SC2002
cat $core | dumpinfo --estimate | sed '$d' >from-pipe
sed '$d' table | diff - from-pipe
