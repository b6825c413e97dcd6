# A signal ends the program as whoever sent it expects, and leaves nothing.
core=corpora/good/elf-kernel-x86-64.core
mkfifo fifo

# temporary: is the file there that would become "out"?
temporary() {
	for file in .out*; do
		[ -e "$file" ] && return
	done
	return 1
}

# feed SIGNAL: half a dump, and when that is being written the signal.
feed() {
	head -c 30000 $core
	tries=0
	until temporary || [ $tries -eq 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	temporary || echo 'no temporary file' >&2
	kill -"$1" "$(cat pid)"
	# The pipe stays open until the program is gone.
	while kill -0 "$(cat pid)" 2>/dev/null; do
		sleep 0.1
	done
}

for signal in HUP INT QUIT TERM PIPE; do
	feed $signal >fifo &
	sh -c 'echo $$ >pid; exec dumpfilter --heap -o out fifo' 2>err
	echo "$signal: $?"
	wait
	grep -v 'Hangup\|Terminated\|Quit' err
	ls -A
done
# One that was ignored stays so.
{
	head -c 30000 $core
	until temporary; do
		sleep 0.1
	done
	kill -HUP "$(cat pid)"
	tail -c +30001 $core
} >fifo &
trap '' HUP
sh -c 'echo $$ >pid; exec dumpfilter --heap -o out fifo'
echo "ignored HUP: $?"
wait
dumpfilter --heap $core | cmp - out
