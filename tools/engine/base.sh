#!/usr/bin/env bash
# Makes the node image's base available and prints its name, for MESHBED_BASE. Three ways, in this order:
# the image is there already; a registry has the one that the Dockerfile names; it is made here, from the
# Node.js that npm installed for the project and this machine's own C library and shell.
source "$(dirname "$0")/lib.sh"

wanted="$(sed -n 's/^ARG BASE=//p' "$repo/Dockerfile" 2>/dev/null | head -n 1 || true)"
for image in ${wanted:+"$wanted"} "$base_tag"; do
  if docker image inspect "$image" >/dev/null 2>&1; then
    echo "$image"
    exit 0
  fi
done
if [ -n "$wanted" ] && timeout "${MESHBED_PULL_SECONDS:-60}" docker pull -q "$wanted" >/dev/null 2>&1; then
  echo "$wanted"
  exit 0
fi

[ "$(uname -s)" = Linux ] || die "no registry answers for $wanted, and only Linux can make its own base"
say "no registry answers: making $base_tag from the project's own Node.js"
node="$(node "$repo/tools/pinned-node/run.mjs" -p 'process.execPath')"
"$node" -e 'process.exit(parseInt(process.versions.node) >= 26 ? 0 : 1)' || die "run 'npm ci' first: $node is older than 26"

root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,etc,tmp,usr/local/bin,usr/bin,app,proc,sys,dev}
chmod 1777 "$root/tmp"
cp "$node" "$root/usr/local/bin/node"
tools=(sh ls cat ln cp rm mkdir chmod chown sleep env id ps kill date)
for tool in "${tools[@]}"; do
  path="$(type -P "$tool" || true)"
  [ -n "$path" ] && cp -L "$path" "$root/bin/$tool"
done
ln -s /bin/env "$root/usr/bin/env"
copy_libraries "$root" "$root/usr/local/bin/node" "$root"/bin/*
printf 'root:x:0:0:root:/:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\npeer:x:10001:10001::/tmp:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nnode:x:1000:\npeer:x:10001:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"

tar -C "$root" --numeric-owner --owner=0 --group=0 -c . |
  docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' --change 'CMD ["node"]' - "$base_tag" >/dev/null
docker run --rm --network none "$base_tag" node -e 0 || die "$base_tag does not run"
echo "$base_tag"
