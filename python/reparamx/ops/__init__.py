"""The table of elementwise ops: the ``OPS`` of every family file in this folder, checked for holes and duplicates.

Examples
--------
>>> from reparamx.ops import OPS, UFUNCS
>>> OPS["add"].doc
'x + y'
>>> UFUNCS["subtract"]
'sub'
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from ._op import Op

__all__ = ["OPS", "UFUNCS", "Op"]


def _families() -> Iterable[tuple[str, tuple[Op, ...]]]:
    for module in iter_modules(__path__, __name__ + "."):
        if not module.name.rpartition(".")[2].startswith("_"):
            yield module.name, import_module(module.name).OPS


def collect(families: Iterable[tuple[str, tuple[Op, ...]]]) -> tuple[dict[str, Op], dict[str, str]]:
    """Return the ops by name, and the op of each NumPy or SciPy function by its name.

    Parameters
    ----------
    families : iterable of (str, tuple of Op)
        Name of each family file and its ops.

    Raises
    ------
    ValueError
        If an op has no meaning, reference, domain or ULP bound, or if an op or a NumPy name appears twice.
    """
    ops: dict[str, Op] = {}
    ufuncs: dict[str, str] = {}
    for family, rows in families:
        for op in rows:
            holes = [f for f in ("name", "doc", "reference", "domain", "ulp") if not getattr(op, f)]
            if holes:
                raise ValueError(f"{family}: op {op.name!r} has no {', '.join(holes)}")
            if op.name in ops:
                raise ValueError(f"{family}: op {op.name!r} appears twice")
            ops[op.name] = op
            for name in op.numpy:
                if name in ufuncs:
                    raise ValueError(f"{family}: {name!r} is claimed by {op.name!r} and {ufuncs[name]!r}")
                ufuncs[name] = op.name
    return ops, ufuncs


#: Every op by name; and the op that each NumPy function (or SciPy function, such as "special.expit") traces to.
OPS, UFUNCS = collect(_families())
