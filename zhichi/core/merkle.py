"""The tree hash of RFC 9162, section 2.1.1, kept by its right edge. Free of Django, part of every exported bundle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry of the log."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Edge:
    """A log of `size` entries, as the hashes of its largest full subtrees from left to right: log2(size) at most."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ValueError(f"an edge of {size} entries has {size.bit_count()} hashes, not {len(self.hashes)}")

    def add(self, data: bytes) -> None:
        """Put one entry at the end."""
        self.join(leaf_hash(data), 1)

    def join(self, subtree: bytes, count: int) -> None:
        """Put a full subtree of `count` entries at the end. Raises ValueError where none of that size can begin."""
        if count < 1 or count & (count - 1) or self.size % count:
            raise ValueError(f"no subtree of {count} entries begins at {self.size}")
        self.size += count
        while self.size % (2 * count) == 0:
            subtree = node_hash(self.hashes.pop(), subtree)
            count *= 2
        self.hashes.append(subtree)

    def root(self) -> bytes:
        """The hash of the whole log; that of nothing for an empty one."""
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        *others, root = self.hashes
        for left in reversed(others):
            root = node_hash(left, root)
        return root
