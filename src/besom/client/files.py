"""Small files of settings and state: written whole or not at all."""

import json
import os
from pathlib import Path


def write(path: Path, text: str, *, private: bool = False) -> None:
    """Put `text` there in one step, so that no reader ever sees half of it; `private`: for the owner's eyes only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def toml_string(text: str) -> str:
    """The text as a TOML basic string: JSON's, but that DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
