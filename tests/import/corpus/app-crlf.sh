#!/bin/sh
set -e
mkdir -p /data
exec /app/run
