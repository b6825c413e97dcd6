# --explain: a line for every range and record, with the rule that decided.
core=corpora/good/elf-kernel-with-text.core
dumpfilter --mini --explain --keep=code --drop=0x7ffff7be1008+8 $core >lines
cat lines
# Ranges are words that options take: what is kept by name of its range is
# what is kept.
awk '$1 == "kept" && $2 ~ /^0x/ { print $2 }' lines | while read -r range; do
	dumpfilter -q --mini --keep=code --drop=0x7ffff7be1008+8 $core |
	    dumpfilter -q --drop="$range" --dry-run - | grep -q '^all memory' ||
	    echo "$range: not taken"
done
# From a pipe, compressed, and as JSON: the same.
# shellcheck disable=SC2002
cat $core | dumpfilter --mini --explain --keep=code \
    --drop=0x7ffff7be1008+8 | diff lines -
gzip -c $core | dumpfilter --mini --explain --keep=code \
    --drop=0x7ffff7be1008+8 | diff lines -
dumpfilter --mini --explain --keep=code --drop=0x7ffff7be1008+8 --json \
    $core >json
wc -l <json | diff - - <<EOF
$(wc -l <lines)
EOF
sed -n '1p;$p' json
# What is damaged says so.
dumpfilter -q --heap --explain corpora/bad/minidump-handle-stride-zero.dmp |
    grep 'HandleData'
dumpfilter -q --heap --scrub=stacks --explain \
    corpora/good/minidump-dbghelp-full.dmp | grep -c 'rewritten:'
dumpfilter --heap --explain -o absent $core | tail -n 1
[ ! -e absent ] || echo absent is there
dumpfilter --explain $core; echo "no cut: $?"
dumpfilter --explain --dry-run --heap $core; echo "both: $?"
dumpfilter --heap --explain $core | head -n 1
# What an earlier run with a limit left is explained too.
kernel=corpora/good/elf-kernel-x86-64.core
dumpfilter -q --triage --max-size=30K -o fitted $kernel
dumpfilter -q --triage --max-size=30K --explain fitted | cut -d ' ' -f 1 |
    sort | uniq -c | sed 's/^ *//'
