# What a terminal would obey is shown as \xNN, in names of members too.
dumpzip --zip </dev/null >/dev/null 2>&1 ||
    { echo 'no zip in this build' >&2; exit 77; }
name=$(printf 'a\033[31m\n.core')
mkdir "f$name" && cp corpora/good/elf-kernel-x86-64.core "f$name/$name"
dumpzip --zip -v "f$name" 2>&1 | sed 's/, .*//'
dumpzip -lq "f$name.zip" | cut -c 48-
dumpzip -d "f$name.zip"
dumpinfo --header "f$name.zip" | sed 's/   .*(/ (/' | head -n 1
dumpcat --member=x "f$name.zip"
