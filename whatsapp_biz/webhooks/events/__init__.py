"""Everything a webhook can say, as values."""

from __future__ import annotations

from typing import TypeAlias

from .account import (
    AccountEvent,
    AccountNotice,
    GroupChanged,
    HistoryReceived,
    PreferenceChanged,
    TemplateCategoryChanged,
    TemplateEvent,
    TemplateQualityChanged,
    TemplateStatusChanged,
    ThreadHandedOver,
)
from .base import ECHO, MESSAGES, STANDBY, MessageEvent, PersonEvent, ReportedError, Unrecognised
from .messages import (
    ButtonTapped,
    CallPermissionAnswered,
    ContactsReceived,
    FlowCompleted,
    InteractiveReceived,
    LocationReceived,
    MediaReceived,
    MessageEchoed,
    MessageEdited,
    MessageRevoked,
    OrderReceived,
    ReactionReceived,
    ReplyChosen,
    SystemNotice,
    TextReceived,
    UnsupportedReceived,
)
from .statuses import (
    CallEvent,
    ErrorReported,
    LinkClicked,
    PaymentStatusChanged,
    StatusChanged,
)

Event: TypeAlias = (
    TextReceived
    | MediaReceived
    | LocationReceived
    | ContactsReceived
    | ReactionReceived
    | ButtonTapped
    | ReplyChosen
    | FlowCompleted
    | CallPermissionAnswered
    | InteractiveReceived
    | OrderReceived
    | SystemNotice
    | UnsupportedReceived
    | MessageEdited
    | MessageRevoked
    | MessageEchoed
    | StatusChanged
    | PaymentStatusChanged
    | CallEvent
    | ErrorReported
    | LinkClicked
    | PreferenceChanged
    | ThreadHandedOver
    | TemplateStatusChanged
    | TemplateCategoryChanged
    | TemplateQualityChanged
    | GroupChanged
    | HistoryReceived
    | AccountNotice
    | Unrecognised
)
"""Whatever `parse` may give."""

__all__ = [
    "ECHO",
    "MESSAGES",
    "STANDBY",
    "AccountEvent",
    "AccountNotice",
    "ButtonTapped",
    "CallEvent",
    "CallPermissionAnswered",
    "ContactsReceived",
    "ErrorReported",
    "Event",
    "FlowCompleted",
    "GroupChanged",
    "HistoryReceived",
    "InteractiveReceived",
    "LinkClicked",
    "LocationReceived",
    "MediaReceived",
    "MessageEchoed",
    "MessageEdited",
    "MessageEvent",
    "MessageRevoked",
    "OrderReceived",
    "PaymentStatusChanged",
    "PersonEvent",
    "PreferenceChanged",
    "ReactionReceived",
    "ReplyChosen",
    "ReportedError",
    "StatusChanged",
    "SystemNotice",
    "TemplateCategoryChanged",
    "TemplateEvent",
    "TemplateQualityChanged",
    "TemplateStatusChanged",
    "TextReceived",
    "ThreadHandedOver",
    "Unrecognised",
    "UnsupportedReceived",
]
