# The program in libdump.3 compiles without a warning and does what it says.
sed -n '/^\.\\" heap\.c/,/^\.\\" end of heap\.c/{ /^\./d; s/\\e/\\/g; p; }' \
    "$SRC/lib/libdump.3" >heap.c
[ "$(wc -l <heap.c)" -gt 50 ] || echo 'no program found'
libs=$(sed -n 's/^LIB_LIBS = //p; s/^LIBS = //p' "$BUILD/config.mk")
sanitize=$(sed -n 's/^SANITIZE_FLAGS = //p' "$BUILD/config.mk")
# shellcheck disable=SC2086
$CC $CFLAGS -std=c11 -Wall -Wextra -Wconversion -I"$SRC/lib" $sanitize \
    -o heap heap.c "$BUILD/lib/libdump.a" $libs || exit 1
core=corpora/good/elf-kernel-with-text.core
./heap <$core >a 2>said
echo "status $?"
cat said
dumpfilter --heap $core | cmp - a
# shellcheck disable=SC2002
cat $core | ./heap 2>/dev/null | cmp - a
./heap <corpora/bad/not-page.dmp
echo "no dump: $?"
