"""What can be wrong with an expression, before a row is seen and while one is being transformed."""

from __future__ import annotations


class ExpressionError(ValueError):
    """The expression cannot be used.

    `position` counts characters from 0; None when the problem is not in one place. `piece` is the offending text and
    `expected` what could have stood there.
    """

    def __init__(
        self, message: str, position: int | None = None, piece: str = "", expected: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.piece = piece
        self.expected = expected


class TransformError(ValueError):
    """A value could not be computed or converted; the attribute is left out and the row goes on without it."""
