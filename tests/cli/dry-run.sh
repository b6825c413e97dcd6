# --dry-run says what the same command without it does, and writes nothing.
core=corpora/good/elf-kernel-with-text.core
dumpfilter --heap --drop=jit --dry-run -o out $core
dumpfilter --heap --dry-run --json $core
dumpfilter --full --dry-run $core
dumpfilter --heap --dry-run --json $core |
    sed 's/.*"output_bytes":\([0-9]*\).*/\1/' >bytes
dumpfilter --heap $core | wc -c | diff bytes -
ls
