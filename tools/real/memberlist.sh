#!/usr/bin/env bash
# Builds examples/real/memberlist by Go and memberlist of Debian 12. To install them would take 715 MB, a third of it for the services
# to which memberlist can send its metrics; so what a build reads is unpacked (300 MB), and is gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/../../examples/real/memberlist"
[ ! chat -nt chat.go ] || exit 0

packages=(golang-1.19-go golang-1.19-src)
for library in armon-go-metrics google-btree hashicorp-errwrap hashicorp-go-immutable-radix hashicorp-go-msgpack \
  hashicorp-go-multierror hashicorp-go-sockaddr hashicorp-golang-lru hashicorp-memberlist miekg-dns sean--seed; do
  packages+=("golang-github-$library-dev")
done
packages+=(golang-golang-x-net-dev golang-golang-x-sys-dev)

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -m 777 "$work/packages"
download() { (cd "$work/packages" && apt-get -q download "${packages[@]}") >&2; }
download || { apt-get -q update >&2 && download; }
for package in "$work"/packages/*.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar -x -C "$work" --exclude ./usr/lib/go-1.19/pkg/linux_*/cmd --exclude ./usr/share/doc --exclude '*_test.go' --exclude testdata
done

export GOROOT="$work/usr/lib/go-1.19" GOPATH="$work/usr/share/gocode" GOCACHE="$work/cache"
export GO111MODULE=off GOFLAGS= GOPROXY=off CGO_ENABLED=0
"$GOROOT/bin/go" build -ldflags '-s -w' -o chat chat.go
