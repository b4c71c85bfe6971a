"""Makes the font of the charts: `python docs/subset_font.py NotoSansCJK-Regular.ttc`.

The source is Debian's fonts-noto-cjk (SIL Open Font License 1.1, no reserved font name). What is
made has a name of its own, so that it is never taken for the whole font, nor shadows it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

TARGET = Path(__file__).resolve().parent.parent / "hcstats" / "fonts" / "HcstatsSans-Regular.otf"
FACE = "Noto Sans CJK SC"
FAMILY = "Hcstats Sans"
BEYOND = "〇○□■△▲◇◆●★☆※→←↑↓↔⇒∑−±×÷≈≠≤≥·•–—―…‰℃№①②③④⑤⑥⑦⑧⑨⑩￥¥€§©®°²³¼½¾"
"""Signs of texts and notes, beside what GB 2312 has of them."""
COPYRIGHT, FAMILY_NAME, FULL_NAME, UNIQUE, POSTSCRIPT, DESCRIPTION = 0, 1, 4, 3, 6, 10


def characters() -> Iterator[str]:
    """ASCII, all of GB 2312 (6,763 characters and its signs), full-width forms, and BEYOND."""
    yield from map(chr, range(0x20, 0x7F))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
    yield from map(chr, range(0xFF01, 0xFF5F))
    yield from BEYOND


def subset(source: Path) -> TTFont:
    """The subset, without hints and layout tables: charts set plain horizontal text."""
    faces = TTCollection(source).fonts
    font = next(face for face in faces if face["name"].getDebugName(4) == FACE)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.canonical_order = True
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(characters()))
    subsetter.subset(font)
    rename(font)
    return font


def rename(font: TTFont) -> None:
    """Its own name, once; copyright, trademark and licence stay as they are."""
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-Regular"
    kept = {one.nameID: str(one) for one in names.names if one.langID == 0x409}
    names.names = []
    kept |= {
        FAMILY_NAME: FAMILY,
        FULL_NAME: FAMILY,
        UNIQUE: postscript,
        POSTSCRIPT: postscript,
        DESCRIPTION: f"A subset of {FACE} for the charts of hcstats.",
    }
    for typographic in (16, 17, 21, 22):
        kept.pop(typographic, None)
    for number, text in sorted(kept.items()):
        names.setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FullName = FAMILY
    top.topDictIndex[0].FamilyName = FAMILY


def main() -> None:
    """Write the font and say what it holds."""
    font = subset(Path(sys.argv[1]))
    font.recalcTimestamp = False
    font.save(TARGET)
    print(f"{TARGET.name}: {len(font.getBestCmap())} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
