"""The workbook that one would hand in."""

from hcstats.writers.xlsx.book import write_book

__all__ = ["write_book"]
