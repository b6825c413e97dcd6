# Who closes a pipe knows why: no word.
core=corpora/good/elf-kernel-x86-64.core
for program in dumpcat 'dumpfilter --heap' 'dumpinfo --json --all' \
    'dumpzip -c'; do
	(trap - PIPE; $program $core; echo $? >status) | :
done
# Status 141 is SIGPIPE; nothing is said where that is ignored at first.
(trap '' PIPE; exec dumpcat $core) | :
