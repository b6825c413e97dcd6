# --triage is a part of mini; what tells of people is not in it.
core=corpora/good/elf-kernel-x86-64.core
dump=corpora/good/minidump-dbghelp-full.dmp
dumpfilter --triage $core -o triage.core
dumpfilter --mini $core -o mini.core
[ "$(wc -c <triage.core)" -le "$(wc -c <mini.core)" ] || echo larger
dumpfilter --triage triage.core | cmp - triage.core
dumpfilter --triage <$core | cmp - triage.core
dumpinfo --provenance triage.core | grep cut
for name in -mt --type=triage --type=procdump-mt; do
	dumpfilter $name $core | cmp - triage.core
done
dumpfilter --triage $dump -o triage.dmp
dumpfilter --triage triage.dmp | cmp - triage.dmp
dumpinfo --records triage.dmp | awk '{ print $NF }' | head -n 20 >records
grep -cE 'Comment|Handle|Token|MemoryInfo' records
dumpfilter --type=dotnet-triage $dump >other || echo "status $?"
dumpfilter --triage --mini $core
echo $?
