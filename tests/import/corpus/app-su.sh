#!/bin/bash
service postgresql start
sleep 5
su - postgres -c "createdb app"
cd /srv/app
su app -s /bin/sh -c "exec python3 run.py --port 8080"
