#!/bin/sh
set -e
export TZ="${TZ:-Europe/Warsaw}"
ln -snf "/usr/share/zoneinfo/$TZ" /etc/localtime
echo "$TZ" > /etc/timezone
ulimit -n 65536
umask 027
exec /usr/bin/daemon --foreground
