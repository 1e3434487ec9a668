#!/usr/bin/env bash
# Stops the dockerd that `up.sh` started, if it did. Images stay for the next time.
source "$(dirname "$0")/lib.sh"

pid_file="$engine_dir/dockerd.pid"
[ -e "$pid_file" ] || exit 0
pid="$(cat "$pid_file")"
rm -f "$pid_file"
# The number may belong to another program by now.
[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || exit 0
kill "$pid"
for _ in $(seq 1 150); do
  kill -0 "$pid" 2>/dev/null || { say "dockerd has stopped"; exit 0; }
  sleep 0.2
done
die "dockerd (process $pid) does not stop"
