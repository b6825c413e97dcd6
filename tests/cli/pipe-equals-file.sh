# A dump gives the same bytes from a file, from standard input and a pipe.
for file in corpora/good/*; do
	for cut in --heap --full --drop=private; do
		dumpfilter -q $cut "$file" >a 2>err
		status=$?
		dumpfilter -q $cut <"$file" >b 2>err ||
		    [ $? -eq $status ] || echo "$cut $file: status"
		# shellcheck disable=SC2002
		cat "$file" | dumpfilter -q $cut >c 2>err ||
		    [ $? -eq $status ] || echo "$cut $file: status in a pipe"
		cmp a b && cmp a c || echo "$cut $file"
	done
	dumpcat "$file" | cmp - "$file"
	# shellcheck disable=SC2002
	cat "$file" | dumpcat --no-spool | cmp - "$file"
done 2>&1
