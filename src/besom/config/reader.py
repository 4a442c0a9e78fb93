"""YAML text in; a plain document, and the place of everything in it, out.

Built on the parser's events rather than on its documents, so that nothing is made before it is allowed: plain tags,
no duplicate keys, few aliases, no depth.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any

import yaml

from besom.config import scalars
from besom.reading.fields import quoted
from besom.reading.problems import DEEPEST, Findings, Marks, Path, Place, SweepFileError
from besom.space import Value

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is about five times as fast; not everywhere

MOST_BYTES = 256 * 1024
MOST_ALIASED = 1000  # values over the whole file: room for shared lists and blocks, none for a billion laughs
MERGE = "<<"  # a YAML 1.1 key that stands for the keys of other mappings; sweep files use it

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HALF = re.compile(r"[\ud800-\udfff]")
_CORE = "tag:yaml.org,2002:"
_LINE_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


class _Unreadable(Exception):
    """There is no document to go on with."""

    def __init__(self, place: Place, message: str) -> None:
        self.place = place
        self.message = message


def decode(data: bytes, file: str) -> str:
    """The text of a file: UTF-8, or UTF-16 where a byte order mark says so. SweepFileError when it is neither."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        sentence = f"the file is no {encoding.upper()} text: here stands the byte 0x{data[error.start]:02x}"
        marks = Marks(file, _LINE_BREAK.split(data.decode(encoding, "replace")))
        raise SweepFileError([marks.problem((), sentence, place=_place_in(before, len(before)))]) from None


def load(text: str, file: str) -> tuple[Value, Findings]:
    """The document, and what is wrong with it that still allows to go on.

    Raises SweepFileError when there is no document: the text is not YAML, too large, too deep, empty.
    """
    text = text.removeprefix("\ufeff")
    keys: dict[Path, Place] = {}
    values: dict[Path, Place] = {}
    findings = Findings(Marks(file, _LINE_BREAK.split(text), keys, values))
    try:
        _check_characters(text)
        return _Composer(_events(text), findings, keys, values).document(), findings
    except _Unreadable as error:
        findings.error((), error.message, place=error.place)
        raise findings.failure() from None


def _check_characters(text: str) -> None:
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _Unreadable((1, 1), f"the file is larger than {MOST_BYTES // 1024} KB")
    if odd := _UNPRINTABLE.search(text):
        raise _Unreadable(_place_in(text, odd.start()), f"YAML does not allow the character U+{ord(odd[0]):04X}")


def _events(text: str) -> Iterator[Any]:
    """The parser's events; its errors as _Unreadable."""
    parser = LOADER(text)
    place = 1, 1
    try:
        while parser.check_event():
            event = parser.get_event()
            place = _place(event.start_mark)
            yield event
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # SafeLoader hands bad escapes to chr() unseen
        raise _Unreadable(place, f"this is not YAML: {error}") from None
    finally:
        parser.dispose()


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> _Unreadable:
    """Points at where the parser gave up, or, when that is the end of the file, at what was never closed."""
    at, began = error.problem_mark, error.context_mark
    mark = began if at is None or (began is not None and at.index >= len(text.rstrip())) else at
    place = (1, 1) if mark is None else _place_in(text, min(mark.index, len(text.rstrip())))
    if "cannot start any token" in (error.problem or ""):
        character = text[at.index : at.index + 1] if at else ""
        if character == "\t":
            return _Unreadable(place, "YAML does not allow tabs for indentation; use spaces")
        return _Unreadable(place, f"a value cannot begin with {character}; put it in quotes")
    return _Unreadable(place, f"this is not YAML: {' '.join(filter(None, (error.problem, error.context)))}")


