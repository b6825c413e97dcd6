# -l and -t as JSON: a line for each file.
# shellcheck disable=SC2002
command -v jq >/dev/null || { echo 'no jq' >&2; exit 77; }
dumpzip -n -o a.core.gz corpora/good/elf-gcore.core
echo 'no dump' | gzip -n >text.gz
gzip -n <text.gz >twice.gz
for what in -l -t -lv; do
	dumpzip $what --json a.core.gz text.gz twice.gz \
	    corpora/packed/gzip-garbage.dmp.gz \
	    corpora/packed/gzip-wrong-checksum.dmp.gz |
	    jq -c 'del(.file.bytes)'
done
dumpzip -l --json a.core.gz | jq -r .file.bytes >size
stat -c %s a.core.gz | cmp - size
dumpzip -t --json=pretty a.core.gz | jq -c '[.complete, .file.raw_bytes]'
cat a.core.gz | dumpzip -l --json | jq -c '[.file.name, .indexed, .dump.format]'
dumpzip -t --json a.core.gz no-such-file size | jq -c '[.file.name, .error.code]'
dumpzip -l --json no-such-file size | jq -c '[.file.name, .error.code]'
