#!/bin/bash
set -euo pipefail
/usr/bin/python3 "$@"
# bash replaces itself by the last command of a -c line, but never by the last line of a script:
# it stays, as PID 1, and waits.
