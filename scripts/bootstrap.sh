#!/usr/bin/env bash
# Makes .venv with besom installed from this folder: bash scripts/bootstrap.sh [demo|test]
# Does nothing when that has been done already. PYTHON names another interpreter than the newest that is found.
set -euo pipefail
cd "$(dirname "$0")/.."
extra=${1:-}
stamp=.venv/.stamp${extra:+-$extra}
want=$({
  cat pyproject.toml constraints.txt hatch_build.py
  find web \( -name node_modules -o -name dist \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 cat # the install builds the page
} | sha256sum | cut -d' ' -f1)

python=${PYTHON:-}
if [ -z "$python" ]; then
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python=$candidate
      break
    fi
  done
fi
[ -n "$python" ] || { echo "besom needs Python 3.11 or newer; there is none on PATH" >&2; exit 1; }

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  rm -rf .venv
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    rm -rf .venv
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
      echo "$python cannot make a virtual environment: install your system's python3-venv package, then run this again" >&2
      exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv
    "$python" -m venv .venv
  fi
fi

if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
  .venv/bin/python -m pip install -q uv
  # Compiled now: where the environment forbids writing bytecode, every start would pay for it.
  UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip install -q --compile-bytecode --python .venv/bin/python \
    -e ".${extra:+[$extra]}" -c constraints.txt
  echo "$want" > "$stamp"
fi
