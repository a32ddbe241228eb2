#!/bin/sh

if [ "$DATABASE" = "postgres" ]
then
    while ! nc -z $SQL_HOST $SQL_PORT; do
      sleep 0.1
    done
fi

python manage.py flush --no-input
python manage.py migrate || true
echo "from users.models import User; User.objects.create_superuser('admin', 'a@example.org', 'admin')" | python manage.py shell

gunicorn site.wsgi:application --bind 0.0.0.0:8000
