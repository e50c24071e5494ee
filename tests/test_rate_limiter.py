"""How often one person may ask: compared with a slow and obvious count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from odop_bot.conversation.rate_limiter import ASKS, PERIOD, TELLING, RateLimiter


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.7, 3.0, 40.0]), st.integers(1, 2)), max_size=200))
def test_nobody_is_answered_more_often_than_allowed_and_nobody_waits_without_need(
    asks: list[tuple[float, int]],
) -> None:
    clock = Clock()
    patience = RateLimiter(clock)
    answered: dict[int, list[float]] = {1: [], 2: []}
    for pause, person in asks:
        clock.now += pause
        recent = [moment for moment in answered[person] if moment > clock.now - PERIOD]
        wait = patience.wait(person)
        assert (wait is None) == (len(recent) < ASKS)
        if wait is None:
            answered[person].append(clock.now)
        else:
            assert clock.now + wait.seconds >= recent[0] + PERIOD


def test_who_goes_on_is_told_now_and_then() -> None:
    clock = Clock()
    patience = RateLimiter(clock)
    assert all(patience.wait(7) is None for _ in range(ASKS))
    told = []
    for _ in range(25):
        wait = patience.wait(7)
        told.append(wait is not None and wait.tell)
        clock.now += 1.0
    assert [second for second, tell in enumerate(told) if tell] == [0, int(TELLING), 2 * int(TELLING)]


def test_who_has_gone_is_forgotten() -> None:
    clock = Clock()
    patience = RateLimiter(clock)
    for person in range(5_000):
        patience.wait(person)
        clock.now += 0.1
    assert len(patience) <= PERIOD / 0.1 + 1
