"""What `make bench-rooms` found, as the tables of README.md, with what is wanted beside what was reached."""

from __future__ import annotations

from typing import Any

PEER, OURS, PLAIN = "picows", "ours", "ours, plain send"
FAULTS = ("lost", "doubled", "reordered", "refused")
Found = dict[str, Any]


def tables(results: Found) -> str:
    """Return all shapes that were measured, as Markdown; a server that failed is said to have failed."""
    written = [
        _one_room(results.get("one room of 500", {})),
        _small_rooms(results.get("200 rooms of 5", {})),
        _returning(results.get("2,000 return at once", {})),
        _overload(results),
    ]
    return "\n\n".join(part for part in written if part)


def _one_room(found: Found) -> str:
    if not found:
        return ""
    rows = [
        "| one room of 500, 8 under way | deliveries/s | of picows | CPU µs a delivery | p50 / p99 ms at 5 messages/s |"
    ]
    rows.append("|---|---|---|---|---|")
    for name, kept in found.items():
        one, share = kept["median"], _times(kept, found.get(PEER), "deliveries_a_second")
        if "failed" in one:
            rows.append(f"| {name} | failed: {one['failed']} | | | |")
            continue
        delays = f"{one['p50_ms_at_5']:.1f} / {one['p99_ms_at_5']:.1f}"
        told = f"{100 * share:.0f} %" if share else ""
        rows.append(
            f"| {name} | {one['deliveries_a_second']:,.0f} | {told} | {one['cpu_us_a_delivery']:.1f} | {delays} |"
        )
    wanted = [
        _reached("of picows", _times(found.get(OURS), found.get(PEER), "deliveries_a_second"), 0.6, "at least"),
        _reached("plain way", _times(found.get(PLAIN), found.get(PEER), "deliveries_a_second"), 0.2, "at least"),
        _reached("p99 of picows'", _times(found.get(OURS), found.get(PEER), "p99_ms_at_5"), 2.0, "at most"),
    ]
    return "\n".join(rows) + "\n\n" + "; ".join(filter(None, wanted)) + _faults(found)


def _small_rooms(found: Found) -> str:
    if not found:
        return ""
    rows = ["| 200 rooms of 5, 32 under way | deliveries/s | CPU µs a delivery | p50 / p99 ms at 200 messages/s |"]
    rows.append("|---|---|---|---|")
    for name, kept in found.items():
        one = kept["median"]
        if "failed" in one:
            rows.append(f"| {name} | failed: {one['failed']} | | |")
            continue
        delays = f"{one['p50_ms_at_200']:.1f} / {one['p99_ms_at_200']:.1f}"
        rows.append(f"| {name} | {one['deliveries_a_second']:,.0f} | {one['cpu_us_a_delivery']:.0f} | {delays} |")
    usual = next((kept for name, kept in found.items() if name.startswith("tutorial")), None)
    wanted = [
        _reached("times the tutorial's", _times(found.get(OURS), usual, "deliveries_a_second"), 8.0, "at least"),
        _reached("p99 of the tutorial's", _times(found.get(OURS), usual, "p99_ms_at_200"), 1 / 3, "at most"),
    ]
    return "\n".join(rows) + "\n\n" + "; ".join(filter(None, wanted)) + _faults(found)


def _returning(found: Found) -> str:
    one = found.get(OURS, {}).get("median", {})
    if "all_back_s" not in one:
        return f"2,000 return at once: failed: {one['failed']}" if one else ""
    return (
        f"2,000 return at once: all back in {one['all_back_s']:.1f} s (at most 5), {one['joins_a_second']:.0f} joins/s "
        f"(at least 300), {one['cpu_ms_a_join']:.1f} ms CPU a join, {one['without_all_they_missed']} without what they "
        f"missed, {one['kib_a_connection']:.0f} KiB a connection (at most 40), {one['idle_cpu_percent']:.1f} % CPU "
        "while quiet (under 1)"
    )


def _overload(results: Found) -> str:
    lines = []
    for shape in ("twice the load", "four times the load"):
        one = results.get(shape, {}).get(OURS, {}).get("median", {})
        if "failed" in one:
            lines.append(f"{shape}: failed: {one['failed']}")
        elif one:
            lines += [
                f"{shape} ({one['messages_a_second']:,.0f} messages/s for {one['seconds']:.0f} s): "
                f"memory {one['memory_mib_before']:.0f} to {one['memory_mib_peak']:.0f} MiB, "
                f"at most {one['longest_delay_s']:.1f} s behind, "
                f"all heard {one['all_heard_after_s']:.1f} s after the last word; "
                f"p99 {one['p99_ms_before']:.0f} ms before, {one['p99_ms_after']:.0f} ms right after; "
                + ", ".join(f"{one[fault]} {fault}" for fault in FAULTS)
            ]
    return "\n\n".join(lines)


def _times(one: Found | None, other: Found | None, figure: str) -> float | None:
    """Return how many times the other's figure, the median over rounds of each round's own ratio."""
    if one is None or other is None:
        return None
    pairs = zip(one["rounds"], other["rounds"], strict=False)
    ratios = sorted(mine[figure] / theirs[figure] for mine, theirs in pairs if mine.get(figure) and theirs.get(figure))
    return ratios[len(ratios) // 2] if ratios else None


def _reached(what: str, value: float | None, wanted: float, side: str) -> str:
    if value is None:
        return ""
    is_reached = value >= wanted if side == "at least" else value <= wanted
    return f"{what}: {value:.2f} ({side} {wanted:.2g}: {'reached' if is_reached else 'NOT reached'})"


def _faults(found: Found) -> str:
    faulty = [
        f"{name}: " + ", ".join(f"{kept['median'].get(fault, 0)} {fault}" for fault in FAULTS)
        for name, kept in found.items()
        if any(kept["median"].get(fault) for fault in FAULTS)
    ]
    return "\n\n" + ("; ".join(faulty) if faulty else "Nothing was lost, doubled, reordered or refused.")
