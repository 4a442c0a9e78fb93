"""What besom has to say to the person behind a script: on standard error, and never at the script's cost."""

import contextlib
import sys


def tell(sentence: str) -> None:
    with contextlib.suppress(Exception):  # standard error may be closed, full, or replaced by anything
        sys.stderr.write(f"besom: {sentence}\n")  # at once: print would let another thread's words between
        sys.stderr.flush()
