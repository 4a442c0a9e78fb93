"""What can be wrong with how a search is set up."""


class SearchError(ValueError):
    """A method cannot work as asked; the message is a sentence for people, `option` the sweep-file key it is about."""

    def __init__(self, sentence: str, option: str | None = None) -> None:
        super().__init__(sentence)
        self.option = option
