"""What the search for causes needs to know of a relation, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from hcstats.checks.hints.linear import Row, Total, rows, total
from hcstats.checks.instances import Instance
from hcstats.forms.prepared import prepared
from hcstats.model import Number


class Relation:
    """A relation with its keys, its linear rows, and whether it holds."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.keys = instance.keys
        self.key_set = frozenset(self.keys)
        # The sum of a whole table would have to follow each change of its figures.
        self.of_cells = not any(key.startswith("table:") for key in self.keys)
        self._prepared = prepared(instance.expression, instance.names)

    def holds(self, values: Mapping[str, Number]) -> bool:
        """Whether the relation is true of the values."""
        return bool(self._prepared(values))

    @cached_property
    def rows(self) -> tuple[Row, ...] | None:
        """The linear rows; None where it is not linear."""
        return rows(self.instance)

    @cached_property
    def total(self) -> Total | None:
        """The total and its parts; None where it is no such equation."""
        return total(self.instance)


_BUILT: dict[int, Relation] = {}


def relation_of(instance: Instance) -> Relation:
    """The relation of an instance, built once."""
    built = _BUILT.get(id(instance))
    if built is None or built.instance is not instance:
        built = _BUILT[id(instance)] = Relation(instance)
    return built
