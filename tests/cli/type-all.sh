# Every type that --list names cuts both formats, and a second time changes
# nothing; or it says why not.
for dump in minidump-dbghelp-dotnet.dmp elf-gcore.core; do
	echo "$dump"
	dumpfilter --list=types | sed -n 's/  .*//p' >types
	for type in $(cat types) core-filter:0x3f windbg-mirRpwdcFhut; do
		if dumpfilter -q --type="$type" corpora/good/$dump >once 2>why
		then
			dumpfilter -q --type="$type" once | cmp - once &&
			    dumpfilter -q --type="$type" <corpora/good/$dump |
			    cmp - once || echo "$type: not the same"
		else
			sed "s/.*no managed runtime.*/$type: no runtime/" why
		fi
	done
done
