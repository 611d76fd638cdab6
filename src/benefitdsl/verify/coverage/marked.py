"""The rules with a sign on each line: seen, in part, not; as text and as a page of its own.

In the page everything that is not ours is escaped; it has no script, and may load nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape
from typing import Final

from benefitdsl.source import Source, display_width, visible
from benefitdsl.verify.coverage.report import Reached, Report, count
from benefitdsl.verify.coverage.words import Words

SIGNS: Final = {"seen": "✓", "partly": "~", "unseen": "✗"}


def as_text(report: Report, words: Words) -> str:
    """The rule files, each line behind its sign and how many of its goals were seen."""
    lines = report.by_line()
    if not len(report.sources):
        return words.put("stored", programme=visible(report.plan.id))
    pages = []
    for source in report.sources:
        page = (
            _marked(lines.get((source.name, number), ()), visible(source.line_text(number)))
            for number in range(1, source.line_count + 1)
        )
        pages.append("\n".join((f"== {visible(source.name)}", *page)).rstrip())
    return "\n\n".join([legend(words), *pages])


def _marked(goals: Sequence[Reached], text: str) -> str:
    if not goals:
        return f"          {text}".rstrip()
    found = count(goals)
    return f"{SIGNS[found.sign]} {f'{found.seen}/{found.all}':>6}  {text}"


# ------------------------------------------------------------------------------------------- the page

_STYLE: Final = """
body { font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; margin: 2em; color: #1f2328 }
h1 { font-size: 1.3em } h2 { font-size: 1.1em; margin: 1.6em 0 .4em }
table { border-collapse: collapse } td { padding: 0 .6em; vertical-align: top }
td.n { text-align: right; color: #6e7781; font-variant-numeric: tabular-nums; white-space: nowrap }
.code { font: 13px/1.5 ui-monospace, "Cascadia Code", Consolas, monospace } .code td.t { white-space: pre-wrap }
tr.seen { background: #e6f6e9 } tr.partly { background: #fff8d6 } tr.unseen { background: #ffe9e7 }
mark { color: inherit } mark.seen { background: #b7e8c0 } mark.partly { background: #ffe58a }
mark.unseen { background: #ffb9b3 }
li { margin: .15em 0 } .where { color: #6e7781 }
@media (prefers-color-scheme: dark) {
  body { background: #14181d; color: #dfe3e8 }
  tr.seen { background: #14311c } tr.partly { background: #3a3310 } tr.unseen { background: #3c1917 }
  mark.seen { background: #1f5a31 } mark.partly { background: #6a5a12 } mark.unseen { background: #7a2a25 }
}
"""


def as_html(reports: Sequence[tuple[Report, Words]]) -> str:
    """A page that stands alone: the figures, the rules with their marks, and what was not seen, of each programme."""
    first = reports[0][1].language if reports else "en"
    title = "、".join(_programme(report) for report, _ in reports)
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if first == "zh" else "en"}">\n<head>\n'
        '<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(line for report, words in reports for line in _section(report, words))
        + "\n</body>\n</html>\n"
    )


def _programme(report: Report) -> str:
    return _escaped(report.plan.id)


def _section(report: Report, words: Words) -> Iterator[str]:
    yield f"<h1>{escape(heading(report, words))}</h1>"
    yield f"<p>{escape(legend(words))}</p>"
    yield from _pages(report, words)
    yield from _todo(report, words)


def summary(report: Report, words: Words) -> str:
    """The figures by part, and what was not seen."""
    rows = [
        (words.family(family, part), words.named(family, part), f"{found.seen}/{found.all}", found.share)
        for (family, part), found in report.by_part().items()
    ]
    unseen = [f"  {visible(one.place.file)}:{one.place.line}  {todo(one, words)}" for one in report.unseen()]
    return "\n".join(
        (heading(report, words), *_columns(rows), words.put("unseen" if unseen else "none"), *unseen)
    )


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines, what stands in one column as wide as its widest; wide characters count as two."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def shortfall(report: Report, words: Words, share: Fraction | None) -> str | None:
    """What is to be said where less than a share was seen."""
    if share is None or report.reaches(share):
        return None
    needed = f"{float(100 * share):g}%"
    return words.put("too_little", programme=visible(report.plan.id), share=report.count.share, needed=needed)


def heading(report: Report, words: Words) -> str:
    """The figures of a programme in a line."""
    found = report.count
    return words.put(
        "heading",
        programme=visible(report.plan.id),
        seen=str(found.seen),
        all=str(found.all),
        share=found.share,
    )


def legend(words: Words) -> str:
    return words.put("legend", **SIGNS)


def _pages(report: Report, words: Words) -> Iterator[str]:
    lines = report.by_line()
    if not len(report.sources):
        yield f"<p>{escape(words.put('stored', programme=visible(report.plan.id)))}</p>"
    for file, source in enumerate(report.sources):
        yield f'<h2>{escape(visible(source.name))}</h2>\n<table class="code">'
        for number in range(1, source.line_count + 1):
            yield _row(source, file, number, lines.get((source.name, number), ()), words)
        yield "</table>"


def _row(source: Source, file: int, number: int, goals: Sequence[Reached], words: Words) -> str:
    found = count(goals)
    cells = f'<td class="n">{number}</td><td class="n">{SIGNS[found.sign]} {found.seen}/{found.all}</td>'
    if not goals:
        cells = f'<td class="n">{number}</td><td></td>'
    sign = f' class="{found.sign}"' if goals else ""
    left = "\n".join(words.sentence(one.goal) for one in goals if not one.seen)
    title = f' title="{escape(left)}"' if left else ""
    return f'<tr{sign}{title}>{cells}<td class="t">{_text(source, file, number, goals)}</td></tr>'


def _text(source: Source, file: int, number: int, goals: Iterable[Reached]) -> str:
    """The text of a line, its parts of conditions marked; what reaches over the end of the line is cut."""
    first, end = source.line_start(number), source.line_end(number)
    parts: dict[tuple[int, int], list[Reached]] = {}
    for one in goals:
        if one.place.span is not None and one.place.span.file == file:
            parts.setdefault((one.place.span.start, min(one.place.span.end, end)), []).append(one)
    out, at = [], first
    for (begin, stop), reached in sorted(parts.items(), key=lambda part: part[0]):
        if begin < at:  # two parts never overlap; one that did is not marked twice
            continue
        out.append(_escaped(source.text[at:begin]))
        out.append(f'<mark class="{count(reached).sign}">{_escaped(source.text[begin:stop])}</mark>')
        at = stop
    return "".join((*out, _escaped(source.text[at:end])))


def _escaped(text: str) -> str:
    return escape(visible(text))


def todo(one: Reached, words: Words) -> str:
    """What a scenario would have to do, with the name of the part."""
    return f"{words.part(one.goal.key)}{words.naming.put('colon')}{words.sentence(one.goal)}"


def _todo(report: Report, words: Words) -> Iterator[str]:
    unseen = report.unseen()
    if not unseen:
        yield f"<p>{escape(words.put('none'))}</p>"
        return
    yield f"<h2>{escape(words.put('unseen'))}</h2>\n<ul>"
    for one in unseen:
        where = f"{visible(one.place.file)}:{one.place.line}"
        told = todo(one, words)
        yield f'<li><span class="where">{escape(where)}</span> {escape(told)}</li>'
    yield "</ul>"
