# A signal leaves nothing behind, of a file and of its parts.
mkfifo fifo
# feed SIGNAL: noise, and when a temporary file is there the signal.
feed() {
	head -c 3000000 /dev/urandom
	tries=0
	while [ $tries -lt 100 ]; do
		for file in .out*; do
			[ -e "$file" ] && break 2
		done
		sleep 0.1
		tries=$((tries + 1))
	done
	kill -"$1" "$(cat pid)"
	tries=0
	while kill -0 "$(cat pid)" 2>/dev/null && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
}
zip() {
	sh -c 'echo $$ >pid; exec dumpzip "$@" fifo' sh "$@" 2>/dev/null
}
for options in '-o out.gz' '-o out.gz --split=1M' '-o out.gz --rm'; do
	for signal in INT TERM; do
		feed $signal >fifo &
		# shellcheck disable=SC2086
		zip $options 2>/dev/null
		echo "$options, $signal: $?"
		wait
		ls -A
	done
done
# Where nobody reads: the quiet end.
head -c 3000000 /dev/urandom | dumpzip 2>err | head -c 10 >out
cat err
