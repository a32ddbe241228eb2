#!/bin/sh
# CMD: bundle exec puma -C config/puma.rb
set -e
rm -f /app/tmp/pids/server.pid
cd /app
bundle exec rails db:migrate
exec "$@"
