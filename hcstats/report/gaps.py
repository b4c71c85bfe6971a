"""A narrative.toml to fill in: every text that a report asks the office to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_HEAD = """\
# 本单位撰写的文字。三个引号之间写正文，空一行分段；留空的，报告中显示为“待填”。
# 用法：hcstats report … --narrative 本文件
"""


def skeleton(asked: Mapping[str, str], own_words: Mapping[str, Sequence[str]]) -> str:
    """The file with each name under its prompt; what is written already stands in its place."""
    parts = [_HEAD]
    for name, prompt in asked.items():
        text = "\n\n".join(own_words.get(name, ()))
        written = f"{_escaped(text)}\n" if text else ""
        parts.append(f'# {" ".join(prompt.split())}\n{name} = """\n{written}"""\n')
    return "\n".join(parts)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
