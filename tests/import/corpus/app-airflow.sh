#!/usr/bin/env bash
# CMD: webserver
: "${AIRFLOW__CORE__EXECUTOR:=SequentialExecutor}"
export AIRFLOW__CORE__EXECUTOR
umask 0002

for i in $(seq 1 20); do
  airflow db check && break
  echo "attempt $i"
  sleep 3
done

if [ -n "$_AIRFLOW_DB_MIGRATE" ]; then
  airflow db migrate || true
fi
if [ -n "$_AIRFLOW_WWW_USER_CREATE" ]; then
  airflow users create -u "$_AIRFLOW_WWW_USER_USERNAME" -p "$_AIRFLOW_WWW_USER_PASSWORD" || true
fi

exec airflow "$@"
