# SIGUSR1 prints one line and changes nothing.
core=corpora/good/elf-kernel-x86-64.core
mkfifo fifo
dumpfilter --heap -o out fifo 2>err &
pid=$!
exec 3>fifo
head -c 30000 $core >&3
# The signal may come before the program is there to be asked.
tries=0
while [ ! -s err ] && [ $tries -lt 50 ]; do
	sleep 0.1
	kill -USR1 $pid
	tries=$((tries + 1))
done
tail -c +30001 $core >&3
exec 3>&-
wait $pid
echo "status $?"
sed 's/: heap  [0-9].*/: heap  N/' err | head -n 1
dumpfilter --heap $core | cmp - out
