# A signal ends the program as whoever sent it expects, and leaves nothing.
core=corpora/good/elf-kernel-x86-64.core
for signal in HUP INT QUIT TERM; do
	mkfifo fifo
	(head -c 30000 $core; sleep 3) >fifo &
	feeder=$!
	timeout -s $signal --preserve-status 0.5 \
	    dumpfilter --heap -o out fifo 2>err
	echo "$signal: $?"
	kill $feeder
	wait $feeder
	rm fifo
	cat err
	ls -A
done 2>/dev/null
