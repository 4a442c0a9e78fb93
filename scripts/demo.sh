#!/usr/bin/env bash
# Installs besom into .venv and tunes the digits example with it: 24 runs, two at a time.
# Needs Debian or Ubuntu with Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE # each run would compile the same sources again
export OMP_NUM_THREADS=1      # two scripts share the machine

bash scripts/bootstrap.sh demo
export VIRTUAL_ENV=$PWD/.venv PATH="$PWD/.venv/bin:$PATH"
cd examples/digits
besom init
sweep=$(besom sweep --quiet bayes.yaml)
echo "Follow  $(besom open "$sweep" 2>/dev/null)"
besom agent "$sweep" --workers 2
besom best "$sweep"
echo "address  $(besom open --json "$sweep" | python -c 'import json, sys; print(json.load(sys.stdin)["url"])')"
echo "next     source .venv/bin/activate, then besom open for a link into the page; your own script: docs/start/quickstart.md"
