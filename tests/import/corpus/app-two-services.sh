#!/bin/bash
set -e
php-fpm -F &
fpm=$!
nginx -g 'daemon off;' &
web=$!
trap 'kill -TERM $fpm $web' TERM INT
wait -n
exit $?
