# What is wrong is said whatever is said before it, and a line of a report is
# whole; nor does a terminal obey the name in a warning.
core=corpora/good/elf-kernel-x86-64.core
deep=$(printf '%0240d' 0 | tr 0 '\001')
deep=$deep/$deep/$deep/$deep/$deep/$deep
mkdir -p "$deep"
cp $core "$deep/whole.core"
cp corpora/bad/elf-cut-in-memory.core "$deep/cut.core"
brief() {
	sed 's/\(\\x01\)\{10,\}/(many)/g'
}
dumpinfo --header "$deep/whole.core" | brief
dumpinfo --system "$deep/cut.core" 2>&1 | brief
dumpcat "$deep/absent.core" 2>&1 | brief
dumpcat -o "$deep/whole.core" $core 2>&1 | brief
dumpfilter --heap -v -o out "$deep/whole.core" 2>&1 | brief
dumpinfo --json --header "$deep/whole.core" | tr -s '\\u01' '*' | cut -c 1-70
