# Names of limits come from a table, the user's own before ours.
core=corpora/good/elf-gcore.core
HOME=$PWD XDG_CONFIG_HOME=
export HOME XDG_CONFIG_HOME
dumpfilter --list=limits | grep '^github \|^sentry '
dumpfilter --max-size=github $core | cmp - $core
dumpfilter --max-size=GitHub -z $core | gzip -dc | cmp - $core
mkdir -p .config/dumpkit mine/dumpkit
cat >.config/dumpkit/limits.tab <<'END'
# ours
tiny	100	-	nothing is so small
github	2M	1M	another, of mine	# so there
END
dumpfilter --list=limits | grep '^tiny \|^github '
dumpfilter --list=limits | grep -c '^github '
dumpfilter --list=limits --json | tr '{' '\n' | grep -c '"name":"tiny"'
dumpfilter --max-size=tiny $core; echo "$?"
printf 'two\t1M 1k rest\nthree 4M\n' >mine/dumpkit/limits.tab
XDG_CONFIG_HOME=$PWD/mine dumpfilter --list=limits 2>&1 |
    sed 's|/.*/mine|mine|'
printf '3com 1M -\n' >mine/dumpkit/limits.tab
XDG_CONFIG_HOME=$PWD/mine dumpfilter --max-size=github $core 2>&1 |
    sed 's|/.*/mine|mine|'
# Of two limits both hold: of the file, and of what is in it.
printf 'both\t1G\t%d\n' 20000 >mine/dumpkit/limits.tab
export XDG_CONFIG_HOME="$PWD/mine"
dumpfilter --max-size=both -z $core | gzip -dc | wc -c |
    awk '{ if ($1 > 20000) print "too much:", $1 }'
