#!/bin/bash -e
: "${JENKINS_WAR:=/usr/share/jenkins/jenkins.war}"
: "${JENKINS_HOME:=/var/jenkins_home}"
touch "${COPY_REFERENCE_FILE_LOG:-/var/jenkins_home/copy.log}" || { echo "cannot write. Wrong volume permissions?"; exit 1; }

if [ $# -lt 1 ] || [[ "$1" == "--"* ]]; then
  read -r -a options <<< "$JAVA_OPTS"
  exec java "${options[@]}" -jar "$JENKINS_WAR" "$@"
fi

exec "$@"
