#!/bin/sh
# Runs a throw-away PostgreSQL for as long as somebody holds this script's standard
# input open, and removes it afterwards. The holder need not be alive to say goodbye:
# the kernel closes the pipe of a process that crashed or was killed, too.
#
# Prints one line, the URL of the server, when it answers. Exits with 3 where
# PostgreSQL is not installed, and with 1 where it does not start.
set -u

# The newest that Debian installed, or whatever the PATH offers.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)" 2>/dev/null)
[ -x "$bin/initdb" ] || exit 3

dir=$(mktemp -d -t cairn-pg.XXXXXX) || exit 1

# PostgreSQL refuses to run as root; the package brings a user for it.
as=
if [ "$(id -u)" = 0 ]; then
	id postgres >/dev/null 2>&1 || exit 3
	chown postgres "$dir"
	as="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
cd "$dir" || exit 1

finish() {
	$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1
	cd / && rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# No TCP: the socket lies in a directory that only its owner may enter, so trust is
# enough, and no two servers can want the same port. Nothing survives, so nothing
# needs to reach the disk, unless somebody measures how long that takes.
durable=${PGTEMP_DURABLE:-off}
{
	$as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C -N --no-instructions &&
	$as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start -o "-k $dir -c listen_addresses='' \
		-c fsync=$durable -c synchronous_commit=$durable -c full_page_writes=$durable -c max_connections=200"
} >"$dir/start" 2>&1 || { cat "$dir/start" "$dir/log" >&2 2>/dev/null; exit 1; }

echo "postgres://postgres@/postgres?host=$dir"
exec >/dev/null 2>&1 # whoever read the URL may be gone when there is more to say

while read -r _; do :; done # until the last holder has let go
