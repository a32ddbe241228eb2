#!/bin/sh
set -e
if [ "$1" = "worker" ]; then
  shift
  exec bundle exec sidekiq "$@"
fi
if [ "$1" = "console" ]; then
  exec bundle exec rails console
fi
bundle exec rails db:migrate
exec bundle exec puma -C config/puma.rb
