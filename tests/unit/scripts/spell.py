"""Scripts from texts, and what was read from them in a line each."""

from pathlib import Path

from besom.scripts import Argument, Script, read_script


def script(folder: Path, source: str, **files: str) -> Script:
    """What is read of train.py with that text; `files` lie beside it, `conf__a_yaml` as conf/a.yaml."""
    for name, text in {"train_py": source, **files}.items():
        path = folder / name.replace("__", "/").replace("_py", ".py").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_script("train.py", folder)


def expected(path: Path) -> list[str]:
    """The lines `# read: …` of a case."""
    marked = (line.partition("# read: ") for line in path.read_text().splitlines())
    return [text for before, mark, text in marked if mark and not before]


def arguments(found: Script) -> list[str]:
    return [spelled(argument) for argument in found.arguments]


def spelled(argument: Argument) -> str:
    """`--lr float = 0.1`: everything about an argument but where it is."""
    parts = [" ".join(argument.flags), argument.type or "any"]
    parts += [f"or {' '.join(argument.off)}"] if argument.off else []
    parts += {"value": [], "nothing": ["alone"], "either": ["alone or not"]}[argument.takes]
    parts += ["many"] if argument.many else []
    parts += [f"of {' '.join(map(str, argument.choices))}"] if argument.choices else []
    if (argument.low, argument.high) != (None, None):
        parts.append(f"{argument.low} … {argument.high}")
    parts += [f"= {argument.default.text}{'' if argument.default.known else ' ?'}"] if argument.default else []
    parts += ["needed"] if argument.required else []
    parts += [f"in {argument.command}"] if argument.command else []
    parts += [f"with {' '.join(argument.only_with)}"] if argument.only_with else []
    return " ".join(parts) if argument.form == "option" else f"{argument.form} {' '.join(parts)}"
