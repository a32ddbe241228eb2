#!/bin/bash
set -euo pipefail
: "${APP_HOST:=localhost}"
: "${APP_PORT:=8080}"
: "${APP_LEVEL:=info}"
export APP_HOST APP_PORT APP_LEVEL
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$BENCH_DATA"
  chown -R root:root "$BENCH_DATA"
fi
exec "$@"
