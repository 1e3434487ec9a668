#!/usr/bin/env bash
# Stops the Podman that `podman.sh` started, if it did, and its containers. Images stay for the next time.
source "$(dirname "$0")/lib.sh"

home="$engine_dir/podman"
[ -e "$home/service.pid" ] || exit 0
podman --remote --url "unix://$home/podman.sock" rm --all --force --time 0 >/dev/null 2>&1 || true
stop_daemon podman "$home/service.pid"
