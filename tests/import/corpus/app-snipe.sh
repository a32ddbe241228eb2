#!/bin/sh
if [ -z "$APP_KEY" ]; then
  echo "Please re-run this container with an environment variable \$APP_KEY"
  exit 0
fi
for dir in data/private_uploads data/uploads; do
  [ -d "/var/lib/snipeit/$dir" ] || mkdir -p "/var/lib/snipeit/$dir"
done
chown -R docker:root /var/lib/snipeit/data
chmod 777 /var/lib/snipeit/keys
php artisan migrate --force
php artisan config:cache
exec supervisord -c /supervisord.conf
