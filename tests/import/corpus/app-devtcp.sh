#!/bin/bash
set -e
for i in {1..60}; do
  if (echo > "/dev/tcp/$REDIS_HOST/6379") >/dev/null 2>&1; then
    break
  fi
  sleep 1
done
curl --retry 3 -sf http://config:8888/app.json -o /etc/app.json
exec /app/bin/app -c /etc/app.json
