# Filters compose: in one command, or one after the other.
core=corpora/good/elf-kernel-with-text.core
list() {
	dumpinfo --memory - | grep 'iB *[0-9.]* [KMG]iB '
}
dumpfilter --heap --drop=jit,relro $core | list >a
dumpfilter --heap $core | dumpfilter --drop=relro --drop=jit | list | diff a -
dumpfilter --drop=jit $core | dumpfilter --drop=relro | dumpfilter --heap |
    list | diff a -
dumpfilter --heap --keep=code $core | list
dumpfilter --strip-inaccessible --no-provenance $core >a
dumpfilter --full --no-provenance $core | cmp - a
dumpfilter --heap $core >a
dumpfilter --heap a | cmp - a
dumpfilter --full a | cmp - a
