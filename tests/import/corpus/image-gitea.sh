#!/usr/bin/env bash
for FOLDER in /data/gitea/conf /data/gitea/log /data/git; do
    mkdir -p ${FOLDER}
done
if [ ! -d /data/git/.ssh ]; then
    mkdir -p /data/git/.ssh
    chmod 700 /data/git/.ssh
fi
if [ $# -gt 0 ]; then
    exec "$@"
else
    exec /usr/bin/s6-svscan /etc/s6
fi
