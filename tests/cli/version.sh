# --version says the program and the number that pkg-config says too.
number=$(sed -n 's/^Version: //p' "$BUILD/lib/libdump.pc")
for program in dumpcat dumpfilter dumpinfo dumpzip; do
	[ "$($program --version)" = "$program $number" ] || $program --version
	[ "$($program -V)" = "$program $number" ] || $program -V
done
