#!/bin/bash
set -e

PERMISSIONS_OK=0
if [ ! -r "$GF_PATHS_CONFIG" ]; then
    echo "GF_PATHS_CONFIG='$GF_PATHS_CONFIG' is not readable."
    PERMISSIONS_OK=1
fi
if [ $PERMISSIONS_OK -eq 1 ]; then
    echo "look at the documentation"
fi

if [ ! -d "$GF_PATHS_PLUGINS" ]; then
    mkdir -p "$GF_PATHS_PLUGINS"
fi

export HOME="$GF_PATHS_HOME"

exec grafana server                                         \
  --homepath="$GF_PATHS_HOME"                               \
  --config="$GF_PATHS_CONFIG"                               \
  "$@"                                                      \
  cfg:default.log.mode="console"
