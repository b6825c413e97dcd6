# What is no process dump is named, by all programs alike.
for file in corpora/bad/not-*; do
	dumpinfo "$file" 2>&1
	[ $? -eq 1 ] || echo "$file: status"
	dumpfilter --heap "$file" >out 2>&1
	[ $? -eq 1 ] || echo "$file: status of dumpfilter"
	dumpcat "$file" >out2 2>&1
	[ $? -eq 1 ] || echo "$file: status of dumpcat"
	sed 's/^[^:]*: //' out >a
	sed 's/^[^:]*: //' out2 | diff a -
done
for input in . /dev/null /dev/zero no-such-file; do
	dumpinfo $input
	echo "$input: $?"
done
dumpfilter --heap /dev/zero
echo "/dev/zero: $?"
dumpcat </dev/zero
echo "/dev/zero: $?"
