"""What a notebook says of a sweep above its runs."""

from besom.agent.notebook import progress
from besom.wire.sweeps import Best
from tests.unit.cli.fakeserver import sweep


def test_the_best_value_is_told_with_its_run_or_its_half_width() -> None:
    assert "best val_loss 0.0312 (run 9)" in progress(sweep())
    assert "best val_loss 0.03 ± 0.001 (run 4)" in progress(
        sweep(best=Best(run="r", number=4, value=0.03, half_width=0.001, runs=[4, 5]))
    )


def test_of_several_objectives_the_size_of_the_front_is_told() -> None:
    said = progress(sweep(front=[9, 3, 4]))
    assert "3 on the front" in said
    assert "best" not in said
