"""The workbook that one would hand in."""

from hcstats.writers.xlsx.book import write_book, write_tables

__all__ = ["write_book", "write_tables"]
