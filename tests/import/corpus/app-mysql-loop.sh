#!/bin/bash
set -e
counter=0
until mysqladmin ping -h"$MYSQL_HOST" -u"$MYSQL_USER" -p"$MYSQL_PASSWORD" --silent; do
  counter=$((counter + 1))
  if [ $counter -gt 30 ]; then
    echo "no database"
    exit 1
  fi
  sleep 2
done
mysql -h "$MYSQL_HOST" -u root -p"$MYSQL_ROOT_PASSWORD" -e "CREATE DATABASE IF NOT EXISTS app"
exec apache2-foreground
