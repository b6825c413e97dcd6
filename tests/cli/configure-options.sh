# configure takes what packagers give to every configure, and says what is
# wrong with the rest.  No compiler is asked: "true" says yes to everything.
# shellcheck disable=SC2016 # what make expands
unset CC CFLAGS
cat >show.mk <<'EOF'
include config.mk
all:
	@echo $(bindir) $(libdir) $(pkgconfigdir) $(mandir) $(docdir)
EOF
good() {
	CC=true "$SRC/configure" "$@" >log 2>&1 || tail -n 1 log
}
bad() {
	"$SRC/configure" "$@" 2>&1 | tail -n 1
}
left_out() {
	sed -n 's/^LEFT_OUT =//p' config.mk
}

# Debian
good --build=x86_64-linux-gnu --prefix=/usr '--includedir=${prefix}/include' \
    '--mandir=${prefix}/share/man' '--infodir=${prefix}/share/info' \
    --sysconfdir=/etc --localstatedir=/var --disable-option-checking \
    --disable-silent-rules '--libdir=${prefix}/lib/x86_64-linux-gnu' \
    --runstatedir=/run --disable-maintainer-mode --disable-dependency-tracking
"$MAKE" -sf show.mk
"$MAKE" -sf show.mk prefix=/px
# Fedora
good --build=x86_64-redhat-linux-gnu --host=x86_64-redhat-linux-gnu \
    --program-prefix= --disable-dependency-tracking --prefix=/usr \
    --exec-prefix=/usr --bindir=/usr/bin --sbindir=/usr/sbin \
    --sysconfdir=/etc --datadir=/usr/share --includedir=/usr/include \
    --libdir=/usr/lib64 --libexecdir=/usr/libexec --localstatedir=/var \
    --sharedstatedir=/var/lib --mandir=/usr/share/man \
    --infodir=/usr/share/info
"$MAKE" -sf show.mk
# brew
good --disable-debug --disable-dependency-tracking --disable-silent-rules \
    --prefix=/opt/dumpkit
"$MAKE" -sf show.mk

bad '--bindir=${elsewhere}/bin'
bad '--libdir=${libdir}/more'
bad --libdir=lib
bad --bindir=
bad CC=false
bad --host=m68k-unknown-none
bad --disable-everything

good --with-heap --without-heap
left_out
good --without-heap --with-heap --without-drop
left_out
