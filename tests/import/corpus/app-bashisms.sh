#!/bin/sh
set -e
if [[ -n "$FEATURES" ]]; then
  list=(${FEATURES//,/ })
  for feature in "${list[@]}"; do
    /app/enable "$feature"
  done
fi
source /app/env.sh
exec /app/run
