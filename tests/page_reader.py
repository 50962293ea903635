"""A page as a browser reads it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

# An address in another house: with a scheme or without one; a refresh of the page may name one too.
_ABROAD = re.compile(r"(?:^|[\s=,'\"])(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_AHEAD = {"preconnect", "dns-prefetch", "prefetch", "prerender"}


class Reader(HTMLParser):
    """Reads a page as a browser does and keeps what must not be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.headings = 0
        self.main = 0
        self.language = ""
        self.form: dict[str, Any] | None = None
        self.forms: list[dict[str, Any]] = []
        self.ids: list[str] = []
        # Each style that stands in the page itself; its policy has to name it.
        self.styles: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.wrong += [f"{tag} has {name}" for name in found if name.startswith("on") or name in {"style", "srcdoc"}]
        self._is_style = tag == "style"
        if tag in {"iframe", "object", "embed", "base", "img"} or (tag == "script" and "src" not in found):
            self.wrong.append(f"there is a {tag}")
        if tag != "a":
            self.wrong += [
                f"{tag} takes {found[name]}"
                for name in ("src", "srcset", "href", "xlink:href", "action", "formaction", "poster", "data", "content")
                if _ABROAD.search(found.get(name, ""))
            ]
        # Nothing is asked of another house before a person goes there.
        if "ping" in found or _AHEAD & set(found.get("rel", "").split()):
            self.wrong.append(f"{tag} asks ahead: {found.get('href')}")
        if tag == "form":
            self.form = {"method": "get", **found, "fields": set()}
            self.forms.append(self.form)
        if tag in {"input", "select", "textarea", "button"} and self.form is not None:
            self.form["fields"].add(found.get("name", ""))
        if "id" in found:
            self.ids.append(found["id"])
        self.headings += tag == "h1"
        self.main += tag == "main"
        self.language = found.get("lang", "") if tag == "html" else self.language

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self.styles.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False
        if tag == "form":
            self.form = None
