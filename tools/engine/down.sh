#!/usr/bin/env bash
# Stops the dockerd that `up.sh` started, if it did. Images stay for the next time.
source "$(dirname "$0")/lib.sh"

stop_daemon dockerd "$engine_dir/dockerd.pid"
