"""The first inputs of each target, made up and small: `python -m fuzz.seeds` writes them.

Every sheet is the beginning of the list of 2014 or of the matrix of 2021, with something odd.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CORPUS = Path(__file__).parent / "corpus"

ROWS: Sequence[Sequence[str]] = (
    ("政府信息公开情况统计表（2023年度）",),
    ("填报单位：测试局（构造样例）",),
    ("统计指标", "单位", "统计数"),
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数", "条", "1,234"),
    ("其中：主动公开规范性文件数", "条", "12"),
    ("制发规范性文件总数", "件", "约5000"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", "——"),
    ("1．政府公报公开政府信息数", "条", "１２"),
    ("2．政府网站公开政府信息数", "条", "1.2万"),
)
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="表1">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>2023年度</w:t></w:r></w:p><w:tbl>{}</w:tbl></w:body></w:document>"
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}'
    '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>'
)


def _each(row: str, cell: str) -> str:
    return "".join(row.format("".join(cell.format(one) for one in line)) for line in ROWS)


def _sheets() -> dict[str, str]:
    texts = _each("<row>{}</row>", '<c t="inlineStr"><is><t>{}</t></is></c>')
    return {
        "texts": SHEET.format(texts),
        "kinds": SHEET.format(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c><c r="C1" s="1">'
            '<v>0.5</v></c><c r="D1" s="2"><v>45000</v></c><c r="E1" t="b"><v>1</v></c></row>'
            '<row r="3" hidden="1"><c r="B3" t="str"><f>A1&amp;"x"</f><v>12件</v></c>'
            '<c r="C3"><f>SUM(B1:B2)</f><v>12</v></c><c r="D3"><f>1/0</f></c>'
            '<c r="E3" t="e"><v>#REF!</v></c></row>'
        ),
        "odd": SHEET.format('<row><c><v>1e400</v></c><c r="XFD1048576"><v>-0</v></c></row>'),
    }


def seeds() -> dict[str, dict[str, bytes]]:
    """The inputs of each target by name."""
    lines = "\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS)
    tabs = "\r\n".join("\t".join(row) for row in ROWS)
    page = "<html><table>" + _each("<tr>{}</tr>", "<td>{}</td>") + "</table></html>"
    ods = _each(
        "<table:table-row>{}</table:table-row>",
        "<table:table-cell><text:p>{}</text:p></table:table-cell>",
    )
    docx = _each("<w:tr>{}</w:tr>", "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>")
    repeated = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell '
        'office:value-type="float" office:value="12" table:number-columns-repeated="2" '
        'table:number-rows-spanned="2"/><table:covered-table-cell/></table:table-row>'
    )
    spans = (
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge w:val='restart'/></w:tcPr><w:p/>"
        "</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:tcPr><w:vMerge/>"
        "</w:tcPr><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr>"
    )
    span_page = "<table><tr><td rowspan=2 colspan=3>1<td>2<tr><td>３<sup>4</sup></table>"
    record = '[{"form":"national","value":12,"text":"12件"},{"value":1.50,"text":null}]'
    tree = '{"a":{"b":1e3,"c":[{"d":-0.0}]},"e":[1,2],"f":true}'
    numbers = ("12", "1,234", "１２", "1.37万", "约5000件", "十九", "减4", "12或13", "/", "无",
               "12（其中3件）", "3千元", "5000余件")  # fmt: skip
    return {
        "csv": {
            "quoted": lines.encode(), "tabs": tabs.encode("gb18030"), "wide": tabs.encode("utf-16"),
        },
        "html": {"rows": page.encode(), "gbk": page.encode("gbk"), "spans": span_page.encode()},
        "ods": {"rows": ODS.format(ods).encode(), "repeated": ODS.format(repeated).encode()},
        "docx": {"rows": DOCX.format(docx).encode(), "spans": DOCX.format(spans).encode()},
        "xlsx": {name: text.encode() for name, text in _sheets().items()},
        "json": {"records": record.encode(), "tree": tree.encode()},
        "kinds": {
            "page": page[:80].encode(), "zip": b"PK\x03\x04", "ole": OLE,
            "json": record.encode(), "csv": lines[:80].encode(), "blank": b"\0 \n",
        },
        "numbers": {str(n): bytes([n]) + text.encode() for n, text in enumerate(numbers)},
    }  # fmt: skip


def main() -> None:
    """Write what is not there yet."""
    for target, inputs in seeds().items():
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in inputs.items():
            (folder / f"seed-{name}").write_bytes(data)


if __name__ == "__main__":
    main()
