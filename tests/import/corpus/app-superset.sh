#!/usr/bin/env bash
set -eo pipefail
case "${1}" in
  worker)
    echo "Starting Celery worker..."
    celery --app=superset.tasks.celery_app:app worker -O fair
    ;;
  beat)
    echo "Starting Celery beat..."
    rm -f /tmp/celerybeat.pid
    celery --app=superset.tasks.celery_app:app beat --pidfile /tmp/celerybeat.pid
    ;;
  app)
    echo "Starting web app..."
    flask run -p 8088 --host=0.0.0.0
    ;;
  *)
    echo "Unknown Operation!!!"
    exit 1
    ;;
esac
