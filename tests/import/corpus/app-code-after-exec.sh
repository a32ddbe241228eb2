#!/bin/sh
set -e
exec python app.py
python manage.py migrate
