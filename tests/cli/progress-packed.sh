# Progress tells what leaves the compressor.
mkfifo fifo
words() {
	tr '\r' '\n' | sed 's/[0-9.]* [KMG]iB/N/g; s/([0-9.]*x)/(Nx)/' |
	    grep -e '->' | grep -v ' of ' | sort -u
}
feed() {
	head -c 16000000 noise
	sleep 1.5
	tail -c +16000001 noise
}
head -c 5000000 /dev/urandom | od >noise
feed >fifo &
dumpzip -c --progress fifo 2>&1 >x.gz | words | sort -u
wait
feed >fifo &
: >err
dumpzip -c fifo 2>err >y.gz &
tries=0
while ! grep -q -e '->' err && [ $tries -lt 100 ]; do
	sleep 0.1
	kill -USR1 $!
	tries=$((tries + 1))
done
wait
words <err
cmp x.gz y.gz
gzip -dc x.gz | wc -c
