"""Statistics of government information disclosure, from the spreadsheets that the units sent."""

__version__ = "0.1.0"
