"""Documents with something else in one place."""

import copy
from typing import Any

from hypothesis import strategies as st


def somewhere(document: dict[str, Any], data: st.DataObject) -> tuple[dict[str, Any], Any, Any]:
    """A copy of the document, a mapping or list anywhere in it, and one of its keys or places."""
    document = copy.deepcopy(document)
    holder: Any = document
    while True:
        step = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not (isinstance(holder[step], (dict, list)) and holder[step] and data.draw(st.booleans())):
            return document, holder, step
        holder = holder[step]
