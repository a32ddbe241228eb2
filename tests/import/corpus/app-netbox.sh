#!/bin/bash
# CMD: gunicorn -c /etc/netbox/config.py netbox.wsgi
set -e
umask 002

while ! ./manage.py migrate; do
  echo "waiting on database..."
  sleep 3
done

: "${SUPERUSER_NAME:=admin}"
: "${SUPERUSER_PASSWORD:=admin}"

if [ "$SKIP_STARTUP_SCRIPTS" != "true" ]; then
  ./run_startup_scripts.sh
fi

./manage.py collectstatic --no-input
exec $@
