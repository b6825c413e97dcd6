# The examples of the manuals work, one after the other in one folder.
cp corpora/good/elf-kernel-with-text.core app.core
cp corpora/good/minidump-dbghelp-full.dmp app.dmp
for page in "$SRC"/bin/*.1 "$SRC"/filters/*.7; do
	sed -n 's/^\.Dl \$ //p' "$page" | sed 's/\\e/\\/g; s/\\&//g' >examples
	[ -s examples ] || echo "$page: no example"
	while read -r line; do
		case $line in
		*--zip* | *snapshot.zip*)
			# Not every build writes that.
			dumpzip --zip </dev/null >/dev/null 2>&1 ||
			    { echo "$line"; : >>snapshot.zip; continue; } ;;
		*jq*) command -v jq >/dev/null || { echo "$line"; continue; } ;;
		esac
		(eval "$line") >out 2>err </dev/null ||
		    { echo "$line: $?"; cat err; }
		echo "$line"
		[ -s out ] || case $line in
		*-o\ * | *\ \>\ * | dumpzip\ * | tar\ * | mkdir\ *) ;;
		*) echo 'no output' ;;
		esac
	done <examples
done
ls
dumpinfo --provenance app.core | grep cut=
