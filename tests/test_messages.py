"""Messages: complete in Chinese, with the same fields, and chosen by option or environment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hcstats.messages import choose_language, render
from hcstats.model import Label, Message, say
from tests.conftest import ROOT


def test_every_message_is_translated_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, "docs/translations.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_message_is_rendered_in_either_language() -> None:
    message = say("'{shown}' is taken as '{label}'.", shown="甲", label="乙")
    assert render(message, "en") == "'甲' is taken as '乙'."
    assert render(message, "zh") == "“甲”按“乙”读入。"


def test_a_rules_message_carries_both_languages_itself() -> None:
    message = Message("{left} is wrong", (("left", 3),), "{left} 不对")
    assert (render(message, "en"), render(message, "zh")) == ("3 is wrong", "3 不对")


def test_an_official_label_stays_chinese_and_gets_its_gloss_in_english() -> None:
    label = Label("规章", "government rules")
    assert (render(label, "zh"), render(label, "en")) == ("规章", "规章 (government rules)")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["--lang", "en"], {"HCSTATS_LANG": "zh"}, "en"),
        (["check", "--lang=zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        ([], {"HCSTATS_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert choose_language(arguments, environment) == language
