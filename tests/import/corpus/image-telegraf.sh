#!/bin/bash
# CMD: telegraf
set -e

if [ "${1:0:1}" = '-' ]; then
    set -- telegraf "$@"
fi

if [ "$(id -u)" -ne 0 ]; then
    exec "$@"
else
    setcap cap_net_raw,cap_net_bind_service+ep /usr/bin/telegraf || echo "no extra capabilities"
    export HOME=/etc/telegraf
    exec setpriv --reuid telegraf --init-groups "$@"
fi
