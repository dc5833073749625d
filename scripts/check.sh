#!/bin/sh
# Every check of the project, one after the other; a failed one does not hide the rest.
#
# `make test` calls it with a test database, and random secrets, in the environment.
# The tests come last, because they take the longest.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=""

check() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed="$failed
  $name"
}

# What a real installation sets: no debugging, its own name, https and mail.
as_in_production() {
    env DEBUG=false HTTPS_ONLY=true ALLOWED_HOSTS=lendcore.example \
        EMAIL_URL=smtp+tls://mail.lendcore.example:587 "$@"
}

check "style (ruff check)" ruff check .
check "format (ruff format)" ruff format --check .
check "layers (lint-imports)" lint-imports --no-logo
check "types of the money engine (mypy --strict)" mypy --strict accounts/engine
check "production settings (manage.py check --deploy)" \
    as_in_production python manage.py check --deploy --fail-level WARNING
check "migrations (makemigrations --check)" \
    python manage.py makemigrations --check --dry-run
check "tests (pytest)" \
    pytest --numprocesses logical --maxprocesses 4 --dist worksteal

if [ -n "$failed" ]; then
    printf '\nFailed:%s\n' "$failed"
    exit 1
fi
printf '\nEvery check passed.\n'
