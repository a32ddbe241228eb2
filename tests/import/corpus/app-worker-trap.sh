#!/bin/sh
worker --queue default &
pid=$!
trap 'kill -QUIT "$pid"; wait "$pid"' TERM INT
wait "$pid"
