#!/bin/sh
# The container's first process: an office in /data, made at the first start.
# Its administrator's one-time password stands in the log of that start: docker compose logs siangsa
set -eu
cd /opt/siangsa
if ! [ -f /data/stack.json ]; then
  siangsa init /data --admin "${SIANGSA_ADMIN:-admin}"
fi
# after a new image: the database is dumped, then brought up to date; nothing to do otherwise
siangsa upgrade --data /data
exec siangsa up --data /data
