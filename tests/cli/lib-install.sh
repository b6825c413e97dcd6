# What "make install" leaves builds a program, with either library, and
# "make uninstall" leaves no file; under any prefix, in a folder of any name.
command -v pkg-config >/dev/null || { echo 'no pkg-config' >&2; exit 77; }
build() {
	"$MAKE" -s -C "$BUILD" "$@" >log 2>&1 || cat log
}

build install DESTDIR="$PWD/root"
cat >try.c <<'EOF'
#include <dump.h>
#include <stdio.h>

int
main(void)
{
	return puts(dump_version()) == EOF;
}
EOF
PKG_CONFIG_PATH=$(dirname "$(find "$PWD/root" -name libdump.pc)")
PKG_CONFIG_SYSROOT_DIR=$PWD/root
PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
version=$(pkg-config --modversion libdump)

# check NAME: does the program that was built say the version of libdump.pc?
check() {
	[ "$(./try)" = "$version" ] || echo "$1: not $version"
}

archive=$(find root -name libdump.a)
if [ -n "$archive" ]; then
	# shellcheck disable=SC2046,SC2086
	$CC $CFLAGS $(pkg-config --cflags libdump) -o try try.c "$archive" \
	    $(pkg-config --libs --static libdump | sed 's/-ldump//') &&
	    check static
fi
shared=$(find "$PWD/root" -name libdump.so)
if [ -n "$shared" ]; then
	# shellcheck disable=SC2046,SC2086
	$CC $CFLAGS -o try try.c $(pkg-config --cflags --libs libdump) &&
	    LD_LIBRARY_PATH=${shared%/*} check shared
fi
build uninstall DESTDIR="$PWD/root"
find root ! -type d

build install DESTDIR="$PWD/another root" prefix=/px
grep ^prefix= "$(find "$PWD/another root" -name libdump.pc)"
# What configure was told in full does not follow the prefix.
case $(grep ^CONFIGURE_ARGS "$BUILD/config.mk") in
*dir=* | *--exec-prefix=*) ;;
*)	find 'another root' ! -type d | grep -v '^another root/px/' ;;
esac
build uninstall DESTDIR="$PWD/another root" prefix=/px
find 'another root' ! -type d
build all
