"""What several processes of the server share: kept until it expires, counted once each, never run as code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from wane_clinic.web.models import Kept

pytestmark = pytest.mark.django_db


def test_the_first_is_told_so_and_the_second_reads_what_the_first_kept() -> None:
    assert cache.add("form", "09:00", timeout=60)
    assert not cache.add("form", "09:01", timeout=60)
    assert cache.get("form") == "09:00"


def test_what_has_expired_is_as_good_as_none_and_is_swept_away() -> None:
    cache.set("code", "used", timeout=60)
    Kept.objects.update(expires=datetime.now(UTC) - timedelta(seconds=1))

    assert cache.get("code", "none") == "none"
    assert cache.add("code", "anew", timeout=60)
    assert list(Kept.objects.values_list("value", flat=True)) == ["anew"]


def test_without_an_end_it_stays() -> None:
    cache.set("always", [1, 2.5], timeout=None)

    assert cache.get("always") == [1, 2.5]
    assert Kept.objects.get().expires is None


def test_a_count_counts_and_where_nothing_is_kept_it_refuses() -> None:
    with pytest.raises(ValueError, match="Nothing is kept"):
        cache.incr("wrong")
    cache.add("wrong", 1, timeout=60)

    assert [cache.incr("wrong"), cache.incr("wrong", 2)] == [2, 4]


def test_it_is_forgotten_one_by_one_and_all_at_once() -> None:
    cache.set_many({"one": 1, "two": 2, "three": 3})

    assert (cache.delete("one"), cache.delete("one")) == (True, False)
    assert cache.get_many(["one", "two"]) == {f"{name}": value for name, value in (("two", 2),)}
    cache.clear()
    assert not Kept.objects.exists()


def test_what_is_no_json_is_refused_rather_than_pickled() -> None:
    with pytest.raises(TypeError):
        cache.set("object", object())


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_first_and_none_is_left_uncounted() -> None:
    n_threads = 1 if connection.vendor == "sqlite" else 8  # a database in memory is one connection

    def ask(number: int) -> bool:
        try:
            is_first = cache.add("form", number, timeout=60)
            cache.add("wrong", 0, timeout=60)
            cache.incr("wrong")
            return bool(is_first)
        finally:
            if n_threads > 1:
                connection.close()

    with ThreadPoolExecutor(n_threads) as pool:
        told = list(pool.map(ask, range(24))) if n_threads > 1 else [ask(number) for number in range(24)]

    assert (sum(told), cache.get("wrong")) == (1, 24)
