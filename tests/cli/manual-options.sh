# The manuals name every option of the tables, and no other.
for program in dumpcat dumpfilter dumpinfo dumpzip; do
	{
		cat "$SRC/bin/cli_options.c" "$SRC/bin/$program.c"
		grep -q '^	CLI_PACK_OPTIONS,' "$SRC/bin/$program.c" &&
		    cat "$SRC/bin/cli_options.h"
	} | sed -n 's/^	{ \(0\|'"'.'"'\), "\([a-z-]*\)",.*/\2/p
	    s/^	SECTION("\([a-z-]*\)",.*/\1/p' | sort >table
	[ "$(wc -l <table)" -ge 12 ] || echo "$program: no table found"
	grep '^\.It Fl' "$SRC/bin/$program.1" | grep -o 'Fl \\-[a-z-]*' |
	    sed 's/Fl \\-//' | sort >manual
	diff table manual >difference || {
		echo "$program:"
		cat difference
	}
done
