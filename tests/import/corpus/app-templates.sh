#!/bin/sh
set -eu
: "${UPSTREAM:=app:8080}"
envsubst '${UPSTREAM} ${SERVER_NAME}' < /etc/nginx/site.conf.tmpl > /etc/nginx/conf.d/site.conf
cp -n /defaults/mime.types /etc/nginx/mime.types
[ -f /etc/nginx/dhparam.pem ] || cp /defaults/dhparam.pem /etc/nginx/dhparam.pem
exec nginx -g 'daemon off;'
