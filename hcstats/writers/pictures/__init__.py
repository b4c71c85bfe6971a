"""Charts as pictures: svg and png by matplotlib, proved before they are kept."""

from hcstats.writers.pictures.write import (
    Picture,
    check_charts,
    picture,
    picture_png,
    picture_svg,
    summary,
    write_charts,
)

__all__ = [
    "Picture",
    "check_charts",
    "picture",
    "picture_png",
    "picture_svg",
    "summary",
    "write_charts",
]
