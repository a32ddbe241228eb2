#!/bin/sh
# CMD: nginx -g 'daemon off;'
set -e

say() {
	if [ -z "${QUIET_LOGS:-}" ]; then
		echo "$@"
	fi
}

if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
	say "$0: looking for templates"
	for template in /etc/nginx/templates/*.template; do
		envsubst '$NGINX_HOST $NGINX_PORT' < "$template" > "/etc/nginx/conf.d/$(basename "$template" .template)"
	done
	say "$0: ready"
fi

exec "$@"
