"""What the texts of a command line name: storage elsewhere, folders of Parquet files."""

from __future__ import annotations

import os
import re

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:::|://)", re.IGNORECASE)


def is_address(path: str) -> bool:
    """Whether a path is an address as s3://… and no path of this machine."""
    return bool(_ADDRESS.match(path))


def is_dataset(output: str) -> bool:
    """Whether an output is a folder of Parquet files by its name."""
    return output.endswith(("/", os.sep)) or output.lower().endswith(".parquet")
