#!/usr/bin/env bash
# Makes a base image with programs of this machine added to the node image's base, where no registry has Debian, and prints its
# name: what images of examples/real/ stand on in the tests. programs-base.sh PROGRAM…
source "$(dirname "$0")/lib.sh"

PATH="$PATH:/usr/sbin"
base="$("$(dirname "$0")/base.sh")"
files="$(for program; do type -P "$program" || die "no $program here"; done)"
tag="meshbed-programs:$(cat $files | sha256sum | head -c 12)"
if docker image inspect "$tag" >/dev/null 2>&1; then
  echo "$tag"
  exit 0
fi

say "making $tag with $*"
root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/programs/bin"
cp -L $files "$root/programs/bin"
copy_libraries "$root/programs" $files
printf 'FROM %s\nCOPY programs/ /\n' "$base" >"$root/Dockerfile"
docker build -q -t "$tag" "$root" >/dev/null
echo "$tag"
