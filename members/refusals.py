"""A calm no: raised by services, shown by every door in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):
    """An act that may not be done now.

    `code` is one of the error codes of the live-room protocol; `detail` a (lazily translated) sentence for a person;
    `field` the form field it belongs to, if any; `retry_after_s` the seconds after which trying again makes sense.
    """

    def __init__(
        self, code: str, detail: str | Promise, *, field: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.field = field
        self.retry_after_s = retry_after_s
