#!/usr/bin/env bash
# CMD: apache2-foreground
set -Eeuo pipefail

if [[ "$1" == apache2* ]] || [ "$1" = 'php-fpm' ]; then
	uid="$(id -u)"
	if [ "$uid" = '0' ]; then
		user="${APACHE_RUN_USER:-www-data}"
	else
		user="$uid"
	fi
	if [ ! -e index.php ] && [ ! -e wp-includes/version.php ]; then
		tar --create --file - --directory /usr/src/wordpress --owner "$user" . | tar --extract --file -
	fi
fi

exec "$@"
