# The system is named once, with a version where the dump has one.
for dump in dbghelp-full breakpad-linux breakpad-arm breakpad-mac crashpad \
    rust-linux lldb; do
	dumpinfo --system corpora/good/minidump-$dump.dmp
done
dumpinfo --system corpora/good/elf-freebsd.core
