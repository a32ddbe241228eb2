#!/bin/bash
set -euo pipefail
die() {
  echo "error: $*" >&2
  exit 1
}
for name in APP_URL APP_KEY MAIL_FROM; do
  if [ -z "${!name:-}" ]; then
    echo "$name is missing"
    exit 1
  fi
done
[[ -n "${LICENSE:-}" ]] || die "LICENSE is missing"
case "$LOG_LEVEL" in
  debug|info|warning) ;;
  *) die "LOG_LEVEL is not one of debug, info, warning" ;;
esac
[ -w /data ] || die "/data cannot be written"
exec /app/server
