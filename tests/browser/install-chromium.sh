#!/usr/bin/env bash
# Installs Debian's Chromium if neither Chromium nor Chrome is there; the tests drive it through Playwright.
set -euo pipefail
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null && exit 0
done
echo "installing chromium for the browser tests"
run=()
[ "$(id -u)" -eq 0 ] || run=(sudo)
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends chromium
