#!/usr/bin/env bash
# Installs Debian's tshark where there is none. Somebody else may hold the lock of the packages: then it waits.
set -euo pipefail
if command -v tshark >/dev/null && command -v capinfos >/dev/null; then exit 0; fi

apt() { apt-get -o DPkg::Lock::Timeout=300 "$@"; }
export DEBIAN_FRONTEND=noninteractive
apt install -y --no-install-recommends tshark >&2 || { apt update >&2 && apt install -y --no-install-recommends tshark >&2; }
