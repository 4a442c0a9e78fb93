"""What a page says on its browser's console."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage

LOUD = frozenset({"error", "warning", "assert"})


@dataclass
class Console:
    heard: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def message(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self.say(f"{message.type}: {message.text} ({message.location['url']})")

    def say(self, text: str) -> None:
        self.heard.append(text)

    def allow(self, pattern: str) -> None:
        """The test makes the browser say this; the page cannot prevent it."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        return [text for text in self.heard if not any(re.search(pattern, text) for pattern in self.allowed)]
