# Cuts for managed processes say why they cannot be made, and name one that can.
none() {
	dumpfilter "$@" -o out
	echo "$? $(ls)"
}
none --type=heap-managed corpora/good/elf-kernel-x86-64.core
none --type=mini-managed corpora/good/elf-kernel-x86-64.core
none --type=heap-managed corpora/good/elf-createdump.core
none -q --type=minidumper-mh corpora/good/minidump-dbghelp-full.dmp
dumpfilter --filter=mini-managed,no-objects corpora/good/elf-createdump.core |
    dumpinfo --provenance | grep cut=
