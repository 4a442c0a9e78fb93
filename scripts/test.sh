#!/usr/bin/env bash
# Installs what the tests need and runs every check, tests last: bash scripts/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE # tests start many processes; each would compile besom again
export PYTHONUNBUFFERED=1 UV_PYTHON_DOWNLOADS=never
failed=()

step() { # step NAME COMMAND...: run it, print its time, remember a failure
  local name=$1 began=$SECONDS verdict=ok
  shift
  "$@" || { verdict=FAILED && failed+=("$name"); }
  echo "$name: $verdict, $((SECONDS - began)) s"
}

wheel() { # builds the wheel, installs it in a venv of its own, and starts it
  local folder status=0
  folder=$(mktemp -d)
  .venv/bin/uv build -q --wheel -o "$folder" &&
    .venv/bin/uv venv -q --python .venv/bin/python "$folder/venv" &&
    .venv/bin/uv pip install -q --python "$folder/venv/bin/python" -c constraints.txt "$folder"/*.whl &&
    (cd "$folder" && venv/bin/besom --version) || status=1
  rm -rf "$folder"
  return $status
}

began=$SECONDS
bash scripts/bootstrap.sh test
echo "install: ok, $((SECONDS - began)) s"
step "ruff check" .venv/bin/ruff check -q --output-format concise
step "ruff format" .venv/bin/ruff format -q --check
step "mypy" .venv/bin/mypy
step "import directions" .venv/bin/lint-imports --no-logo
step "wheel" wheel
[ ${#failed[@]} = 0 ] || printf 'failed before the tests: %s\n' "${failed[@]}"
.venv/bin/pytest -n 2 --dist loadfile "$@" || exit 1
[ ${#failed[@]} = 0 ]
