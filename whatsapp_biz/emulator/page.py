"""The page on which a person sees what was sent, and what was not."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .rules import CUSTOMER_SERVICE_WINDOW, title_of
from .world import Inbound, Outgoing, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .world import Person, World

_REFRESH = 3  # seconds
_TICKS = {"accepted": "…", "sent": "✓", "delivered": "✓✓", "read": "✓✓ read", "failed": "✕"}

_STYLE = """
:root { color-scheme: light dark; --paper: #f4f1ec; --card: #fff; --ink: #1d2a26; --soft: #5b6b65;
  --in: #eef1f0; --out: #d9f5d0; --no: #fde4e1; --no-ink: #a11d12; --ok: #0b6b4f; --line: #dfe4e1 }
@media (prefers-color-scheme: dark) { :root { --paper: #0f1614; --card: #17211e; --ink: #e6efeb;
  --soft: #9bb0a8; --in: #22302b; --out: #12462f; --no: #4a1f1b; --no-ink: #ffb4aa;
  --ok: #5fd3a8; --line: #2a3833 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.45 system-ui, sans-serif }
header { padding: 1.5rem clamp(1rem, 4vw, 3rem) .5rem }
h1 { margin: 0; font-size: 1.4rem } header p { margin: .2rem 0 0; color: var(--soft) }
main { display: grid; gap: 1.25rem; padding: 1rem clamp(1rem, 4vw, 3rem) 3rem;
  grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); align-items: start }
section { background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  overflow: hidden }
h2 { margin: 0; font-size: 1rem }
.who { padding: .9rem 1rem; border-bottom: 1px solid var(--line) }
.who p { margin: .1rem 0 0; color: var(--soft); font-size: .875rem }
.pill { display: inline-block; margin: .4rem .3rem 0 0; padding: .1rem .6rem; border-radius: 99px;
  border: 1px solid currentColor; font-size: .8rem; color: var(--soft) }
.pill.open { color: var(--ok) } .pill.no { color: var(--no-ink) }
ol { list-style: none; margin: 0; padding: 1rem; display: flex; flex-direction: column;
  gap: .5rem }
li { max-width: 85%; padding: .5rem .75rem; border-radius: 14px; white-space: pre-wrap;
  overflow-wrap: anywhere }
li small { display: block; margin-top: .15rem; color: var(--soft); font-size: .75rem }
.in { background: var(--in); align-self: flex-start; border-bottom-left-radius: 4px }
.out { background: var(--out); align-self: flex-end; border-bottom-right-radius: 4px }
.no { background: var(--no); align-self: flex-end; border-bottom-right-radius: 4px }
li.no small { color: var(--no-ink) }
"""


def render(world: World) -> str:
    """The page as HTML; whatever people wrote is escaped."""
    now = world.clock()
    people = "".join(_person(world, person, now) for person in world.everyone())
    nobody = "<p>Nobody has written, and nothing was sent yet.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="{_REFRESH}">'
        f"<title>WhatsApp emulator</title><style>{_STYLE}</style></head><body>"
        "<header><h1>WhatsApp emulator</h1>"
        f"<p>It is {_moment(now)}. Nothing here reaches Meta.</p></header>"
        f"<main>{people or nobody}</main></body></html>"
    )


def _person(world: World, person: Person, now: datetime) -> str:
    address = f"+{person.wa_id}" if person.wa_id else person.bsuid
    entries = [entry for entry in world.log if entry.person is person]
    bubbles = "".join(map(_bubble, entries)) or "<li class=in><small>No messages.</small></li>"
    pills = "".join(_pills(person, person.last_inbound.get(world.phone_number_id), now))
    return (
        f'<section><div class="who"><h2>{_safe(person.name or address)}</h2>'
        f"<p>{_safe(address)}</p>{pills}</div><ol>{bubbles}</ol></section>"
    )


def _pills(person: Person, last: datetime | None, now: datetime) -> Iterator[str]:
    left = None if last is None else last + CUSTOMER_SERVICE_WINDOW - now
    if left is None or left.total_seconds() <= 0:
        yield '<span class="pill">window closed</span>'
    else:
        hours, seconds = divmod(int(left.total_seconds()), 3600)
        yield f'<span class="pill open">window open {hours} h {seconds // 60:02} min</span>'
    if person.marketing_stopped:
        yield '<span class="pill no">stopped marketing</span>'
    if person.blocked:
        yield '<span class="pill no">blocked the business</span>'
    if not person.on_whatsapp:
        yield '<span class="pill no">not on WhatsApp</span>'


def _bubble(entry: Inbound | Outgoing | Refused) -> str:
    text, at = _safe(entry.text), _moment(entry.at)
    if isinstance(entry, Inbound):
        side, told = "in", ""
    elif isinstance(entry, Refused):
        side, told = "no", f" · refused {entry.code}: {_safe(entry.details)}"
    elif entry.code is not None:
        side, told = "no", f" · failed {entry.code}: {_safe(title_of(entry.code))}"
    else:
        side, told = "out", f" · {_safe(entry.category)} · {_TICKS[entry.status]}"
    return f'<li class="{side}">{text}<small>{at}{told}</small></li>'


def _moment(at: datetime) -> str:
    return f"{at:%a %d %b %H:%M} UTC"


def _safe(text: str) -> str:
    return escape(text, quote=True)
