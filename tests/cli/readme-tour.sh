# The lines of README's tour work one after the other in one folder, and print
# what README shows; how far something compresses depends on the library.
"$BUILD/corpora/mkcorpus" --example .
sed -n '/^## Tour/,/^## What/s/^    //p' "$SRC/README.md" >shown
[ "$(grep -c '^\$ ' shown)" -ge 6 ] || echo 'no tour found'

# shown_of LINE: what README shows below it.
shown_of() {
	awk -v line="\$ $1" '$0 == line { found = 1; next }
	    /^\$ /{ found = 0 } found' shown
}

sed -n 's/^\$ //p' shown >lines
while read -r line; do
	case $line in
	*--zip* | *snapshot.zip*)
		dumpzip --zip </dev/null >/dev/null 2>&1 || continue ;;
	*jq*) command -v jq >/dev/null || continue ;;
	esac
	(eval "$line") </dev/null >said 2>&1 || echo "$line: $?"
	shown_of "$line" >wanted
	case $line in
	*gz* | *zst* | *zip* | *' -z '*) continue ;;
	esac
	[ ! -s wanted ] || diff wanted said || echo "not what $line shows"
done <lines
