"""Scripts that have to do the same as what `jeden import` makes of them: name -> (script, environment)."""

CASES = {
    "environment": ("""#!/bin/sh
set -e
: "${LEVEL:=info}"
export LEVEL
export URL="http://${NAME:-nobody}/$LEVEL"
export PATH="/opt/app/bin:$PATH"
cd {d}
umask 027
exec "$@"
""", {"NAME": "somebody"}),
    "an option is appended": ("""#!/bin/sh
set -e
if [ "${1#-}" != "$1" ]; then
  set -- {tell} "$@"
fi
exec "$@"
""", {}),
    "files": ("""#!/bin/bash
set -euo pipefail
mkdir -p "{d}/data/media" {d}/run
chmod 750 "{d}/data/media"
rm -f {d}/run/*.pid
ln -sfn {d}/data {d}/link
for part in one two; do
  mkdir -p "{d}/parts/$part"
done
[ -f {d}/copied ] || cp {d}/original {d}/copied
echo "kept as shell: $NAME" > {d}/written
exec "$@"
""", {"NAME": "a b"}),
    "owners and the drop of root": ("""#!/bin/sh
set -e
mkdir -p {d}/owned/deep
if [ "$(id -u)" = '0' ]; then
  chown -R www-data:www-data {d}/owned
  exec setpriv --reuid=www-data --regid=www-data --init-groups "$@"
fi
exec "$@"
""", {}),
    "conditions": ("""#!/bin/sh
set -e
if [ -n "$SET" ]; then
  touch {d}/set
fi
if [ "$MODE" = "fast" ]; then
  touch {d}/fast
else
  touch {d}/slow
fi
[ -z "$UNSET" ] && touch {d}/unset
if [ -d {d}/none ]; then
  touch {d}/never
fi
if [ ! -f {d}/original ]; then
  touch {d}/never
  touch {d}/never-too
fi
exec "$@"
""", {"SET": "1", "MODE": "slow"}),
    "secrets": ("""#!/bin/sh
set -e
if [ -n "$PASSWORD_FILE" ]; then
  PASSWORD="$(cat "$PASSWORD_FILE")"
  export PASSWORD
  unset PASSWORD_FILE
fi
exec "$@"
""", {"PASSWORD_FILE": "{d}/original"}),
    "what the shell computes": ("""#!/bin/bash
set -e
words=(a b)
export JOINED="$(IFS=-; echo "${words[*]}")"
mkdir -p {d}/x
printf '%s\\n' "${words[@]}" | sort -r > {d}/x/list
exec "$@"
""", {}),
    "a function and a loop": ("""#!/bin/sh
set -e
put() {
  echo "$2" > "{d}/$1"
}
put first 1
for name in second third; do
  put "$name" "$name"
done
main() {
  mkdir -p {d}/inside
  exec "$@"
}
main "$@"
""", {}),
    "a failure that is ignored": ("""#!/bin/sh
set -e
false || true
ls /does-not-exist 2>/dev/null || echo "that is well"
touch {d}/after
exec "$@"
""", {}),
    "first run": ("""#!/bin/sh
set -e
if [ ! -e {d}/done ]; then
  mkdir -p {d}/made
  echo once >> {d}/made/list
  touch {d}/done
fi
exec "$@"
""", {}),
    "a wait": ("""#!/bin/sh
set -e
until [ -f {d}/original ]; do sleep 1; done
exec "$@"
""", {}),
    "a template": ("""#!/bin/sh
set -e
: "${PORT:=8080}"
export PORT
envsubst '${PORT} ${NAME}' < {d}/template > {d}/filled
exec "$@"
""", {"NAME": "x"}),
    "words behind the program": ("""#!/bin/sh
set -e
exec {tell} --static "$@"
""", {}),
    "user and group": ("""#!/bin/sh
set -e
mkdir -p {d}/theirs
exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
""", {}),
    "here documents": ("""#!/bin/bash
set -e
cat > {d}/plain <<EOF
host ${NAME} port ${PORT:-80}
  a \\$dollar, a \\\\ and "quotes" $NONE
EOF
cat <<-'EOF' > "{d}/quoted"
	$NAME ${PORT} \\n $$
	  indented
	EOF
chmod 600 {d}/quoted
{
  echo "name=$NAME"
  printf 'a %s b %%\\n' "$NAME" c
} > {d}/block
echo -n "$NAME" > {d}/original
if [ ! -f {d}/template ]; then echo never > {d}/template; fi
if [ ! -f {d}/new ]; then echo "${NAME}" > {d}/new; fi
: > {d}/empty
echo "aGkK" | tee {d}/tee > /dev/null
echo "$CODED" | base64 -d > {d}/decoded
exec "$@"
""", {"NAME": "it's \"a\" & b/c \\ d", "CODED": "aGVsbG8K"}),
    "a directory of scripts": ("""#!/bin/bash
set -e
for f in {d}/init.d/*; do
  case "$f" in
    *.sh)
      if [ -x "$f" ]; then
        echo "running $f"
        "$f"
      else
        echo "sourcing $f"
        . "$f"
      fi
      ;;
    *.txt) tee -a {d}/texts < "$f" ;;
    *.txt.gz) gunzip -c "$f" | tee -a {d}/texts ;;
    *.path) cp -t {d}/run "$f" ;;
    *) echo "ignoring $f" ;;
  esac
done
exec "$@"
""", {}),
    "executable scripts only": ("""#!/bin/sh
set -e
if [ -d {d}/exec.d ]; then
  find {d}/exec.d -maxdepth 1 -type f -name '*.sh' | sort -V | while read -r f; do
    [ -x "$f" ] && "$f"
  done
fi
for f in {d}/none.d/*; do [ -e "$f" ] || continue; "$f"; done
exec "$@"
""", {}),
    "settings by sed": ("""#!/bin/sh
set -e
sed -i "s/^port .*/port ${PORT:-6380}/" {d}/redis.conf
sed -i -e "s|^#*a.dir=.*|a.dir=${DIR}|" -e 's/^#* *b=.*$/b=2/' "{d}/app.properties"
sed -i 's/^memory_limit = .*/memory_limit = '"$MEMORY"'/' {d}/php.ini
exec "$@"
""", {"DIR": "/var/lib/x", "MEMORY": "64M"}),
    "a temporary server": ("""#!/bin/bash
set -e
mkdir -p {d}/data
sh -c 'trap "rm {d}/up; echo stopped >> {d}/log; exit 0" TERM; echo started >> {d}/log; touch {d}/up; while :; do sleep 0.05; done' &
pid="$!"
for i in {30..0}; do
  if [ -f {d}/up ]; then break; fi
  sleep 1
done
sh -c 'test -f {d}/up && echo used >> {d}/log'
cp {d}/original {d}/data/copy
kill -s TERM "$pid"
wait "$pid"
exec "$@"
""", {}),
    "defaults": ("""#!/bin/bash
set -e
if [ -z "${LEVEL+x}" ]; then
  LEVEL=info
  export LEVEL
fi
[ -z "$COLOUR" ] && export COLOUR=blue
if [ -z "$GIVEN" ]; then
  export GIVEN=not
fi
if [ -z "${FOUND:-}" ]; then
  export FOUND=$(find {d}/run -name '*.pid' -print -quit)
fi
exec "$@"
""", {"GIVEN": "yes"}),
    "what a program says": ("""#!/bin/bash
set -e
export GREETING="$(cat {d}/greeting)"
NUMBER="$(expr 1 + 2)"
export NUMBER
: "${GIVEN:=$(expr 3 + 4)}"
: "${ASKED:=$(expr 3 + 5)}"
export GIVEN ASKED
exec "$@"
""", {"GIVEN": "yes"}),
    "a program that reads a here document": ("""#!/bin/bash
set -e
mkdir -p {d}/out
python3 - <<EOF
open("{d}/out/a", "w").write("""+'"""'+"""${NAME}\\\\n\\$x"""+'"""'+""")
EOF
tee {d}/out/b <<'EOF'
$NAME `not run`
EOF
tee {d}/out/c < {d}/original
exec "$@"
""", {"NAME": "it is"}),
    "not root first": ("""#!/bin/sh
set -e
if [ "$(id -u)" != "0" ]; then
  exec "$@"
fi
mkdir -p {d}/cache
chown -R www-data:www-data {d}/cache
exec setpriv --reuid=www-data --regid=www-data --init-groups "$@"
""", {}),
    "a function with words": ("""#!/bin/sh
set -e
put() {
  mkdir -p "{d}/$1"
  echo "$2 and ${3:-nothing}" > "{d}/$1/file"
}
put one "$NAME"
put two b c
exec "$@"
""", {"NAME": "x y"}),
    "shell that reads the container's words": ("""#!/bin/sh
set -e
mkdir -p {d}/made
case "$2" in
  w*) echo "$# $2" | sed 's/w/v/' > {d}/made/words ;;
esac
exec "$@"
""", {}),
    "one branch speaks": ("""#!/bin/sh
set -e
if [ "$SKIP" = "true" ]; then
  echo "nothing is done"
else
  touch {d}/a
  touch {d}/b
fi
exec "$@"
""", {"SKIP": "no"}),
    "the user of the container's words": ("""#!/bin/sh
set -e
if [ "$1" = "{tell}" ]; then
  mkdir -p {d}/theirs
  chown -R www-data:www-data {d}/theirs
  set -- setpriv --reuid=www-data --regid=www-data --init-groups "$@"
fi
exec "$@"
""", {}),
    "root without a drop": ("""#!/bin/sh
cd {d}
mkdir -p made
exec {tell} --static "$@"
""", {}),
}
