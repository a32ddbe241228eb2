#!/bin/sh -e
[ -f ./secure.sh ] && . ./secure.sh
prop_replace() {
  sed -i -e "s|^$1=.*$|$1=$2|" "${3:-conf/nifi.properties}"
}
prop_replace 'nifi.web.http.port' "${NIFI_WEB_HTTP_PORT:-8080}"
prop_replace 'nifi.web.http.host' "${NIFI_WEB_HTTP_HOST:-0.0.0.0}"
bin/nifi.sh run &
nifi_pid="$!"
trap 'bin/nifi.sh stop && exit 0' TERM
tail -F logs/nifi-app.log &
wait $nifi_pid