class _Composer:
    """Events to one plain document, by recursive descent; its depth is the length of the path."""

    def __init__(
        self, events: Iterator[Any], findings: Findings, keys: dict[Path, Place], values: dict[Path, Place]
    ) -> None:
        self._events = events
        self._findings = findings
        self._keys = keys
        self._values = values
        self._anchors: dict[str, tuple[Value, int]] = {}  # a value, and how many values are in it
        self._nodes = 0
        self._aliased = 0

    def document(self) -> Value:
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _Unreadable((1, 1), "the file is empty")
        value = self._node((), next(self._events))
        next(self._events)  # the document's end
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Unreadable(_place(after.start_mark), "a sweep file is one document; here a second one begins")
        return value

    def _node(self, path: Path, event: Any) -> Value:
        place = _place(event.start_mark)
        if len(path) > DEEPEST:
            raise _Unreadable(place, f"this is nested more than {DEEPEST} deep")
        if isinstance(event, yaml.ScalarEvent) and not event.value and not event.style:
            place = self._keys.get(path, place)  # nothing stands after the key: the key is all there is to point at
        self._values.setdefault(path, place)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(path, event)
        before = self._nodes
        self._nodes += 1
        value: Value
        match event:
            case yaml.SequenceStartEvent():
                self._refuse_tag(path, event, "seq")
                value = self._sequence(path)
            case yaml.MappingStartEvent():
                self._refuse_tag(path, event, "map")
                value = self._mapping(path)
            case _:
                value = self._scalar(path, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value, self._nodes - before
        return value

    def _alias(self, path: Path, event: Any) -> Value:
        place = self._values[path]
        if event.anchor not in self._anchors:
            raise _Unreadable(place, f"*{event.anchor} refers to nothing that is complete before it")
        value, nodes = self._anchors[event.anchor]
        self._nodes += nodes
        self._aliased += nodes
        if self._aliased > MOST_ALIASED:
            raise _Unreadable(place, f"aliases may stand for {MOST_ALIASED} values in all; write this one out")
        return value

    def _sequence(self, path: Path) -> Value:
        values: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._node((*path, len(values)), event))
        return values

    def _mapping(self, path: Path) -> Value:
        mapping: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = _place(event.start_mark)
            if isinstance(event, yaml.ScalarEvent) and event.value == MERGE and not (event.style or event.tag):
                self._keys[(*path, MERGE)] = place
                merged = self._merged((*path, MERGE)) | merged
                continue
            key = self._key(path, event)
            here = (*path, key or "?")
            if key in mapping:
                first = self._keys[here][0]
                self._findings.error(here, f"{quoted(key)} is given twice, first in line {first}", place=place)
            else:
                self._keys[here] = place
            value = self._node(here, next(self._events))
            if key is not None:
                mapping.setdefault(key, value)
        for key in merged.keys() - mapping.keys():  # they stand where they are brought in
            self._keys[(*path, key)] = self._values[(*path, key)] = self._keys[(*path, MERGE)]
        return merged | mapping

    def _merged(self, path: Path) -> dict[str, Value]:
        """What `<<` brings in: the keys of a mapping, or of several, the first of which counts."""
        given = self._node(path, next(self._events))
        merged: dict[str, Value] = {}
        for each in given if isinstance(given, list) else [given]:
            if not isinstance(each, dict):
                self._findings.error(path, f"{MERGE} takes a mapping, or a list of them, whose keys to include")
                return {}
            merged = each | merged
        return merged

    def _key(self, path: Path, event: Any) -> str | None:
        """The key, or None for one that cannot be used."""
        place = _place(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent):
            self._node((*path, "?"), event)
            self._findings.error(path, "a key must be plain text", place=place)
            return None
        key = self._scalar((*path, event.value), event)
        if not isinstance(key, str):
            self._findings.error(path, f"a key must be text; write {quoted(event.value)}", place=place)
            return None
        return key

    def _scalar(self, path: Path, event: Any) -> Value:
        if _HALF.search(event.value):  # libyaml refuses these escapes, SafeLoader does not
            raise _Unreadable(_place(event.start_mark), "this is not YAML: half of a surrogate pair is no character")
        if event.tag is not None:
            return self._tagged(path, event)
        if event.style:  # quoted, or a block of text
            return str(event.value)
        if sentence := scalars.double_reading(event.value):
            self._findings.warn(path, sentence, place=_place(event.start_mark))
        return scalars.read(event.value)

    def _tagged(self, path: Path, event: Any) -> Value:
        """The value that the tag says; the bare text after taking note of a tag that is not allowed or not true."""
        name = event.tag.removeprefix(_CORE)
        try:
            return (
                str(event.value) if self._refuse_tag(path, event, *scalars.TAGS) else scalars.tagged(name, event.value)
            )
        except ValueError:
            message = f"{quoted(event.value)} is no {name}, which the tag !!{name} says"
            self._findings.error(path, message, place=_place(event.start_mark))
            return str(event.value)

    def _refuse_tag(self, path: Path, event: Any, *allowed: str) -> bool:
        """Whether the value has a tag that is none of those allowed."""
        if event.tag is None or event.tag.removeprefix(_CORE) in allowed:
            return False
        tag = event.tag.replace(_CORE, "!!")
        message = f"the tag {tag} is not allowed; write the value without it"
        self._findings.error(path, message, place=_place(event.start_mark))
        return True


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _place_in(text: str, index: int) -> Place:
    before = _LINE_BREAK.split(text[:index])
    return len(before), len(before[-1]) + 1
