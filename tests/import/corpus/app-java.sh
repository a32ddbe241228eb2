#!/bin/sh
set -e
JAVA_OPTS="${JAVA_OPTS:--XX:MaxRAMPercentage=75}"
exec java $JAVA_OPTS -jar /app/app.jar
