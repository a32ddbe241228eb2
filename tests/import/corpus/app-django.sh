#!/bin/sh
# CMD: gunicorn -b 0.0.0.0:8000 site.wsgi
set -o errexit
set -o nounset

: "${DJANGO_SETTINGS_MODULE:=site.settings}"
export DJANGO_SETTINGS_MODULE

echo "Waiting for postgres..."
while ! nc -z "$SQL_HOST" "$SQL_PORT"; do
  sleep 0.1
done
echo "PostgreSQL started"

python manage.py migrate --noinput
python manage.py collectstatic --noinput --clear

exec "$@"
