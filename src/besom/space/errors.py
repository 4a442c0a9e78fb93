"""What can be wrong with a space."""


class SpaceError(ValueError):
    """A parameter, or a value for one, that makes no sense; the message is a sentence for people.

    `parameter` is the name of the parameter where it is known, else None.
    """

    def __init__(self, sentence: str, parameter: str | None = None) -> None:
        super().__init__(sentence)
        self.parameter = parameter
