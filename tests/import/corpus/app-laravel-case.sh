#!/bin/sh
set -e
mkdir -p storage/framework/cache storage/framework/sessions storage/framework/views
chown -R www-data:www-data storage bootstrap/cache
php artisan migrate --force

case "${CONTAINER_ROLE:-app}" in
  app)
    exec php-fpm
    ;;
  queue)
    exec php artisan queue:work --tries=3
    ;;
  *)
    echo "unknown role"
    exit 1
    ;;
esac
