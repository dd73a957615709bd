"""What is raised when meaning cannot be had just now; words go on."""

from __future__ import annotations


class Away(Exception):
    """The embedder, or the vectors, cannot be asked just now; the text says why, for people who run the product.

    `is_refused`: these texts are not taken, others may be; asking again helps nothing.
    """

    def __init__(self, why: str, *, is_refused: bool = False) -> None:
        super().__init__(why)
        self.is_refused = is_refused
