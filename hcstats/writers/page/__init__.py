"""The page: one html file that holds everything, and shows where each number comes from."""

from hcstats.writers.page.prove import prove_page
from hcstats.writers.page.render import render_page

__all__ = ["prove_page", "render_page"]
