"""Sweep files in the shapes that projects publish, run as they are: server, agents and scripts, nothing is faked."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from besom.config import parse
from tests.e2e.cli.home import Home

pytestmark = pytest.mark.timeout(240)

PUBLISHED = Path(__file__).parents[2] / "unit" / "config" / "published"
SCRIPT = '''\
"""Stands for a training script: keeps its arguments and config, and logs the metric."""

import json
import sys

import besom

besom.init()
with open("seen.jsonl", "a") as seen:
    seen.write(json.dumps({{"argv": sys.argv[1:], "config": dict(besom.config)}}) + "\\n")
besom.log({{{metric!r}: 0.5}})
'''
FIRST = {
    "image_classifier.yaml": r"--epochs=60 --batch_size=\d+ --optimizer=\{'name': .*\} --model=\{'arch': .*\}",
    "reinforcement.yaml": r"env_id=CartPole-v1 learning_rate=0\.\S+ n_steps=\d+ .* total_timesteps=1000000",
    "hydra_project.yaml": r"hydra\.run\.dir=outputs/sweep \+\+model\.encoder=\w+ .* \+\+data\.augment=(True|False)",
    "finetune.yaml": r"--task_name=cola --output_dir=out --model_name_or_path=\S+ .* --seed=42 --fp16",
    "ablation.yaml": r"--data-dir=/data/wikitext --workers 4 --model=\{.*\} --lr=0\.001 --seed=[01]",
}


@pytest.mark.parametrize("name", FIRST)
def test_files_run_as_they_are(home: Home, name: str) -> None:
    shutil.copy(PUBLISHED / name, home.work)
    definition = parse((PUBLISHED / name).read_bytes())
    assert definition.program is not None
    assert definition.metric is not None
    script = home.work / definition.program
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(SCRIPT.format(metric=definition.metric.name))
    home.environ["DATA_DIR"] = "/data"
    home.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), home.environ["PATH"]])  # for `python`

    events = home.events("run", name, "--count", "2")

    assert [event["state"] for event in events if event["event"] == "run_ended"] == ["finished", "finished"]
    seen = [json.loads(line) for line in (home.work / "seen.jsonl").read_text().splitlines()]
    assert len(seen) == 2
    for each in seen:
        assert re.fullmatch(FIRST[name], " ".join(each["argv"]))
        assert definition.deliver(definition.point_of(each["config"])) == each["config"]
