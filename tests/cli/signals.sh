# A signal ends the program as whoever sent it expects, and leaves nothing.
core=corpora/good/elf-kernel-x86-64.core
mkfifo fifo

# temporary: waits for the file that would become "out", not for ever.
temporary() {
	tries=0
	while [ $tries -lt 100 ]; do
		for file in .out*; do
			[ -e "$file" ] && return
		done
		sleep 0.1
		tries=$((tries + 1))
	done
	echo 'no temporary file' >&2
}

# feed SIGNAL: half a dump, and when that is being written the signal.  The
# pipe stays open until the program is gone.
feed() {
	head -c 30000 $core
	temporary
	kill -"$1" "$(cat pid)"
	tries=0
	while kill -0 "$(cat pid)" 2>/dev/null && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
}

# cut: with its process id in a file, and signals as they are.  Shells say
# by which signal a program ended; what the program says is in "said".
cut() {
	sh -c 'echo $$ >pid; exec dumpfilter --heap -o out fifo 2>said' \
	    2>/dev/null
}

for signal in HUP INT QUIT TERM PIPE; do
	feed $signal >fifo &
	cut 2>/dev/null
	echo "$signal: $?"
	wait
	cat said
	ls -A
done
# One that was ignored stays so.
{
	head -c 30000 $core
	temporary
	kill -HUP "$(cat pid)"
	tail -c +30001 $core
} >fifo &
trap '' HUP
cut
echo "ignored HUP: $?"
wait
dumpfilter --heap $core | cmp - out
