"""What YAML may hold beyond plain mappings: merge keys, tags, other encodings."""

from textwrap import dedent, indent

import pytest

from besom.config import SweepFileError, parse
from besom.space import Choice, Constant, Uniform

SMALL = "program: a.py\nmethod: random\nparameters: {x: {value: 1}}\n"


def parameters(text: str) -> dict[str, object]:
    return dict(parse(f"program: a.py\nmethod: random\nparameters:\n{indent(dedent(text), '  ')}").space.parameters)


class TestMergeKeys:
    def test_bring_in_the_keys_of_a_mapping(self) -> None:
        assert parameters("""\
          x: &x {min: 0.0, max: 1.0}
          y: {<<: *x}
        """) == {"x": Uniform(0.0, 1.0), "y": Uniform(0.0, 1.0)}

    def test_own_keys_win_wherever_they_stand(self) -> None:
        assert parameters("""\
          x: &x {min: 0.0, max: 1.0}
          y: {<<: *x, max: 2.0}
          z: {max: 3.0, <<: *x}
        """) == {"x": Uniform(0.0, 1.0), "y": Uniform(0.0, 2.0), "z": Uniform(0.0, 3.0)}

    def test_the_first_of_several_mappings_wins(self) -> None:
        assert parameters("""\
          a: {value: &a {p: 1, q: 1}}
          b: {value: &b {q: 2, r: 2}}
          c: {value: {<<: [*a, *b]}}
        """)["c"] == Constant({"p": 1, "q": 1, "r": 2})

    def test_what_is_brought_in_stands_first_as_everywhere_else(self) -> None:
        text = """\
          a: {value: &a {p: 1, q: 1}}
          c: {value: {r: 3, <<: *a}}
        """
        (_, merged) = parameters(text).values()
        assert isinstance(merged, Constant)
        assert isinstance(merged.value, dict)
        assert list(merged.value) == ["p", "q", "r"]

    def test_problems_in_it_point_at_the_key_that_brings_it_in(self) -> None:
        with pytest.raises(SweepFileError) as raised:
            parse("program: a.py\nmethod: random\nparameters:\n  x: &x {min: 2, max: 1}\n  y: {<<: *x}\n")
        assert [(problem.line, problem.column) for problem in raised.value.located] == [(4, 15), (5, 7)]

    def test_problems_in_what_replaces_it_point_there(self) -> None:
        with pytest.raises(SweepFileError) as raised:
            parse("program: a.py\nmethod: random\nparameters:\n  x: &x {min: 0, max: 9}\n  y: {<<: *x, min: a}\n")
        assert [(problem.line, problem.column) for problem in raised.value.located] == [(5, 20)]

    def test_count_as_aliases_do(self) -> None:
        many = "\n".join(f"  y{i}: {{<<: *x}}" for i in range(400))
        with pytest.raises(SweepFileError, match="aliases may stand for 1000 values in all"):
            parse(f"program: a.py\nmethod: random\nparameters:\n  x: &x {{min: 0, max: 9}}\n{many}\n")

    def test_a_quoted_one_is_a_key(self) -> None:
        with pytest.raises(SweepFileError, match='unknown key "<<"'):
            parse(SMALL + "'<<': {}\n")


class TestTags:
    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("!!float 1e-4", 0.0001),
            ("!!float 1", 1.0),
            ("!!float '0.5'", 0.5),
            ("!!int 3", 3),
            ("!!str 3", "3"),
            ("!!str true", "true"),
            ("!!bool true", True),
            ("!!null null", None),
            ("!!seq [1]", [1]),
            ("!!map {a: 1}", {"a": 1}),
        ],
    )
    def test_say_what_a_value_is(self, written: str, value: object) -> None:
        (parameter,) = parameters(f"  x: {{value: {written}}}\n").values()
        assert repr(parameter) == repr(Constant(value))  # type: ignore[arg-type]  # repr tells 1 and 1.0 apart

    @pytest.mark.parametrize("written", ["!!int 1.5", "!!float x", "!!bool yes", "!!null 0", "!!int true"])
    def test_that_are_not_true_are_refused(self, written: str) -> None:
        with pytest.raises(SweepFileError, match="which the tag !!"):
            parse(f"{SMALL}description: {written}\n")

    @pytest.mark.parametrize("written", ["!!seq {a: 1}", "!!map [1]", "!!int [1]", "!!set {a}", "! x", "!!binary aa"])
    def test_of_anything_else_are_refused(self, written: str) -> None:
        with pytest.raises(SweepFileError, match="is not allowed"):
            parse(f"{SMALL}description: {written}\n")


class TestBytes:
    text = "name: été ∞\n" + SMALL

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_are_read_as_their_mark_says(self, encoding: str) -> None:
        assert parse(self.text.encode(encoding)).name == "été ∞"

    def test_that_are_no_text_are_refused_at_their_place(self) -> None:
        with pytest.raises(SweepFileError) as raised:
            parse(b"program: a.py\nname: caf\xe9 noir\n", file="s.yaml")
        (problem,) = raised.value.located
        assert str(problem) == "s.yaml:2:10: the file is no UTF-8 text: here stands the byte 0xe9"
        assert problem.excerpt == "  name: caf\ufffd noir\n           ^"

    def test_cut_off_in_the_middle_are_refused(self) -> None:
        with pytest.raises(SweepFileError, match="the file is no UTF-16 text"):
            parse(self.text.encode("utf-16")[:-1])


def test_lists_may_be_shared() -> None:
    assert parameters("""\
      x: {values: &l [1, 2]}
      y: {values: *l}
    """) == {"x": Choice((1, 2)), "y": Choice((1, 2))}
