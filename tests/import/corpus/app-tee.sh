#!/bin/bash
set -e
./bin/migrate --yes
./bin/server 2>&1 | tee -a /var/log/server.log
