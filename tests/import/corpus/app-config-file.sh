#!/bin/bash
# CMD: app serve
set -eu
mkdir -p /etc/app
cat > /etc/app/app.yml <<EOF
database:
  host: ${DB_HOST:-db}
  password: "$DB_PASSWORD"
price: \$5
EOF
chmod 600 /etc/app/app.yml
chown app:app /etc/app/app.yml
cat <<'EOF' > /etc/app/nginx.conf
proxy_set_header Host $host;
EOF
{
  echo "[client]"
  echo "user=$DB_USER"
} > /etc/app/my.cnf
printf '%s\n' "$LICENCE" > /etc/app/licence
echo "$TLS_KEY" | base64 -d > /etc/app/tls.key
echo "started $(date)" > /etc/app/started
echo "more = $MORE" >> /etc/app/app.ini
exec "$@"
