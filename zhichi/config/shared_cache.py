"""The cache that several web processes share. While the server is away it answers like an empty cache."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """Redis, where an outage costs speed and the counting of limits, but no page: nobody's form is lost for it."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Whether the key was new; false while the server is away."""
        return bool(_or(lambda: super(SharedCache, self).add(*args, **kwargs), other=False))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default`."""
        return _or(lambda: super(SharedCache, self).get(key, default, version), other=default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value, if possible."""
        _or(lambda: super(SharedCache, self).set(*args, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Whether the key lives on."""
        return bool(_or(lambda: super(SharedCache, self).touch(*args, **kwargs), other=False))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Whether there was such a key."""
        return bool(_or(lambda: super(SharedCache, self).delete(*args, **kwargs), other=False))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """The values that are there."""
        found: dict[Any, Any] = _or(lambda: super(SharedCache, self).get_many(*args, **kwargs), other={})
        return found

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Whether the key is there."""
        return bool(_or(lambda: super(SharedCache, self).has_key(*args, **kwargs), other=False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """One more; ValueError for a missing key, as the caller expects it of any cache."""
        try:
            return int(super().incr(key, delta, version))
        except RedisError as error:
            log.warning("the shared cache is away: %s", error)
            raise ValueError(key) from error


def _or(call: Callable[[], Any], other: Any = None) -> Any:
    try:
        return call()
    except RedisError as error:
        log.warning("the shared cache is away: %s", error)
        return other
