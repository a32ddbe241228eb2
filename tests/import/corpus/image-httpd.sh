#!/bin/sh
set -e
# left over from a life before
rm -f /usr/local/apache2/logs/httpd.pid
exec httpd -DFOREGROUND "$@"
