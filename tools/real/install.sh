#!/usr/bin/env bash
# What the programs of examples/real/ need: Debian's serf and tinc, a key for tinc, npm's packages beside those that are
# written for Node, and the one that is written in Go, built.
# Nothing is installed twice. Somebody else may hold the lock of the packages: then it waits.
set -euo pipefail
cd "$(dirname "$0")/../.."

apt() { apt-get -o DPkg::Lock::Timeout=300 "$@"; }
export DEBIAN_FRONTEND=noninteractive
PATH="$PATH:/usr/sbin"
if ! command -v serf >/dev/null || ! command -v tincd >/dev/null; then
  apt install -y --no-install-recommends serf tinc >&2 ||
    { apt update >&2 && apt install -y --no-install-recommends serf tinc >&2; }
fi
if [ ! -e examples/real/tinc/rsa_key.pub ]; then
  node -e '
    const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
    fs.writeFileSync("examples/real/tinc/rsa_key.priv", privateKey.export({ type: "pkcs1", format: "pem" }));
    fs.writeFileSync("examples/real/tinc/rsa_key.pub", publicKey.export({ type: "pkcs1", format: "pem" }));'
fi
for example in dht dht-rpc gossipsub; do
  [ -d "examples/real/$example/node_modules" ] || (cd "examples/real/$example" && npm install --no-package-lock --no-audit --no-fund >&2)
done
tools/real/memberlist.sh || echo "examples/real/memberlist is not built: Debian 12 has the Go and the memberlist that it needs" >&2
