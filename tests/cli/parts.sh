# --keep and --drop name records and modules as well as memory, and lists of
# all these in a file.
dump=corpora/good/minidump-dbghelp-dotnet.dmp
names() {
	dumpinfo --records - | awk 'NR > 1 { printf " %s", $5 } END { print "" }'
}
dumpfilter --drop=Token,UNLOADED,thread_info $dump | names
dumpfilter -q --drop='record:*Info?ist,record:0x18' --drop=record:12 $dump | names
dumpfilter -q --type=0 $dump | names
dumpfilter -q --type=0 --keep=handles,record:token $dump | names
cat >parts <<'EOF'
# What nobody else is to see
handles
  token	# neither this
Module:ORDERS.dll

EOF
dumpfilter --drop=@parts $dump >a
dumpfilter --drop=handles,token,module:ORDERS.dll $dump | cmp - a
dumpinfo --provenance a | grep cut=
printf 'handles\r\ntoken\r\nmodule:ORDERS.dll' >parts
dumpfilter --drop=@parts $dump | cmp - a
core=corpora/good/elf-kernel-with-text.core
dumpfilter --drop='record:LINUX/*' $core | names
dumpfilter --drop=module:no-such-* $core | cmp - $core
for what in handels recrod:x modul:x cods @absent @wrong module: record:; do
	echo 'code,data' >wrong
	dumpfilter --drop=$what $core
	echo "$what: $?"
done
