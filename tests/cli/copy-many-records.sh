# What is passed on as it is needs no room for its records.
core=corpora/good/elf-kernel-x86-64.core
for way in file pipe; do
	case $way in
	file) dumpcat --max-metadata=4K $core >out ;;
	# shellcheck disable=SC2002
	pipe) cat $core | dumpcat --max-metadata=4K >out ;;
	esac
	echo "$way: $?"
	cmp out $core
done
