#!/bin/sh
# CMD: gunicorn app.wsgi
set -e
python manage.py migrate --noinput || { echo "the migration failed"; exit 1; }
python manage.py shell <<EOF
from django.contrib.auth import get_user_model
User = get_user_model()
if not User.objects.filter(username='${ADMIN_NAME:-admin}').exists():
    User.objects.create_superuser('${ADMIN_NAME:-admin}', '', '${ADMIN_PASSWORD}')
EOF
psql "$DATABASE_URL" < /app/seed.sql
if [ "$SKIP_STATIC" = "true" ]; then
  echo "static files are left alone"
else
  python manage.py collectstatic --noinput
  python manage.py compress
fi
exec "$@"
