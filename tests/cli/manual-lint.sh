# mandoc has nothing to say against the manuals.
command -v mandoc >/dev/null || { echo 'no mandoc' >&2; exit 77; }
for page in "$SRC"/bin/*.1 "$SRC"/lib/*.3 "$SRC"/lib/*/*.5 \
    "$SRC"/filters/*.7; do
	[ -f "$page" ] || continue
	# Whether other manuals are installed here says nothing of ours.
	mandoc -Tlint -W all "$page" 2>&1 |
	    grep -v 'referenced manual not found\|lacks .* entry' |
	    sed "s|$SRC/||"
done
