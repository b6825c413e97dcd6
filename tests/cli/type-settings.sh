# --type=@FILE reads flags from a file of settings, which may hold comments.
dump=corpora/good/minidump-dbghelp-dotnet.dmp
cat >good.json <<'EOF'
// "miniDump" is what counts.
{
	"note": "no comment: http://example.org/* \" // */",
	/* a long
	   one */
	"MiniDump": { "flags": [ "WithDataSegments", // "WithFullMemory",
		"WithPrivateReadWriteMemory|WithHandleData", 0x3000 /**/ ] }
}
EOF
sed 's/0x3000/12288/' good.json >decimal.json
dumpfilter -q --type=0x3205 $dump >want
dumpfilter -q --type=@decimal.json $dump | cmp - want
printf '\357\273\277{"miniDump":{"flags":"WithDataSegs,0x3204"}}' >bom.json
dumpfilter -q --type=@bom.json $dump | cmp - want
echo '{"minidump":{"Flags":[]}}' >none.json
dumpfilter -q --type=Normal $dump >want
dumpfilter -q --type=@none.json $dump | cmp - want
dumpinfo --provenance want | grep cut=
echo '{"miniDump": {}}' >empty.json
echo '{"miniDump": {"flags": [ true ]}}' >wrong.json
echo '{"miniDump": {"flags": [ "WithHandles" ]}}' >unknown.json
echo '{ /* "miniDump": {"flags": []} }' >endless.json
head -c 1048577 /dev/zero | tr '\0' ' ' >large.json
printf '{}\0' >binary.json
for file in good empty wrong unknown endless large binary absent; do
	dumpfilter --type=@$file.json $dump
	echo "$file: $?"
done
