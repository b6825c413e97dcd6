# --estimate says what every cut would write, and each writes that.
core=corpora/good/elf-gcore.core
plain() {
	grep '^cut  \|^full  \|^heap  \|^mini  \|^[^ ]*: \|^standard'
}
dumpfilter --estimate $core >table
plain <table
dumpfilter --estimate --json $core >json
tr '{' '\n' <json | sed -n \
    's/^"name":"\([a-z-]*\)","bytes":\([0-9]*\),"keeps".*/\1 \2/p' >cuts
[ "$(wc -l <cuts)" -ge 3 ] || echo "no cuts"
while read -r cut bytes; do
	dumpfilter -q --type="$cut" $core | wc -c | sed "s/^/$cut /"
	echo "$cut $bytes" >&3
done <cuts 3>said >true
awk '/ [0-9]+ / && $2 > 0 && !/:/ { print $1, $2 }' table | diff cuts -
diff said true
# From a pipe, compressed, by its other name: the same.
dumpfilter --estimate --json - <$core | sed 's/standard input/x/' >from-file
# shellcheck disable=SC2002
cat $core | dumpfilter --estimate --json | sed 's/standard input/x/' |
    diff from-file -
gzip -c $core | dumpfilter --estimate --json |
    sed 's/standard input/x/' | diff from-file -
dumpfilter --sizes --json $core | diff json -
# Where spooling is off, only what can be told without.
# shellcheck disable=SC2002
cat corpora/good/elf-kernel-x86-64.core | dumpfilter --estimate --no-spool |
    plain
# What stands beside it is done with each; a type of one's own is one more.
dumpfilter --estimate --drop=stacks --no-provenance $core |
    sed -n 's/^\(heap\|full\|mini\) /&/p'
dumpfilter --heap --drop=stacks --no-provenance $core | wc -c
dumpfilter --estimate --type=0x205 $core | grep 0x205
dumpfilter -q --type=0x205 $core | wc -c
dumpfilter --estimate --heap $core | grep -c '^heap '
# The report is what -o is for; a dump that is cut short is one.
dumpfilter --estimate -o report $core && head -n 1 report
dumpfilter --estimate -o report $core; echo "again: $?"
head -c 20000 corpora/good/elf-kernel-x86-64.core >short
dumpfilter --estimate short >out; echo "short: $?"
tail -n 1 out
while read -r cut bytes _; do
	case $cut$bytes in *:* | cut* | *-) continue ;; esac
	dumpfilter -q --type="$cut" short | wc -c | sed "s/^/$cut $bytes /"
done <out | awk '$2 != $3'
dumpfilter --estimate --dry-run --heap $core; echo "both: $?"
dumpfilter --estimate corpora/good/no-such-file; echo "none: $?"
