#!/bin/sh
# Makes .venv from the lock: Python 3.13 and every package, checked by hash.
#
#   scripts/bootstrap.sh runtime|dev
#   scripts/bootstrap.sh lock [--upgrade]    writes the locks instead
#
# It touches nothing outside the checkout but uv's own cache, and does nothing when the
# locks are those of the last time.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:-}
python_version=$(cat .python-version)
stamp=.venv/.installed-from-lock
pyenv_versions=${PYENV_ROOT:-${HOME:-}/.pyenv}/versions

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

fingerprint() { cat requirements.lock requirements-dev.lock .python-version | cksum; }

is_current() {
    [ -f "$stamp" ] || return 1
    now=$(fingerprint)
    case $(cat "$stamp") in
        "dev $now") ;;  # Holds the runtime's packages too.
        "runtime $now") [ "$wanted" = runtime ] || return 1 ;;
        *) return 1 ;;
    esac
    has_version .venv/bin/python
}

has_version() {
    [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" \
        = "$python_version" ]
}

# A Python that only has to make a virtual environment for uv; any version will do.
# A pyenv shim may answer to python3 and yet fail, so each is tried for real.
install_uv() {
    say "Installing uv into .uv-bootstrap."
    for python in python3 /usr/bin/python3 /usr/local/bin/python3 \
        "$pyenv_versions"/*/bin/python3; do
        rm -rf .uv-bootstrap
        "$python" -m venv .uv-bootstrap >/dev/null 2>&1 || continue
        .uv-bootstrap/bin/python -m pip install --quiet --disable-pip-version-check \
            --require-hashes --requirement requirements-uv.lock && return
    done
    rm -rf .uv-bootstrap
    fail "uv could not be installed. Install uv yourself (any recent version), or give" \
        "python3 its venv module (Debian: apt-get install python3-venv), and try again."
}

find_uv() {
    # A company's own certificates stand in the system's store; a bare image has none.
    [ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS=1
    if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        uv=uv
        return
    fi
    [ -x .uv-bootstrap/bin/uv ] || install_uv
    uv=.uv-bootstrap/bin/uv
}

make_venv() {
    has_version .venv/bin/python && return
    say "Making .venv with Python $python_version."
    for python in "$python_version" "$pyenv_versions/$python_version"*/bin/python; do
        "$uv" venv --quiet --clear --no-python-downloads --python "$python" .venv \
            2>/dev/null && return
    done
    say "No Python $python_version found here; downloading one."
    "$uv" venv --quiet --clear --managed-python --python "$python_version" .venv && return
    fail "Python $python_version is needed and was neither found nor could be downloaded." \
        "Install it (for example: uv python install $python_version) and try again."
}

# No address of a registry gets into the locks: whoever installs chooses their own.
compile() {
    "$uv" pip compile --quiet --universal --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@"
}

write_locks() {
    compile "$@" --python-version "$python_version" \
        requirements.in --output-file requirements.lock
    compile "$@" --python-version "$python_version" --constraints requirements.lock \
        requirements-dev.in --output-file requirements-dev.lock
    compile "$@" --python-version 3.8 requirements-uv.in --output-file requirements-uv.lock
}

case $wanted in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    lock)
        shift
        find_uv
        write_locks "$@"
        exit
        ;;
    *) fail "usage: scripts/bootstrap.sh runtime|dev|lock" ;;
esac
is_current && exit
find_uv
make_venv
say "Installing the packages of $lock."
# Compiled here once: where Python may not write bytecode, every start would compile.
"$uv" pip sync --quiet --require-hashes --compile-bytecode --python .venv/bin/python \
    "$lock"
printf '%s %s\n' "$wanted" "$(fingerprint)" >"$stamp"
