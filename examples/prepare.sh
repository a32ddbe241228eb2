# Sourced by the examples' `run` scripts: installs what is missing, builds jeden if it is not built.
# JEDEN names the binary; without it, build/src/jeden is used.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

prepare() {
  if ((EUID != 0)); then
    echo "$0 makes namespaces: run it as root" >&2
    exit 1
  fi
  "$root/tests/install" "$@"
  if [[ -z ${JEDEN:-} ]]; then
    JEDEN=$root/build/src/jeden
    if [[ ! -x $JEDEN ]]; then
      "$root/tests/install" --build
      echo "building jeden"
      [[ -d $root/build ]] || meson setup -Dtests=false "$root/build" "$root" >/dev/null
      meson compile -C "$root/build" jeden >/dev/null
    fi
  fi
  export JEDEN
}
