# The header serves C++ and old C, alone.
echo '#include "dump.h"' >try.c
$CC -std=c99 -Wall -Wextra -Wpedantic -I"$SRC/lib" -c try.c || echo 'not for C'
cp try.c try.cc
command -v c++ >/dev/null || { echo 'no C++ compiler' >&2; exit 77; }
c++ -Wall -Wextra -I"$SRC/lib" -c try.cc || echo 'not for C++'
