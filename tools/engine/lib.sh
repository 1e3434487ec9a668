# Shared by the scripts beside it; sourced, not run.
#
# The scripts give a bare Debian machine what the container tests need: an engine, a base image and Compose.
# Each looks first and does nothing where there is something already. What they make lives in one folder.

set -euo pipefail

engine_dir="${MESHBED_ENGINE_DIR:-${TMPDIR:-/tmp}/meshbed-engine-$(id -u)}"
repo="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
base_tag="meshbed-base:node26"

say() { printf 'engine: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

engine_answers() { timeout 120 docker info >/dev/null 2>&1; }

# Ends a program that we started, and says so: stop_daemon NAME FILE-WITH-ITS-NUMBER
stop_daemon() {
  local name="$1" pid
  [ -e "$2" ] || return 0
  pid="$(cat "$2")"
  rm -f "$2"
  # The number may belong to another program by now.
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$name" ] || return 0
  kill "$pid"
  for _ in $(seq 1 150); do
    kill -0 "$pid" 2>/dev/null || { say "$name has stopped"; return 0; }
    sleep 0.2
  done
  die "$name (process $pid) does not stop"
}

# Packages by apt, without questions and without services started by their scripts. The list of packages is
# fetched once; a third-party source that does not answer must not stop us, so only the install's word counts.
install_packages() {
  command -v apt-get >/dev/null || die "no apt-get here: install $* by hand"
  [ "$(id -u)" = 0 ] || die "not root: run 'sudo apt-get install $*' first"
  export DEBIAN_FRONTEND=noninteractive
  refresh_packages
  say "installing $*"
  apt-get install -y -q --no-install-recommends "$@" >"$engine_dir/apt.log" 2>&1 || {
    tail -n 20 "$engine_dir/apt.log" >&2
    die "apt-get could not install $*"
  }
}

refresh_packages() {
  mkdir -p "$engine_dir"
  [ -e "$engine_dir/apt-updated" ] && return
  say "refreshing the list of packages"
  apt-get update -q >"$engine_dir/apt.log" 2>&1 || true
  touch "$engine_dir/apt-updated"
}

# The Debian mirror that this machine is set up to use.
debian_mirror() {
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
    sed -n 's/^Debian|Debian|//p' | head -n 1
}

# What programs load, copied below a root, to the paths at which they look for it: copy_libraries ROOT PROGRAM…
copy_libraries() {
  local root="$1"
  shift
  { ldd "$@" 2>/dev/null || true; } |
    grep -o '/[^ ]*\.so[^ ]*' | { grep -v "^$root" || true; } | sed 's/:$//' | sort -u |
    while read -r library; do
      mkdir -p "$root$(dirname "$library")"
      cp -L "$library" "$root$library"
    done
}
