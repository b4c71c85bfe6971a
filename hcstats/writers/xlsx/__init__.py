"""The workbook that one would hand in."""

from hcstats.writers.xlsx.book import write_book, write_tables
from hcstats.writers.xlsx.charts import chart_table

__all__ = ["chart_table", "write_book", "write_tables"]
