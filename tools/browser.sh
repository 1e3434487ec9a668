#!/usr/bin/env bash
# Gives a bare Debian machine what the tests of reports look with: Chromium and xmllint. Nothing to do where they are there.
source "$(dirname "$0")/engine/lib.sh"

packages=()
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium)
command -v xmllint >/dev/null || packages+=(libxml2-utils)
# Without a font the browser draws no text.
fc-list 2>/dev/null | grep -q . || packages+=(fonts-dejavu-core)
[ ${#packages[@]} = 0 ] || install_packages "${packages[@]}"
