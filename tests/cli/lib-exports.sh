# Both libraries show the functions that dump.h declares, and nothing else.
sed '/^#define/d' "$SRC/lib/dump.h" | tr '\n\t' '  ' | tr ';' '\n' |
    sed -n 's/.*DUMP_API .*[ *]\(dump_[a-z0-9_]*\)(.*/\1/p' | sort >declared
[ -s declared ] || echo 'no function is declared'

# names NM-OPTION... FILE: without what sanitizers add, and the version.
names() {
	nm --defined-only "$@" |
	    awk 'NF == 3 && $3 !~ /^__odr_asan/ && $2 != "A" { print $3 }' |
	    sed 's/@.*//' | sort
}

# Not every linker can hide names in an archive.
if grep -q '^RELINK = yes' "$BUILD/config.mk"; then
	names -g "$BUILD/lib/libdump.a" >shown
	diff -u declared shown
fi
if [ -e "$BUILD/lib/libdump.so" ]; then
	names -D "$BUILD/lib/libdump.so" >shown
	diff -u declared shown
fi
