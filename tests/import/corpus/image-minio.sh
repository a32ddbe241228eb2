#!/bin/sh
# CMD: minio server /data
if [ "${1}" != "minio" ]; then
	if [ -n "${1}" ]; then
		set -- minio "$@"
	fi
fi

docker_secrets_env() {
	if [ -f "$MINIO_ACCESS_KEY_FILE" ]; then
		MINIO_ACCESS_KEY="$(cat "$MINIO_ACCESS_KEY_FILE")"
		export MINIO_ACCESS_KEY
	fi
	if [ -f "$MINIO_SECRET_KEY_FILE" ]; then
		MINIO_SECRET_KEY="$(cat "$MINIO_SECRET_KEY_FILE")"
		export MINIO_SECRET_KEY
	fi
}

docker_secrets_env
exec "$@"
