#!/bin/bash
set -e
umask 0002
if [ -n "$ELASTIC_PASSWORD" ]; then
  gosu elasticsearch echo "$ELASTIC_PASSWORD" | bin/elasticsearch-keystore add -x bootstrap.password
fi
exec gosu elasticsearch bin/elasticsearch
