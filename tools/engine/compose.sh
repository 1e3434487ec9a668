#!/usr/bin/env bash
# Gives `docker compose` (version 2) to a machine whose own packages have none: Debian 12. The plugin of
# Debian 13 is one static binary and runs there too.
source "$(dirname "$0")/lib.sh"

docker compose version >/dev/null 2>&1 && exit 0

refresh_packages
mirror="$(debian_mirror)"
[ -n "$mirror" ] || die "no Debian mirror is set up here: install Compose by hand"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,archives/partial,unpacked}
chmod -R a+rX "$work"
echo "deb $mirror trixie main" >"$work/sources.list"
options=(
  -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o APT::Sandbox::User=root
  -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache="
)
say "fetching the Compose plugin of Debian 13"
(
  cd "$work"
  apt-get "${options[@]}" update -q
  apt-get "${options[@]}" download docker-compose
  dpkg-deb -x docker-compose_*.deb unpacked
) >"$engine_dir/compose.log" 2>&1 || { tail -n 20 "$engine_dir/compose.log" >&2; die "no Compose from Debian 13"; }

plugin="$(find "$work/unpacked" -type f -name docker-compose -path '*cli-plugins*' | head -n 1)"
[ -n "$plugin" ] || die "the package docker-compose holds no plugin"
plugins="${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins"
mkdir -p "$plugins"
install -m 755 "$plugin" "$plugins/docker-compose"
say "$(docker compose version)"
