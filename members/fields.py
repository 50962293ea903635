"""Form fields that treat gently what somebody pastes."""

from __future__ import annotations

from typing import Any

from django import forms


class UncutField(forms.CharField):
    """A line or a text of which the browser cuts nothing off; what is too long gets a sentence instead."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
