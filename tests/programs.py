"""Small doors to the graph for tests: evaluate nodes on arrays, as invariants or as rows of samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from reparamx import _core

Build = Callable[[_core.Graph, list[int]], int]


def run_once(build: Build, arrays: Sequence[np.ndarray], dtype: str = "float64") -> np.ndarray:
    """The value of a node of invariants: everything happens in the prologue."""
    g = _core.Graph()
    inputs = [g.param(f"a{k}", np.shape(a)) for k, a in enumerate(arrays)]
    program = g.compile([("mean", build(g, inputs), "value")], dtype)
    return np.asarray(program.run(list(arrays), 1, (0, 0))[0][0])


def run_rows(
    build: Build,
    arrays: Sequence[np.ndarray],
    dtype: str = "float64",
    constant: Sequence[bool] | None = None,
    threads: int = 1,
) -> np.ndarray:
    """The value of a node for every sample: leading axes of `arrays` are samples, fed in place of noise.

    Arrays marked in `constant` do not vary from sample to sample and have no leading axis.
    """
    g = _core.Graph()
    constant = constant or [False] * len(arrays)
    inputs, noise, params = [], {}, []
    samples = 1
    for k, (array, fixed) in enumerate(zip(arrays, constant, strict=True)):
        if fixed:
            inputs.append(g.param(f"a{k}", np.shape(array)))
            params.append(array)
        else:
            inputs.append(g.noise("uniform", np.shape(array)[1:], f"a{k}"))
            noise[f"a{k}"] = array
            samples = len(array)
    program = g.compile([("samples", build(g, inputs), "value")], dtype)
    noise = {name: array for name, array in noise.items() if name in program.sites}
    value = np.asarray(program.run(params, samples, (0, 0), threads, noise=noise)[0][0])
    return value if program.sites else np.broadcast_to(value, (samples, *value.shape))  # did not vary: exact, once


def gradient_of(build: Build, wrt: int) -> Build:
    """The derivative of the sum of a node with respect to one input, as another node to build."""

    def derivative(g: _core.Graph, inputs: list[int]) -> int:
        value = build(g, inputs)
        total = g.sum(value, tuple(range(len(g.shape(value)))))
        (node,) = g.gradient(total, [inputs[wrt]])
        return g.constant(np.zeros(g.shape(inputs[wrt]))) if node is None else node

    return derivative
