"""Sweep files in the shapes that projects publish: what they draw, and the exact command of the first run."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from besom import command
from besom.config import Definition, parse
from besom.search import METHODS, Aim, History, suggest_many
from besom.stopping import Hyperband

FOLDER = Path(__file__).parent / "published"


def read(name: str) -> Definition:
    return parse((FOLDER / name).read_bytes(), file=name)


def configs(definition: Definition, count: int = 300) -> list[dict[str, Any]]:
    """Configs of draws by the parameters' own distributions."""
    random = METHODS["random"].build(definition.space, Aim(), {})
    return [definition.deliver(each.point) for each in suggest_many(random, History(), 1, count)]


def first_command(definition: Definition) -> list[str]:
    (first,) = suggest_many(definition.build_method(), History(), 1, 1)
    return command.render(
        definition.command,
        program=definition.program,
        interpreter="python",
        point=definition.deliver(first.point),
        environ={"DATA_DIR": "/data"},
        style=definition.args_style,
    )


@dataclass(frozen=True)
class Expected:
    starts: list[str]
    draws: dict[str, Callable[[Any], bool]]  # by dotted name: what every draw is
    all_of: dict[str, set[Any]]  # by dotted name: what is drawn sooner or later
    cells: int | None = None
    warnings: int = 0


def between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, float) and low <= value <= high


FILES = {
    "image_classifier.yaml": Expected(
        [
            "/usr/bin/env",
            "python",
            "train.py",
            "--epochs=60",
            "--batch_size=256",
            "--optimizer={'name': 'sgd', 'lr': 0.19886994604926325, 'weight_decay': 1.7673632006554457e-05}",
            "--model={'arch': 'resnet18', 'dropout': 0.4138512969102209, 'width_multiplier': 1.0}",
        ],
        {
            "epochs": lambda value: value == 60,
            "optimizer.lr": between(0.0001, 0.3),
            "optimizer.weight_decay": between(1e-6, 1e-2),
            "model.dropout": between(0.0, 0.5),
        },
        {
            "batch_size": {64, 128, 256},
            "optimizer.name": {"sgd", "adamw"},
            "model.arch": {"resnet18", "resnet34"},
            "model.width_multiplier": {0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0},
        },
    ),
    "reinforcement.yaml": Expected(
        [
            "/usr/bin/env",
            "python",
            "ppo.py",
            "env_id=CartPole-v1",
            "learning_rate=0.007960052910904075",
            "n_steps=128",
            "gamma=0.9973376074121485",
            "ent_coef=0.00017845918443765306",
            "clip_range=0.2",
            "total_timesteps=1000000",
        ],
        {
            "learning_rate": between(math.exp(-9.2103), math.exp(-4.6052)),
            "gamma": between(0.95, 0.9999),
            "ent_coef": between(math.exp(-11.5), math.exp(-2.3)),
        },
        {"n_steps": {128, 256, 512, 1024, 2048}, "clip_range": {0.1, 0.2, 0.3}},
        warnings=2,  # the plain ranges of the two exponents
    ),
    "hydra_project.yaml": Expected(
        [
            "/usr/bin/env",
            "python",
            "src/main.py",
            "hydra.run.dir=outputs/sweep",
            "++model.encoder=efficientnet_b3",
            "++model.decoder.channels=256",
            "++optim.lr=1.942313038051235e-05",
            "++loss.dice_weight=0.9486494471372439",
            "++trainer.max_epochs=40",
            "++data.augment=True",
        ],
        {"optim.lr": between(1e-5, 1e-3), "loss.dice_weight": between(0.0, 1.0)},
        {"model.encoder": {"resnet50", "efficientnet_b3", "mit_b2"}, "data.augment": {True, False}},
    ),
    "finetune.yaml": Expected(
        [
            "python",
            "run_glue.py",
            "--task_name=cola",
            "--output_dir=out",
            "--model_name_or_path=bert-base-cased",
            "--learning_rate=8.9e-05",
            "--per_device_train_batch_size=8",
            "--num_train_epochs=5",
            "--warmup_ratio=0.05",
            "--weight_decay=0.059331350081321746",
            "--seed=42",
            "--fp16",
        ],
        {
            "learning_rate": lambda value: 1e-5 <= value <= 1e-4 and len(str(value)) <= 7,
            "weight_decay": between(0.0, 1.0),
            "fp16": lambda value: value is True,
        },
        {
            "model_name_or_path": {"distilbert-base-uncased", "bert-base-cased", "roberta-base"},
            "num_train_epochs": {2, 3, 4, 5},
            "warmup_ratio": {0.0, 0.05, 0.1, 0.15, 0.2},
        },
    ),
    "ablation.yaml": Expected(
        [
            "python",
            "ablate.py",
            "--data-dir=/data/wikitext",
            "--workers",
            "4",
            "--model={'attention': {'heads': 4, 'rotary': True}, 'layers': 2}",
            "--lr=0.001",
            "--seed=0",
        ],
        {},
        {
            "model.attention.heads": {4, 8},
            "model.attention.rotary": {True, False},
            "model.layers": {2, 3},
            "lr": {0.001, 0.002},
            "seed": {0, 1},
        },
        cells=32,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_the_first_run_starts_so(name: str) -> None:
    assert first_command(read(name)) == FILES[name].starts


@pytest.mark.parametrize("name", FILES)
def test_values_are_drawn_as_the_file_says(name: str) -> None:
    definition, expected = read(name), FILES[name]
    points = [definition.point_of(config) for config in configs(definition)]
    assert expected.draws.keys() | expected.all_of.keys() <= set(definition.space.names)
    for parameter, fits in expected.draws.items():
        assert all(fits(point[parameter]) for point in points)
    for parameter, values in expected.all_of.items():
        assert {point[parameter] for point in points} == values
    assert (definition.cells, len(definition.warnings), definition.doubts) == (expected.cells, expected.warnings, ())


def test_every_file_is_looked_at() -> None:
    assert {file.name for file in FOLDER.glob("*.yaml")} == FILES.keys()


def test_chances_are_kept() -> None:
    drawn = [config["model_name_or_path"] for config in configs(read("finetune.yaml"), 1000)]
    shares = [drawn.count(name) / 1000 for name in ("distilbert-base-uncased", "bert-base-cased", "roberta-base")]
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.05)


def test_the_classifier_is_judged_by_hyperband() -> None:
    assert read("image_classifier.yaml").build_rules() == [Hyperband(min_iter=3, eta=3, strict=True)]


def test_a_grid_tries_every_combination_once() -> None:
    definition = read("ablation.yaml")
    made = suggest_many(definition.build_method(), History(), 1, 100)
    assert len(made) == 32
    assert len({definition.space.key(each.point) for each in made}) == 32
