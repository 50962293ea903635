"""What a page keeps from whom: the rules of WCAG 2.2 A and AA, by day and by night."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# At night the same elements stand in other colours: what does not look at colours was answered by day.
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# All that is well is only counted: telling each element of it would take longer than looking at it.
_RUN = """async ([options, but]) => {
  const context = but ? { exclude: [[but]] } : document;
  const told = await axe.run(context, { ...options, resultTypes: ["violations"] });
  return { violations: told.violations, looked: told.passes.length + told.inapplicable.length };
}"""
Scheme = Literal["light", "dark"]
BY_DAY_AND_NIGHT: tuple[Scheme, Scheme] = ("light", "dark")


def barriers(page: Page, schemes: tuple[Scheme, ...] = BY_DAY_AND_NIGHT, *, but: str = "") -> list[str]:
    """Return what stands in somebody's way on the page as it is now, one line each; what `but` selects is passed over.

    Open the page with `reduced_motion="reduce"`: else a colour is looked at on its way from one scheme to the other.
    """
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        told = page.evaluate(_RUN, [RULES if scheme == schemes[0] else OF_COLOUR, but])
        assert told["looked"], "nothing was looked at"
        found += [
            f"{page.url}, {scheme}: {one['id']}: {node['target']} {node.get('failureSummary', '')}"
            for one in told["violations"]
            for node in one["nodes"]
        ]
    return found
