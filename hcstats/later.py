"""Names of a package that come from its modules only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from sys import modules as modules_by_name


def later(package: str, names: Collection[str], modules: Sequence[str]) -> Callable[[str], object]:
    """What finds each of the names in the first of the package's modules that has it.

    Modules after that one are not loaded: those that are seldom needed come last.
    """

    def found(name: str) -> object:
        for module in modules if name in names else ():
            own = vars(import_module(f"{package}.{module}"))
            if name in own:
                setattr(modules_by_name[package], name, own[name])
                return own[name]
        message = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(message)

    return found
