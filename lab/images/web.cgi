#!/bin/sh
# The demo's web page: rows of PostgreSQL and a counter in Redis, both reached through Flocker's links "pg" and
# "redis" alone: whichever host runs them, these addresses are this host's own.
export PGHOST="$PG_PORT_5432_TCP_ADDR" PGPORT="$PG_PORT_5432_TCP_PORT" PGUSER=postgres PGCONNECT_TIMEOUT=20
redis() {
    cli=redis-cli
    command -v redis-cli >/dev/null || cli=valkey-cli
    timeout 20 $cli -h "$REDIS_PORT_6379_TCP_ADDR" -p "$REDIS_PORT_6379_TCP_PORT" "$@"
}
rows=$(psql -AtX -c "select id || ': ' || note from notes order by id desc limit 10" 2>&1)
count=$(psql -AtX -c "select count(*) from notes" 2>/dev/null)
visits=$(redis incr visits 2>&1)
printf 'Content-Type: text/plain; charset=utf-8\r\n\r\n'
printf 'visits (Redis at %s:%s): %s\n' "$REDIS_PORT_6379_TCP_ADDR" "$REDIS_PORT_6379_TCP_PORT" "$visits"
printf 'rows (PostgreSQL at %s:%s): %s\n%s\n' "$PGHOST" "$PGPORT" "${count:-none}" "$rows"
