#!/bin/bash
set -euo pipefail
exec /usr/bin/python3 "$@"
