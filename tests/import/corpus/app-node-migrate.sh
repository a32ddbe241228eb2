#!/bin/sh
set -e
export NODE_ENV=${NODE_ENV:-production}
export PATH="/app/node_modules/.bin:$PATH"
cd /app
until pg_isready -h "$DB_HOST" -p "${DB_PORT:-5432}" -U "$DB_USER"; do
  >&2 echo "database is unavailable - sleeping"
  sleep 2
done
npx prisma migrate deploy
npm start
