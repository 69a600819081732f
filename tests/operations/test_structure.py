"""Meta's JSON into result classes."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from whatsapp_biz import errors
from whatsapp_biz.operations.structure import structure


@attrs.frozen(kw_only=True)
class Thing:
    id: str
    size: int = 0
    tags: list[str] = attrs.field(factory=list)
    extra: dict[str, Any] = attrs.field(factory=dict)


def test_what_is_known_is_typed_and_the_rest_is_kept():
    thing = structure(Thing, {"id": "1", "size": "7", "tags": ["a"], "new": {"b": [1]}, "x": None})

    assert thing == Thing(id="1", size=7, tags=["a"], extra={"new": {"b": [1]}, "x": None})


def test_what_may_be_missing_has_its_default():
    assert structure(Thing, {"id": "1"}) == Thing(id="1")


def test_null_is_as_good_as_absent():
    assert structure(Thing, {"id": "1", "size": None, "tags": None}) == Thing(id="1")


def test_an_id_may_be_written_as_a_number():
    assert structure(Thing, {"id": 434550510739899}).id == "434550510739899"
    for odd in (True, 1.5):
        with pytest.raises(errors.DeliveryUnknown):
            structure(Thing, {"id": odd})


def test_what_is_given_is_not_changed():
    values = {"id": "1", "new": 1}
    structure(Thing, values)

    assert values == {"id": "1", "new": 1}


@pytest.mark.parametrize("values", [None, [], "text", 5, True, [{"id": "1"}]])
def test_what_is_no_object_is_unreadable(values):
    with pytest.raises(errors.DeliveryUnknown, match="holds no Thing"):
        structure(Thing, values)


@pytest.mark.parametrize(
    "values",
    [{}, {"size": 1}, {"id": "1", "size": "big"}, {"id": "1", "size": []}, {"id": "1", "tags": 5}],
    ids=["empty", "without an id", "text for a number", "a list for a number", "no list"],
)
def test_what_has_another_shape_is_unreadable(values):
    with pytest.raises(errors.DeliveryUnknown, match="is no Thing") as caught:
        structure(Thing, values)
    # What cattrs says of it holds the values.
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("value", [None, {"a": 1}, [1]], ids=repr)
def test_what_is_no_text_does_not_become_text(value):
    try:
        thing = structure(Thing, {"id": value})
    except errors.DeliveryUnknown:
        return
    assert thing.id not in {str(value), repr(value)}


@pytest.mark.parametrize("value", ["abc", {"a": 1}], ids=["text", "object"])
def test_what_is_no_list_does_not_become_a_list(value):
    with pytest.raises(errors.DeliveryUnknown):
        structure(Thing, {"id": "1", "tags": value})
