# Room is checked before the first byte; what could not be written leaves
# nothing, and what was there stays.
command -v unshare >/dev/null || { echo 'no unshare(1)' >&2; exit 77; }
mkdir small
# shellcheck disable=SC2016
unshare -rm sh -c '
	mount -t tmpfs -o size=16k tmpfs small 2>/dev/null || exit 77
	echo old >small/out
	core=corpora/good/elf-kernel-x86-64.core
	dumpfilter --heap -f -o small/out $core 2>err
	echo "status $?"
	sed "s/[0-9.]* KiB/N KiB/g" err
	dumpcat -f -o small/out $core 2>err
	echo "status $?"
	sed "s/[0-9.]* KiB/N KiB/g" err
	cat $core | dumpcat -f -o small/out
	echo "status $?"
	ls -A small
	cat small/out
' || { echo 'no file system of our own' >&2; exit 77; }
