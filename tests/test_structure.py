"""Structures of arguments: to leaves and back, with names and keys."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reparamx.structure import find_fault, flatten, leaf_keys, leaf_kind, leaf_names, unflatten

Point = namedtuple("Point", ["x", "y"])


@dataclass
class Layer:
    w: Any
    b: Any

    def __post_init__(self) -> None:
        assert self.b != "refused"


@dataclass(frozen=True)
class Frozen:
    a: Any


TREES: list[Any] = [
    1.5,
    np.arange(3.0),
    {"a": 1.0, "b": {"c": 2.0}},
    [1.0, (2.0, [3.0])],
    (),
    {},
    Point(1.0, {"k": 2.0}),
    Layer([1.0, 2.0], 3.0),
    Frozen((1.0, None)),
    OrderedDict(b=1.0, a=2.0),
    {3: 1.0, ("t", 1): 2.0},
    None,
]


def same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b)
    if isinstance(a, Layer):
        return type(b) is Layer and same(a.w, b.w) and same(a.b, b.b)
    return type(a) is type(b) and bool(a == b)


@pytest.mark.parametrize("tree", TREES, ids=repr)
def test_unflatten_is_the_inverse_of_flatten(tree: Any) -> None:
    leaves: list[Any] = []
    key = flatten(tree, leaves)
    hash(key)
    assert same(unflatten(key, iter(leaves)), tree)
    assert len(leaves) == len(leaf_keys(key)) == len(leaf_names(key, "t"))


TREE = st.recursive(
    st.floats(allow_nan=False),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3) | st.tuples(part, part)
    ),
    max_leaves=12,
)


@given(TREE)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_unflatten_is_the_inverse_of_flatten_for_any_tree(tree: Any) -> None:
    leaves: list[Any] = []
    key = flatten(tree, leaves)
    assert unflatten(key, iter(leaves)) == tree


def test_dataclass_is_rebuilt_without_its_init() -> None:
    key = flatten(Layer(1.0, 2.0), [])
    assert unflatten(key, iter(["w", "refused"])).b == "refused"


def test_leaf_names_are_what_the_user_would_write() -> None:
    tree = {"w": [Layer(1.0, Point(2.0, 3.0))], "s": 4.0}
    names = leaf_names(flatten(tree, []), "theta")
    assert names == ["theta['w'][0].w", "theta['w'][0].b.x", "theta['w'][0].b.y", "theta['s']"]


def test_key_holds_shapes_and_kinds_and_not_values() -> None:
    def key(tree: Any) -> Any:
        return flatten(tree, [])

    assert key({"a": 1.0}) == key({"a": 2.0})
    assert key({"a": 1.0}) != key({"b": 1.0})
    assert key([1.0]) != key((1.0,))
    assert key(1.0) != key(1) != key(True)
    assert key(np.zeros(3)) == key(np.ones(3, dtype=np.float32))
    assert key(np.zeros(3)) != key(np.zeros((3, 1)))
    assert key(np.zeros(3)) != key(np.zeros(3, dtype=int))
    assert leaf_kind(key(np.zeros(3))) == ("f", (3,))
    assert leaf_kind(key(1)) == ("i", ())


FORMS = {
    "float16": np.arange(3, dtype=np.float16),
    "byte-swapped": np.arange(3.0).astype(">f8"),
    "byte-swapped integers": np.arange(3).astype(">i4"),
    "every second": np.arange(6.0)[::2],
    "backwards": np.arange(3.0)[::-1],
    "one number broadcast": np.broadcast_to(np.float64(2.0), (3,)),
    "read-only": np.array([1.0, 2.0, 3.0]),
    "unsigned": np.arange(3, dtype=np.uint64),
    "empty": np.zeros((0, 3)),
    "0-d": np.array(3.0),
    "NumPy scalar": np.float64(2.0),
    "NumPy integer": np.int16(2),
    "NumPy boolean": np.True_,
    "matrix buffer": memoryview(np.arange(3.0)),
}
FORMS["read-only"].flags.writeable = False


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_array_is_read_as_its_numbers(name: str) -> None:
    leaves: list[Any] = []
    key = flatten(FORMS[name], leaves)
    want = np.asarray(FORMS[name])
    assert np.array_equal(np.asarray(leaves[0], dtype=np.float64), want)
    assert leaf_kind(key)[1] == want.shape


class FromOtherLibrary:
    """What arrays of PyTorch and JAX look like to NumPy."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.arange(2.0)


class NeedsDetach:
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("call .detach()")


def test_arrays_of_other_libraries_are_read_through_numpy() -> None:
    leaves: list[Any] = []
    flatten(FromOtherLibrary(), leaves)
    np.testing.assert_array_equal(leaves[0], [0.0, 1.0])


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        (1j, "complex"),
        (np.zeros(2, dtype=complex), "complex numbers are not supported"),
        (np.array([None]), "dtype object is not supported"),
        ("abc", "'abc' is not a number: pass options as static arguments"),
        (np.array(["abc"]), "dtype <U3 is not supported"),
        (np.array(["2020-01-01"], dtype="M8[D]"), "dtype datetime64"),
        (np.zeros(2, dtype=[("a", float)]), "is not supported"),
        (np.ma.masked_array([1.0], mask=[True]), "masked arrays"),
        (np.longdouble(1.0), "astype"),
        (2**64, "integers must be at most 2"),
        (10**5000, "an integer of 16610 bits"),
        (np.array([1, 2**60]), "integers must be at most 2.*at index"),
        (lambda: 0, "function is not a number"),
        ({1.0, 2.0}, "set is not a number"),
        (NeedsDetach(), "call .detach()"),
    ],
    ids=lambda v: type(v).__name__ if not isinstance(v, str) else "",
)
def test_bad_leaf_is_named_with_its_place(leaf: Any, message: str) -> None:
    fault = find_fault({"a": [0.0, leaf]}, "theta")
    assert isinstance(fault, (TypeError, ValueError))
    assert str(fault).startswith("theta['a'][1]: ")
    with pytest.raises(type(fault), match=message):
        raise fault


def test_structure_that_contains_itself_is_an_error() -> None:
    tree: list[Any] = [1.0]
    tree.append(tree)
    assert "contains itself" in str(find_fault(tree, "theta"))
