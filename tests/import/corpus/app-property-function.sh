#!/bin/bash
# CMD: bin/server
set -e
set_property() {
  sed -i -e "s|^$1=.*$|$1=$2|" "${3:-/app/conf/server.properties}"
}
set_property http.port "${HTTP_PORT:-8080}"
set_property http.host "${HTTP_HOST:-0.0.0.0}"
set_property node.name "$NODE_NAME" /app/conf/node.properties
exec "$@"
