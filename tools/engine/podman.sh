#!/usr/bin/env bash
# Makes Debian 12's Podman answer beside the engine, for the tests that run on both, and prints its socket for
# MESHBED_PODMAN. It has settings, storage and networks of its own, so that nothing of this machine's Podman changes.
# `podman-down.sh` stops it.
source "$(dirname "$0")/lib.sh"

home="$engine_dir/podman"
socket="unix://$home/podman.sock"
mkdir -p "$home"
podman_answers() { timeout 120 podman --remote --url "$socket" version >/dev/null 2>&1; }

if command -v podman >/dev/null && podman_answers; then
  say "Podman answers already"
else
  [ "$(id -u)" = 0 ] || die "not root: Podman is tried as root only"
  packages=()
  command -v podman >/dev/null || packages+=(podman)
  command -v conmon >/dev/null || packages+=(conmon)
  command -v runc >/dev/null || packages+=(runc)
  command -v iptables >/dev/null || packages+=(iptables)
  [ -d /usr/lib/cni ] || packages+=(containernetworking-plugins)
  [ ${#packages[@]} = 0 ] || install_packages "${packages[@]}"

  # runc, since crun refuses machines with cgroups of both versions; and limits that a process in a sandbox may set.
  cat >"$home/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$home/tmp"
[network]
network_config_dir = "$home/networks"
CONF
  # From version 5 on it knows no other than its own.
  [[ "$(podman --version)" == *" 4."* ]] && echo 'network_backend = "cni"' >>"$home/containers.conf"
  cat >"$home/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$home/storage"
runroot = "$home/run"
CONF

  say "starting Podman's service, log in $home/service.log"
  CONTAINERS_CONF="$home/containers.conf" CONTAINERS_STORAGE_CONF="$home/storage.conf" \
    setsid podman system service --time=0 "$socket" >"$home/service.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$home/service.pid"
  for _ in $(seq 1 600); do
    podman_answers && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  if ! podman_answers; then
    tail -n 20 "$home/service.log" >&2
    die "Podman does not answer"
  fi
  say "$(podman --version) answers"
fi

# What the tests build upon and run comes from the engine, which has it already or can make it.
for image in "${MESHBED_BASE:-$("$(dirname "$0")/base.sh")}" "$base_tag"; do
  docker image inspect "$image" >/dev/null 2>&1 || continue
  podman --remote --url "$socket" image exists "$image" && continue
  say "taking $image over from the engine"
  docker save "$image" | podman --remote --url "$socket" load >/dev/null
done
echo "$socket"
