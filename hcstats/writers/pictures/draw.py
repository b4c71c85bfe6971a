"""Marks drawn with matplotlib, as svg and as png; the same bytes on every run."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hcstats.writers.pictures.marks import Bar, Curve, Mark, Sheet, Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 200
_STYLES: tuple[tuple[str, str], ...] = (
    ("#0072b2", ""),
    ("#e69f00", "////"),
    ("#56b4e9", "...."),
    ("#d55e00", "\\\\\\\\"),
    ("#f0e442", "xxxx"),
    ("#009e73", "----"),
    ("#cc79a7", "||||"),
    ("#999999", "++++"),
)
"""Okabe and Ito's colours, told apart by all eyes, and hatches for black and white."""
_MARKERS = "os^Dv<>p"
_DASHES: tuple[tuple[float, tuple[float, ...]], ...] = (
    (0.0, ()),
    (0.0, (5.0, 1.5)),
    (0.0, (1.5, 1.5)),
    (0.0, (5.0, 1.5, 1.5, 1.5)),
)
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "hcstats",
    "hatch.linewidth": 0.5,
    "text.usetex": False,
    "text.parse_math": False,
}


@contextmanager
def drawn(sheet: Sheet, families: Sequence[str]) -> Iterator[Figure]:
    """The figure of a sheet, whatever the user's own settings of matplotlib are."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        figure = Figure(figsize=(sheet.width / 72, sheet.height / 72), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, sheet.width)
        axes.set_ylim(sheet.height, 0)
        for mark in sheet.marks:
            axes.add_artist(_artist(mark, families)).set_clip_on(False)
        yield figure


def _artist(mark: Mark, families: Sequence[str]) -> Any:  # noqa: ANN401  (matplotlib's own types)
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.text import Text  # noqa: PLC0415

    if isinstance(mark, Bar):
        return _bar(mark)
    if isinstance(mark, Curve):
        return _curve(mark)
    if isinstance(mark, Words):
        text = Text(
            mark.x,
            mark.y,
            mark.text,
            color=mark.colour,
            fontsize=mark.size,
            fontfamily=list(families),
            horizontalalignment=mark.anchor,
            verticalalignment="center_baseline",
            parse_math=False,
        )
        text.set_gid(mark.name or None)
        return text
    return Line2D((mark.x, mark.to_x), (mark.y, mark.to_y), color=mark.colour, linewidth=0.6)


def _bar(mark: Bar) -> Any:  # noqa: ANN401
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    fill, hatch = _STYLES[mark.style % len(_STYLES)]
    bar = Rectangle(
        (mark.x, mark.y),
        mark.width,
        mark.height,
        facecolor=fill,
        edgecolor="#1a1a1a",
        hatch=hatch,
        linewidth=0.4,
    )
    bar.set_gid(mark.name or None)
    return bar


def _curve(mark: Curve) -> Any:  # noqa: ANN401
    from matplotlib.lines import Line2D  # noqa: PLC0415

    gap = (float("nan"), float("nan"))
    points = [gap if point is None else point for point in mark.points]
    fill, _ = _STYLES[mark.style % len(_STYLES)]
    line = Line2D(
        [x for x, _ in points],
        [y for _, y in points],
        color=fill,
        linewidth=1.4,
        linestyle=_DASHES[mark.style % len(_DASHES)],
        marker=_MARKERS[mark.style % len(_MARKERS)],
        markersize=4.5,
        markeredgecolor="#1a1a1a",
        markeredgewidth=0.5,
    )
    line.set_gid(mark.name or None)
    return line


def svg_of(figure: Figure) -> bytes:
    """The figure as svg without date or version of what drew it."""
    stream = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(stream, format="svg", metadata=nothing)
    return stream.getvalue()


def png_of(figure: Figure) -> bytes:
    """The figure as png of 200 points an inch."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()
