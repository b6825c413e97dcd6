# --help fits one screen, whatever else is asked for, and is no mistake.
for program in dumpcat dumpfilter dumpinfo dumpzip; do
	$program --help >help || echo "$program: status $?"
	head -n 1 help
	[ "$(wc -l <help)" -le 24 ] || echo "$program: $(wc -l <help) lines"
	awk 'length > 79 { print FILENAME ": too wide: " $0 }' help
	$program -h | diff help -
	$program --no-such-option -h no-such-file | diff help -
	$program x y z --output= --help | diff help -
done
