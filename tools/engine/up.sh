#!/usr/bin/env bash
# Makes an engine answer: nothing to do where one does; else Debian's docker.io, and dockerd in the background.
# `down.sh` stops a dockerd that was started here, and only that one.
source "$(dirname "$0")/lib.sh"

if command -v docker >/dev/null && engine_answers; then
  say "an engine answers already"
  exit 0
fi
[ -z "${DOCKER_HOST:-}" ] || die "DOCKER_HOST is $DOCKER_HOST and no engine answers there"

# A number left by a daemon that was killed may be another program's by now, which would keep ours from starting.
forget_dead() {
  [ ! -e "$1" ] || [ "$(cat "/proc/$(cat "$1")/comm" 2>/dev/null)" = "$2" ] || rm -f "$1"
}

mkdir -p "$engine_dir"
packages=()
command -v dockerd >/dev/null || packages+=(docker.io)
command -v iptables >/dev/null || packages+=(iptables)
[ ${#packages[@]} = 0 ] || install_packages "${packages[@]}"
# From Debian 13 on the client is a package of its own.
command -v docker >/dev/null || install_packages docker-cli

if ! engine_answers; then
  [ "$(id -u)" = 0 ] || die "an engine is installed but does not answer: start it, or join the group docker"
  forget_dead /var/run/docker.pid dockerd
  forget_dead /var/run/docker/containerd/containerd.pid containerd
  say "starting dockerd, log in $engine_dir/dockerd.log"
  setsid dockerd >"$engine_dir/dockerd.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$engine_dir/dockerd.pid"
  for _ in $(seq 1 600); do
    engine_answers && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  if ! engine_answers; then
    tail -n 20 "$engine_dir/dockerd.log" >&2
    die "dockerd does not answer"
  fi
fi
say "Docker $(docker version --format '{{.Server.Version}}') answers"
