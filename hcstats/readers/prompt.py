"""What a report puts where only the office can write."""

import re

PROMPT = re.compile(r"【待填[:：][^】]*】")
"""A prompt that nobody has replaced is no text."""
