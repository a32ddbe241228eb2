#!/bin/sh
# CMD: /usr/local/bin/app serve
set -eu
: "${SMTP_HOST:?SMTP_HOST has to be set}"
if [ -n "${DB_PASSWORD_FILE:-}" ]; then
  DB_PASSWORD="$(cat "$DB_PASSWORD_FILE")"
  export DB_PASSWORD
  unset DB_PASSWORD_FILE
fi
export API_TOKEN="$(cat /run/secrets/api_token)"
[ -s /data/secret_key ] || openssl rand -hex 32 > /data/secret_key
chown app:app /data/secret_key
unset SETUP_TOKEN
exec su-exec app "$@"
