#!/bin/sh
set -e
NODE_NAME="app@$(hostname -f)"
export NODE_NAME
exec /app/bin/app start
