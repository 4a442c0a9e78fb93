"""The documentation holds: its links lead somewhere, its sweep files are accepted, its reference is complete."""

import re
from pathlib import Path

import pytest

from besom.config import json_schema, parse
from besom.search import METHODS
from besom.stopping import RULES

ROOT = Path(__file__).parents[3]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("benchmarks/*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
REFERENCE = ROOT / "docs" / "reference" / "sweep-file.md"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """The fragments that headings of the page can be reached by, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sweep_files() -> list[tuple[str, str]]:
    """Name and text of every complete sweep file in the documentation and the examples."""
    blocks = [
        (f"{page.relative_to(ROOT)}:{number}", text)
        for page in PAGES
        for number, (language, text) in enumerate(FENCE.findall(page.read_text()), start=1)
        if language == "yaml" and "parameters:" in text and "method:" in text
    ]
    examples = [(str(file.relative_to(ROOT)), file.read_text()) for file in sorted(ROOT.glob("examples/*/*.yaml"))]
    return blocks + examples


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(prose(page)):
        target, _, fragment = link.partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (fragment and fragment not in anchors(file)):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page.suffix != ".md" or page in reached:
            continue
        reached.add(page)
        links = [link.partition("#")[0] for link in LINK.findall(prose(page)) if "://" not in link]
        ahead += [file for link in links if link and (file := (page.parent / link).resolve()).is_file()]
    assert [page for page in PAGES if page not in reached] == []


@pytest.mark.parametrize(("name", "text"), sweep_files(), ids=[name for name, _ in sweep_files()])
def test_sweep_files_shown_to_people_are_accepted(name: str, text: str) -> None:
    assert parse(text, file=name).warnings == ()


def test_the_reference_has_every_key_of_the_sweep_file() -> None:
    text = REFERENCE.read_text()
    keys = {*json_schema()["properties"], *METHODS, *RULES}
    options = {option for kind in RULES.values() for option in (*kind.options, *kind.aliases)}
    assert [key for key in sorted(keys | options) if f"`{key}`" not in text] == []
