#!/bin/sh
set -e
printenv | grep -v no_proxy >> /etc/environment
crontab /app/crontab
cron
tail -f /var/log/cron.log
