"""Shared pools in memory: a copy that is ahead."""

from __future__ import annotations

import pytest

from benefitdsl.model.pools import Claim, InMemoryPools, PoolConflict, Take


def test_a_copy_is_ahead_and_leaves_the_pools_as_they_were() -> None:
    pools = InMemoryPools()
    pools.apply((Take("stock", 2, 3), Claim("order:1", "m1")))
    ahead = pools.after((Take("stock", 1, 3), Claim("order:1", None), Claim("order:2", "m2")))
    assert (ahead.used("stock"), ahead.owner("order:1"), ahead.owner("order:2")) == (3, None, "m2")
    assert (pools.used("stock"), pools.owner("order:1"), pools.owner("order:2")) == (2, "m1", None)


def test_what_another_took_first_is_a_conflict() -> None:
    pools = InMemoryPools()
    pools.apply((Take("stock", 3, 3),))
    with pytest.raises(PoolConflict):
        pools.after((Take("stock", 1, 3),))
    assert pools.used("stock") == 3
