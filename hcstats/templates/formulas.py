"""Relations of a form as Excel formulas over the cells of a template."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hcstats.forms.grammar import COMPARISONS, Constant, Expression, Name
from hcstats.model import Kind

Addressed = Callable[[str], str]
"""The cell of a name in an expression."""


def formula_of(expression: Expression, cell: Addressed) -> str:
    """The expression as Excel would evaluate it; a blank cell counts as nothing, as in `check`."""
    if isinstance(expression, Constant):
        value = expression.value
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(expression, Name):
        # N() makes the empty text of an unfilled total 0, where a bare address would be #VALUE!.
        return f"N({cell(expression.name)})"
    parts = [formula_of(operand, cell) for operand in expression.operands]
    return _call(expression.function, parts)


def _call(function: str, parts: list[str]) -> str:
    if function in ("sum", "max", "and", "or"):
        return f"{function.upper()}({','.join(parts)})"
    if function == "whole":
        return f"({parts[0]}=INT({parts[0]}))"
    if function == "decimals":
        # Excel's numbers have no decimals of their own: more than two are told as three.
        steps = "".join(f"IF(ROUND({parts[0]},{n})={parts[0]},{n}," for n in range(3))
        return f"{steps}3)))"
    if function == "<=>":
        return f"(({parts[0]})=({parts[1]}))"
    if function in COMPARISONS:
        # Sums of amounts are binary in Excel: 0.1+0.2 must equal 0.3.
        sign = "<>" if function == "!=" else function
        return f"(ROUND(({parts[0]})-({parts[1]}),6){sign}0)"
    return f"({parts[0]}{function}{parts[1]})"


def impossible(kind: Kind, cell: str) -> str:
    """Whether a cell holds what `check` could not count as its kind: words, or no such number."""
    least = "FALSE" if kind is Kind.CHANGE else f"{cell}<0"
    finest = f"ROUND({cell},2)<>{cell}" if kind is Kind.AMOUNT else f"{cell}<>INT({cell})"
    return f"IF(ISNUMBER({cell}),OR({least},{finest}),LEN({cell})>0)"
