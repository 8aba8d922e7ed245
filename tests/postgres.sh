#!/usr/bin/env bash
# Runs a command with ONTOS_TEST_POSTGRES set to a throw-away PostgreSQL cluster: postgres.sh COMMAND...
# Loopback only, a free port, user `app` without password. Each test makes its own database.
# ONTOS_TEST_FSYNC=on keeps the disk writes honest; by default they are off, for speed.
set -euo pipefail
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "postgres.sh: no PostgreSQL in /usr/lib/postgresql" >&2 && exit 1; }
fsync=${ONTOS_TEST_FSYNC:-off}
# Thousands of files made and dropped are slow on ext4: in memory where there are 2 GB of it.
place=${TMPDIR:-/tmp}
free_kb=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1 || true)
[ "$fsync" = on ] || [ ! -w /dev/shm ] || [ "${free_kb:-0}" -lt 2000000 ] || place=/dev/shm
dir=$(mktemp -d -p "$place" ontos-postgres-XXXXXX)

# initdb refuses root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups env -u HOME "$@"
  else
    "$@"
  fi
}

stop() {
  as_postgres "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

[ "$(id -u)" != 0 ] || chown postgres "$dir"
cd "$dir"
as_postgres "$bin/initdb" -D "$dir/data" -U app -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log"
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 400
fsync = $fsync
synchronous_commit = $fsync
full_page_writes = $fsync
max_wal_size = 256MB
CONF
for _ in 1 2 3 4 5; do  # another process may take the free port first
  port=$(free_port)
  as_postgres "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-p $port" start >/dev/null && break
  port=
done
[ -n "$port" ] || { cat "$dir/log" >&2 && exit 1; }
cd "$OLDPWD"
ONTOS_TEST_POSTGRES=postgresql://app@127.0.0.1:$port/postgres "$@"
