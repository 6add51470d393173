"""Values as notebooks show them."""
from __future__ import annotations

import base64
from typing import Any

from .values import Figure


def bundle(value: Any) -> "dict[str, Any]":
    """The forms of a value by their MIME types, as Jupyter's messages have them."""
    forms: "dict[str, Any]" = {"text/plain": repr(value)}
    if getattr(value, "reply", ""):
        forms["text/plain"] = value.reply
    text = value._repr_html_() if hasattr(value, "_repr_html_") else None
    if text is not None:
        forms["text/html"] = text
    figure = value if isinstance(value, Figure) else getattr(value, "figure", None)
    if isinstance(figure, Figure):
        if figure.png is not None:
            forms["image/png"] = base64.b64encode(figure.png).decode()
        if figure.svg is not None:
            forms["image/svg+xml"] = figure.svg.decode()
    return forms


def is_picture(value: Any) -> bool:
    """Whether a notebook shows it as a picture."""
    forms = bundle(value)
    return "image/png" in forms or "image/svg+xml" in forms
