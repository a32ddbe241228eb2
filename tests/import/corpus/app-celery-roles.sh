#!/bin/bash
# CMD: web
set -euo pipefail

wait-for-it.sh "${POSTGRES_HOST}:${POSTGRES_PORT}" -t 60

case "$1" in
  web)
    python manage.py migrate --noinput
    exec gunicorn project.wsgi -b 0.0.0.0:8000
    ;;
  worker)
    exec celery -A project worker --loglevel=info
    ;;
  beat)
    rm -f ./celerybeat.pid
    exec celery -A project beat --loglevel=info
    ;;
  *)
    exec "$@"
    ;;
esac
