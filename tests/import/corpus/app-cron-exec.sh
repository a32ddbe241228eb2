#!/bin/bash
set -e
cron &
service rsyslog start
exec apache2-foreground
