#!/usr/bin/env bash
# Makes a base image with this machine's own Python 3 and its standard library, where no registry has one, and prints its
# name: what the image of examples/peers/python stands on in the tests.
source "$(dirname "$0")/lib.sh"

python="$(python3 -c 'import os, sys; print(os.path.realpath(sys.executable))')"
stdlib="$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
tag="meshbed-python:$("$python" -c 'import platform; print(platform.python_version())')"
if docker image inspect "$tag" >/dev/null 2>&1; then
  echo "$tag"
  exit 0
fi

say "making $tag from $python"
root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{tmp,usr/local/bin,proc,sys,dev} "$root$(dirname "$python")" "$root$stdlib"
chmod 1777 "$root/tmp"
cp "$python" "$root$python"
ln -s "$python" "$root/usr/local/bin/python3"
without=(test tests idlelib tkinter turtledemo ensurepip lib2to3 site-packages dist-packages __pycache__ 'config-*')
tar -C "$stdlib" "${without[@]/#/--exclude=}" -c . | tar -C "$root$stdlib" -x
copy_libraries "$root" "$python" "$stdlib"/lib-dynload/*.so

tar -C "$root" --numeric-owner --owner=0 --group=0 --mode=a+rX -c . |
  docker import --change 'ENV PATH=/usr/local/bin' --change 'CMD ["python3"]' - "$tag" >/dev/null
docker run --rm --network none --user 10001 "$tag" python3 -c 'import hashlib, json, selectors, socket' || die "$tag does not run"
echo "$tag"
