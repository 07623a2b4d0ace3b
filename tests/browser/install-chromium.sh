#!/usr/bin/env bash
# Installs what the browser tests need of Debian if it is missing: Chromium (unless Chromium or Chrome is there), which
# they drive through Playwright, and libatomic, which Playwright's driver is linked with and a minimal system lacks.
set -euo pipefail

has_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return 0
  done
  return 1
}

packages=()
has_browser || packages+=(chromium)
if command -v dpkg-query >/dev/null; then
  dpkg-query --show --showformat='${db:Status-Status}\n' libatomic1 2>/dev/null | grep -qx installed || packages+=(libatomic1)
fi
[ "${#packages[@]}" -gt 0 ] || exit 0

echo "installing ${packages[*]} for the browser tests"
run=()
[ "$(id -u)" -eq 0 ] || run=(sudo)
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
