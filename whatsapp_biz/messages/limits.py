"""Meta's numbers for messages, each with its unit and source."""

from __future__ import annotations

# Text and media ------------------------------------------------------------------------------
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
TEXT_BODY = 4096  # characters
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/image-messages
CAPTION = 1024  # characters

# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
DOCUMENT_BYTES = 100 * 1024 * 1024

# Meta's pages say 257, its OpenAPI says 5: above it only warns.
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/contacts-messages
CONTACTS = 257  # cards

# The longest emoji of Unicode 16 has 10 code points; a few spare.
# Source: https://unicode.org/Public/emoji/16.0/emoji-zwj-sequences.txt
EMOJI = 16  # code points

# Interactive ---------------------------------------------------------------------------------
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
INTERACTIVE_BODY = 1024  # characters
INTERACTIVE_HEADER = 60  # characters
INTERACTIVE_FOOTER = 60  # characters
REPLY_BUTTONS = 3  # buttons
BUTTON_TITLE = 20  # characters
BUTTON_ID = 256  # characters

# The list page says 4096 for the body, the shared interactive object 1024: between them it warns.
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
LIST_BODY = 4096  # characters
LIST_BUTTON = 20  # characters
LIST_SECTIONS = 10  # sections
LIST_ROWS = 10  # rows in all sections together
SECTION_TITLE = 24  # characters
ROW_TITLE = 24  # characters
ROW_ID = 200  # characters
ROW_DESCRIPTION = 72  # characters

# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-cta-url-messages
CTA_TEXT = 20  # characters

# Templates -----------------------------------------------------------------------------------
# Source: https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
TEMPLATE_NAME = 512  # characters
TEMPLATE_VALUE = 1024  # characters; a body holds no more, so neither can a value in it
TEMPLATE_SPACES = 4  # spaces in a row in a value
TEMPLATE_BUTTONS = 10  # buttons
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates/media-card-carousel-templates
CAROUSEL_CARDS = 10  # cards, at least 2
# Source: https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/coupon-templates
COUPON_CODE = 20  # characters, since 2025-12-03; 15 before
