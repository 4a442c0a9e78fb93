#!/usr/bin/env bash
# Installs what the tests need and runs every check, tests last: bash scripts/test.sh
# The last line says how many tests passed and failed; the exit code is 0 when everything was in order.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE # tests start many processes; each would compile besom again
export UV_PYTHON_DOWNLOADS=never
export OMP_NUM_THREADS=1 # the processes share the machine
failed=()
notes=$(mktemp -d)
trap 'rm -rf "$notes"' EXIT

step() { # step NAME COMMAND...: run it, print its time, remember a failure
  local name=$1 began=$SECONDS verdict=ok
  shift
  "$@" || { verdict=FAILED && failed+=("$name"); }
  echo "$name: $verdict, $((SECONDS - began)) s"
}

browser() { # one for the tests of the page
  command -v chromium chromium-browser google-chrome >/dev/null || [ -n "${BESOM_CHROMIUM:-}" ] && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "install chromium, or name a browser in BESOM_CHROMIUM" >&2; return 1; }
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
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

tests() { # runs pytest and notes its last line
  local status=0
  .venv/bin/pytest "$@" | tee "$notes/tests" || status=1
  tail -n 1 "$notes/tests" >>"$notes/summaries"
  return $status
}

sum() { # sum WORD: how many tests ended so, over all runs of pytest
  grep -hoE "[0-9]+ $1" "$notes/summaries" | awk '{ n += $1 } END { print n + 0 }'
}

step "browser" browser
began=$SECONDS
bash scripts/bootstrap.sh test # nothing works without it
echo "install: ok, $((SECONDS - began)) s"
step "ruff check" .venv/bin/ruff check -q --output-format concise
step "ruff format" .venv/bin/ruff format -q --check
step "mypy" .venv/bin/mypy
step "import directions" .venv/bin/lint-imports --no-logo
step "page" bash scripts/web.sh run check
step "wheel" wheel
step "tests" tests -n 2 --dist loadfile --ignore tests/browser
step "tests of the page" tests tests/browser # apart: the browser's driver leaves an event loop running
[ ${#failed[@]} = 0 ] || printf 'failed: %s\n' "${failed[@]}"
echo "$(sum passed) passed, $(($(sum failed) + $(sum error))) failed"
[ ${#failed[@]} = 0 ]
