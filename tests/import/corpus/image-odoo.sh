#!/bin/bash
# CMD: odoo
set -e

if [ -v PASSWORD_FILE ]; then
    PASSWORD="$(< $PASSWORD_FILE)"
fi

: ${HOST:=${DB_PORT_5432_TCP_ADDR:='db'}}
: ${PORT:=5432}
: ${USER:=odoo}
: ${PASSWORD:=odoo}

case "$1" in
    -- | odoo)
        shift
        wait-for-psql.py --db_host "$HOST" --db_port "$PORT" --db_password "$PASSWORD" --timeout=30
        exec odoo "$@" --db_host "$HOST"
        ;;
    -*)
        exec odoo "$@" --db_host "$HOST"
        ;;
    *)
        exec "$@"
esac

exit 1
