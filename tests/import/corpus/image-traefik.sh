#!/bin/sh
# CMD: traefik
set -e

# flags and commands of the program
if [ "${1#-}" != "$1" ]; then
    set -- traefik "$@"
fi

if traefik "$1" --help >/dev/null 2>&1; then
    set -- traefik "$@"
else
    echo "= '$1' is not a command of traefik: assuming shell execution." 1>&2
fi

exec "$@"
