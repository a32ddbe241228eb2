"""Scripts of a first run with a server for its time alone, and what the container gives them."""

FIRST_RUN = {
    "a first run with a temporary server": ("""#!/bin/bash
set -e
if [ ! -s "{d}/data/VERSION" ]; then
  mkdir -p {d}/data
  cp {d}/original {d}/data/VERSION
  sh -c 'trap "rm {d}/up; exit 0" TERM; touch {d}/up; while :; do sleep 0.05; done' &
  pid=$!
  until [ -f {d}/up ]; do sleep 1; done
  for f in {d}/exec.d/*.sh; do
    [ -x "$f" ] && "$f"
  done
  tee {d}/data/seen <<EOF
$NAME
EOF
  if ! kill -s TERM "$pid" || ! wait "$pid"; then
    echo "it failed"
    exit 1
  fi
fi
exec "$@"
""", {"NAME": "x"}),
    "a first run that was before": ("""#!/bin/bash
set -e
if [ ! -s "{d}/original" ]; then
  touch {d}/never
  sh -c 'touch {d}/up; sleep 100' &
  pid=$!
  until [ -f {d}/up ]; do sleep 1; done
  touch {d}/never-too
  kill "$pid"
  wait "$pid" || true
fi
exec "$@"
""", {}),
}
