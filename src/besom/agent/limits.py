"""What bounds an agent as a whole: how many runs it may take, and how many may fail one after the other."""

from dataclasses import dataclass

FAILURES = 3  # in a row: by then the fault is hardly the parameters'


@dataclass(slots=True)
class Limits:
    count: int | None  # runs that may still be taken; None: as many as there are
    failures: int = 0  # in a row

    def take(self) -> bool:
        """Whether one more run may be asked for; it then counts."""
        if self.count == 0:
            return False
        if self.count is not None:
            self.count -= 1
        return True

    def put_back(self) -> None:
        """The run asked for was not to be had."""
        if self.count is not None:
            self.count += 1

    def ended(self, code: int | None) -> bool:
        """Whether a run that nobody told to end, ending with this exit code, is one failure too many."""
        self.failures = 0 if code == 0 else self.failures + 1
        return self.failures >= FAILURES
