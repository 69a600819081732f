"""Looking templates up."""

from __future__ import annotations

import attrs
import pytest

from tests.operations.answers import answer
from whatsapp_biz import errors
from whatsapp_biz.operations.paging import Page
from whatsapp_biz.operations.templates import GetTemplate, ListTemplates, TemplateInfo

FIELDS = "id,name,language,category,status,components,parameter_format,quality_score"
SHIPPED = {
    "id": "9",
    "name": "order_shipped",
    "language": "de",
    "category": "UTILITY",
    "status": "APPROVED",
    "parameter_format": "POSITIONAL",
    "components": [{"type": "BODY", "text": "canary-body-template"}],
    "quality_score": {"score": "GREEN"},
}


def test_a_list_is_asked_for_page_by_page():
    request = ListTemplates(waba_id="222").request()

    assert (request.method, request.path) == ("GET", "222/message_templates")
    assert request.query == (("fields", FIELDS), ("limit", "100"))
    assert (request.body, request.upload, request.url) == (None, None, None)


def test_a_list_can_be_narrowed():
    request = ListTemplates(
        waba_id="222", name="order_shipped", status="APPROVED", limit=7, after="MQ"
    ).request()

    assert request.query == (
        ("fields", FIELDS),
        ("name", "order_shipped"),
        ("status", "APPROVED"),
        ("limit", "7"),
        ("after", "MQ"),
    )


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_one_to_a_thousand_templates(limit):
    for allowed in (1, 1000):
        assert ListTemplates(waba_id="222", limit=allowed).limit == allowed
    with pytest.raises(ValueError, match="limit"):
        ListTemplates(waba_id="222", limit=limit)


def test_no_template_has_a_name_beyond_metas_limit():
    assert ListTemplates(waba_id="222", name="x" * 512).name
    with pytest.raises(ValueError, match="name"):
        ListTemplates(waba_id="222", name="x" * 513)


def test_pages_follow_the_cursor_to_the_end_and_keep_everything_else():
    first = ListTemplates(waba_id="222", name="order_shipped", status="APPROVED", limit=2)
    page = first.parse(
        answer({"data": [SHIPPED], "paging": {"cursors": {"after": "MQ"}, "next": "https://x"}})
    )
    second = first.next(page)

    assert second == ListTemplates(
        waba_id="222", name="order_shipped", status="APPROVED", limit=2, after="MQ"
    )
    last = second.parse(answer({"data": [SHIPPED], "paging": {"cursors": {"after": "MQ"}}}))
    assert second.next(last) is None
    assert second.next(Page(())) is None


def test_a_cursor_that_leads_nowhere_new_ends_the_list():
    first = ListTemplates(waba_id="222", after="MQ")

    assert first.next(Page((), "MQ")) is None
    assert first.next(Page((), "Mg")) == ListTemplates(waba_id="222", after="Mg")


def test_one_template_is_asked_for_by_id():
    request = GetTemplate(template_id="9").request()

    assert (request.method, request.path) == ("GET", "9")
    assert request.query == (("fields", FIELDS),)


def test_a_template_is_read_with_what_is_new_in_it():
    template = GetTemplate(template_id="9").parse(answer(SHIPPED))

    assert template == TemplateInfo(
        id="9",
        name="order_shipped",
        language="de",
        category="UTILITY",
        status="APPROVED",
        parameter_format="POSITIONAL",
        components=SHIPPED["components"],
        extra={"quality_score": {"score": "GREEN"}},
    )
    assert "canary" not in repr(template)


@pytest.mark.parametrize("missing", ["id", "name", "language"])
def test_a_template_without_its_name_is_unreadable(missing):
    body = {name: value for name, value in SHIPPED.items() if name != missing}

    with pytest.raises(errors.DeliveryUnknown, match="is no TemplateInfo"):
        GetTemplate(template_id="9").parse(answer(body))


def test_what_meta_left_out_of_a_template_is_empty():
    bare = GetTemplate(template_id="9").parse(answer({"id": "9", "name": "a", "language": "de"}))

    assert set(attrs.asdict(bare, filter=lambda _, value: bool(value))) == {
        "id",
        "name",
        "language",
    }


def test_a_new_category_or_status_is_read():
    template = GetTemplate(template_id="9").parse(
        answer({**SHIPPED, "category": "NEW_ONE", "status": "LIMIT_EXCEEDED"})
    )

    assert (template.category, template.status) == ("NEW_ONE", "LIMIT_EXCEEDED")
