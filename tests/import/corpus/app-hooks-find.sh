#!/bin/bash
# CMD: app serve
set -e
if [ -n "$(ls -A /app/hooks.d 2>/dev/null)" ]; then
  for script in $(find /app/hooks.d -maxdepth 1 -type f -name '*.sh' | sort); do
    echo "running $script"
    bash "$script"
  done
fi
for f in /app/sql.d/*.sql; do
  [ -e "$f" ] || continue
  psql "$DATABASE_URL" -f "$f"
done
for f in /app/env.d/*; do
  process "$f" --now
done
exec "$@"
