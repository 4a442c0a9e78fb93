#!/usr/bin/env bash
# Installs what the tests need and runs every check, tests last: bash scripts/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE # tests start many processes; each would compile besom again
export UV_PYTHON_DOWNLOADS=never
export OMP_NUM_THREADS=1 # the processes share the machine
failed=()

step() { # step NAME COMMAND...: run it, print its time, remember a failure
  local name=$1 began=$SECONDS verdict=ok
  shift
  "$@" || { verdict=FAILED && failed+=("$name"); }
  echo "$name: $verdict, $((SECONDS - began)) s"
}

wheel() ( # builds the wheel, installs it in a venv of its own, and lets it show itself there
  folder=$(mktemp -d)
  export BESOM_DATA_DIR=$folder/data BESOM_CONFIG_DIR=$folder/config
  besom=$folder/venv/bin/besom
  trap '"$besom" server stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
  .venv/bin/uv build -q --wheel -o "$folder" &&
    .venv/bin/uv venv -q --python .venv/bin/python "$folder/venv" &&
    .venv/bin/uv pip install -q --python "$folder/venv/bin/python" --compile-bytecode -c constraints.txt "$folder"/*.whl &&
    cd "$folder" && "$besom" --version && "$besom" demo >demo.txt && tail -n 2 demo.txt
)

began=$SECONDS
bash scripts/bootstrap.sh test
echo "install: ok, $((SECONDS - began)) s"
step "ruff check" .venv/bin/ruff check -q --output-format concise
step "ruff format" .venv/bin/ruff format -q --check
step "mypy" .venv/bin/mypy
step "import directions" .venv/bin/lint-imports --no-logo
step "page" bash scripts/web.sh run check
step "wheel" wheel
[ ${#failed[@]} = 0 ] || printf 'failed before the tests: %s\n' "${failed[@]}"
.venv/bin/pytest -n 2 --dist loadfile "$@" || exit 1
[ ${#failed[@]} = 0 ]
