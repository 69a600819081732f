"""How Sphinx builds the documentation: ``scripts/docs``."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

from whatsapp_biz import __version__

project = "whatsapp-biz"
author = "The whatsapp-biz maintainers"
copyright = "2026, the whatsapp-biz maintainers"  # noqa: A001 - Sphinx's name
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
default_role = "py:obj"  # single backticks in docstrings link where there is something to link
add_module_names = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3  # reasons.md#no_opt_in works here as on the repository's pages

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_type_aliases = {
    name: name
    for name in (
        "AnyConsentStore",
        "AsyncHandler",
        "Clock",
        "ConsentEvent",
        "Decision",
        "Event",
        "Handler",
    )
}
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"whatsapp-biz {release}"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_show_sourcelink = False
html_copy_source = False

# What autodoc writes where it means a default, or the name of a type.
_DEFAULT = re.compile(r"attr_dict\['\w+'\]\.default|NOTHING")
_ALIAS = re.compile(r"TypeAliasForwardRef\('(\w+)'\)")


def tidy_signature(*given: Any) -> tuple[str | None, str | None]:
    """Write signatures as a reader would."""
    *_, signature, returned = given
    signature = signature and _DEFAULT.sub("...", _ALIAS.sub(r"\1", signature))
    return signature, returned and _ALIAS.sub(r"\1", returned)


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-signature", tidy_signature)
