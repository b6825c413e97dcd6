# The view of a core.
cp corpora/good/elf-kernel-x86-64.core app.core
touch -d '2025-11-03 09:41:55 UTC' app.core
dumpinfo app.core
echo
# shellcheck disable=SC2002
cat app.core | dumpinfo
echo
dumpinfo --all app.core
