"""How the addresses of things begin."""

PROJECT = "/api/projects/{entity:str}/{project:str}"
SWEEPS = f"{PROJECT}/sweeps"
SWEEP = SWEEPS + "/{sweep:str}"
RUNS = f"{PROJECT}/runs"
RUN = RUNS + "/{run:str}"
