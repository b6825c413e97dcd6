# Every dump gives one line that a reader of JSON takes.
command -v python3 >/dev/null || { echo 'no python3' >&2; exit 77; }
for file in corpora/good/* corpora/bad/*; do
	dumpinfo -q --json --all "$file" 2>/dev/null
done >all
set -- corpora/good/* corpora/bad/*
[ "$(wc -l <all)" -eq $# ] || echo "$(wc -l <all) lines for $# dumps"
python3 -c 'import json
for line in open("all", encoding="utf-8"):
    d = json.loads(line)
    assert d["schema"] == "dumpinfo/1" and d["file"]["name"], line
    assert "error" in d or d["format"], line'
