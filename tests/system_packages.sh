#!/bin/sh
# Installs what the tests need beside Python, once, and says so: Chromium (the app in a browser) and LibreOffice
# (workbooks saved by another program). Where they cannot be installed the tests that need them are skipped.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc-nogui"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Not found:$missing. Install them to run every test; those that need them are skipped now."
    exit 0
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "Not found:$missing. To run every test: sudo apt-get install$missing. Those that need them are skipped now."
        exit 0
    fi
fi
echo "Installing once:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of packages, on purpose
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
