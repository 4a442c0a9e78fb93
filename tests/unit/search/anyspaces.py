"""Spaces of every shape: conditions under conditions, constraints, zips, derived parameters, every kind of values."""

from collections.abc import Callable

from hypothesis import strategies as st

from besom.space import (
    Beta,
    Choice,
    Condition,
    Constant,
    Expression,
    IntUniform,
    LogNormal,
    LogUniform,
    Normal,
    Parameter,
    Quantized,
    Space,
    Uniform,
)

discrete: st.SearchStrategy[Parameter] = st.one_of(
    st.integers(1, 3).map(lambda high: IntUniform(0, high)),
    st.lists(st.one_of(st.integers(), st.text(), st.booleans(), st.none()), min_size=1, max_size=4).map(
        lambda values: Choice(tuple(values))
    ),
    st.just(Constant(30)),
    st.sampled_from([0.25, 0.5, 1]).map(lambda q: Quantized(Uniform(0, 1), q)),
    st.sampled_from([0.5, 1.0]).map(lambda q: Quantized(LogUniform(0.1, 2), q)),
)
continuous: st.SearchStrategy[Parameter] = st.one_of(
    st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda ends: Uniform(ends[0], ends[0] + ends[1])),
    st.sampled_from([LogUniform(1e-5, 1.0), Normal(2, 0.5), LogNormal(-3, 1), Beta(2, 5)]),
)
unlisted: st.SearchStrategy[Parameter] = st.sampled_from(
    [Choice(("a", "b", "c"), (0.2, 0.3, 0.5)), Quantized(Normal(), 1), Quantized(LogNormal(), 0.5)]
)
anything = st.one_of(discrete, continuous, unlisted)
names = st.sampled_from(["lr", "depth", "drop", "a-b", "x.y", "z"])
RULES = ("layers + heads <= 4", "layers != heads", "heads * layers in [2, 3, 4, 6]", "optimizer != 'sgd' or heads > 1")


def parsed(text: str, space: dict[str, Parameter]) -> Expression:
    return Expression.parse(text, space)


@st.composite
def spaces(draw: Callable[..., object], kinds: st.SearchStrategy[Parameter]) -> Space:
    """Some of everything; a space that may have all of it at once, or be plain."""

    def chance() -> bool:
        return draw(st.booleans()) is True

    parameters: dict[str, Parameter] = {}
    conditions: dict[str, tuple[Condition, ...]] = {}
    constraints: tuple[Expression, ...] = ()
    derived: dict[str, Expression] = {}
    zips: tuple[tuple[str, ...], ...] = ()
    drawn = draw(st.dictionaries(names, kinds, min_size=1, max_size=3))
    assert isinstance(drawn, dict)
    parameters |= drawn
    if chance():
        parameters |= {
            "optimizer": Choice(("adam", "sgd", "lion")),
            "layers": IntUniform(1, 3),
            "heads": IntUniform(1, 2),
        }
        if chance():
            rules = draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=2, unique=True))
            assert isinstance(rules, list)
            constraints = tuple(parsed(rule, parameters) for rule in rules)
        for child, condition in [
            (next(iter(drawn)), Condition("optimizer", ("sgd", "lion"))),
            ("heads", Condition("layers", low=2)),
            ("nesterov", Condition("heads", (2,))),
        ]:
            if chance():
                parameters.setdefault(child, Choice((True, False)))
                conditions[child] = (condition,)
        if chance():
            derived["units"] = parsed("layers * 16 + 1 / (layers - 1)", parameters)  # has no value for one layer
    if chance():
        parameters |= {"size": Choice((224, 299)), "model": Choice(("resnet", "inception"))}
        zips = (("size", "model"),)
    return Space(parameters, conditions, constraints, zips, derived)


def countable(most: int) -> st.SearchStrategy[Space]:
    """Spaces with a few cells each."""
    return spaces(discrete).filter(lambda space: space.cells is not None and 0 < space.cells <= most)
