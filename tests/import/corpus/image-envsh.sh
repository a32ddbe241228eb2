#!/bin/sh
# CMD: nginx -g "daemon off;"
set -e

if [ "$1" = "nginx" ]; then
    if find "/docker-entrypoint.d/" -mindepth 1 -maxdepth 1 -type f -print -quit 2>/dev/null | read v; then
        find "/docker-entrypoint.d/" -follow -type f -print | sort -V | while read -r f; do
            case "$f" in
                *.envsh) [ -x "$f" ] && . "$f" ;;
                *.sh)    [ -x "$f" ] && "$f" ;;
                *)       echo "ignoring $f" ;;
            esac
        done
    fi
fi

exec "$@"
