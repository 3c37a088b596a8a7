"""The base class of distributions: parameters, shapes, checks, and everything that follows from the C++ definition."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..config import threads_from_environment
from ..errors import NotDifferentiableError, ParameterError, ShapeError, tracing_error, user_line
from ..seeds import draw_seed
from . import _programs
from ._arguments import floats, is_traced, leading_shape, real_array, result_dtype, short
from ._by_cdf import complete
from ._custom import custom
from ._definition import Condition, Definition, Shape, find
from ._out import ask_out, check_out, in_order, write
from ._reference import Reference
from ._summaries import Summaries, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Distribution", "Reference", "Value"]

_SINGLE = {np.dtype(np.float32)}


class Distribution(Summaries):
    r"""A probability distribution with array parameters.

    Subclasses declare what C++ does not know: the signature of ``__init__``, moments, and what tests compare with. The
    density, the sampler and their derivatives come from the C++ definition of the same name.

    A class of your own needs no C++: it names its base ``noise`` ("uniform", "normal", "exponential", "gumbel" or a
    tuple of them) and the constraints of its parameters, and defines the one-liner ``g(*noises, *parameters)`` and
    ``log_density(x, *parameters)`` in NumPy. All else follows; `reparamx.testing.check_distribution` tells whether the
    two belong together. Optional: ``discrete = True``, ``support_depends = (names,)`` of parameters that move the
    support, ``support``, ``cdf``, moments.

    If one variable has axes of its own, say so with ``event_rank``, and give the rank of noises and parameters:
    ``noise = (("normal", 1),)``, ``constraints = {"loc": ("real", 1), "scale_tril": ("real", 2)}``. A noise of nonzero
    rank has the shape of one variable, and one variable that of the first parameter of that rank; ``shapes_of_noise``
    and ``shape_of_event``, called with the parameters' own shapes, say otherwise. ``static`` is a dict of further
    arguments of all these functions that are no arrays.

    Instead of noise and ``g``, a continuous law of numbers may define ``distribution_function(x, *parameters)`` and its
    ``support``: draws then invert it, with the derivative :math:`-F_\theta / p`, and ``log_density`` is its derivative
    if it is left out. That costs some 75 evaluations a draw.

    Attributes
    ----------
    parameters : dict
        Parameters by name, in the order of the definition; read-only arrays, or traced values inside of a loss.
    batch_shape : tuple of int
        Broadcast shape of the parameters: one variable for each element.
    event_shape : tuple of int
        Shape of one variable.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> class Power(rx.Distribution):
    ...     noise = "uniform"
    ...     constraints = {"exponent": "positive"}
    ...     support = (0.0, 1.0)
    ...     def __init__(self, exponent):
    ...         super().__init__(exponent=exponent)
    ...     @staticmethod
    ...     def g(u, exponent):
    ...         return u ** (1.0 / exponent)
    ...     @staticmethod
    ...     def log_density(x, exponent):
    ...         inside = (x > 0.0) & (x <= 1.0)
    ...         log_x = np.log(np.where(inside, x, 1.0))
    ...         return np.where(inside, np.log(exponent) + (exponent - 1.0) * log_x, -np.inf)
    >>> Power(3.0).log_prob([0.5, 2.0])
    array([-0.28768207,        -inf])
    >>> est = rx.expectation(lambda a: rx.sample(Power(a)))(3.0, samples=100_000, rng=0)
    >>> bool(abs(est.grad - 1 / 16) < 5 * est.grad_stderr)
    True
    """

    #: Constraints on several parameters together.
    conditions: tuple[Condition, ...] = ()
    #: One reference per parametrisation, or one for all.
    references: ClassVar[tuple[Reference, ...]] = ()

    definition: Definition
    parameters: dict[str, Value]
    batch_shape: tuple[int, ...]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        complete(cls)

    def __init__(self, **parameters: ArrayLike | Value) -> None:
        from ..trace.convert import graph_of, lift

        given = {name: value for name, value in parameters.items() if value is not None}
        self.definition = custom(self, list(given)) if hasattr(self, "noise") else find(self.name, list(given))
        traced = any(is_traced(value) for value in given.values())
        if traced:
            graph = graph_of(given.values())
            self.parameters = {name: lift(value, graph) for name, value in given.items()}
        else:
            self.parameters = {name: real_array(f"{self.name}: {name}", value)[()] for name, value in given.items()}
        self.batch_shape, self.event_shape = self._shapes()
        self._checked: set[str] = set()
        if traced:
            nodes = [value.node for value in self.parameters.values()]
            _programs.add_checks(graph, self.name, self.definition, nodes, self.conditions)
        else:
            self._check(self._dtype())

    @classmethod
    def _exactly_one(cls, **alternatives: Value) -> dict[str, Value]:
        """Return the alternative that was given; exactly one must be."""
        given = {name: value for name, value in alternatives.items() if value is not None}
        if len(given) != 1:
            raise ParameterError(f"{cls.__name__}: give {' or '.join(alternatives)}, exactly one; got {len(given)}")
        return given

    # ------------------------------------------------------------------------------------------ shapes and parameters

    @property
    def kind(self) -> str:
        """What one draw is: ``"real"`` or ``"integer"``."""
        return self.definition.kind

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one draw: ``batch_shape + event_shape``."""
        return self.batch_shape + self.event_shape

    def __getattr__(self, name: str) -> Value:
        parameters = self.__dict__.get("parameters", {})
        if name in parameters:
            return parameters[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        listed = ", ".join(f"{name}={short(value)}" for name, value in self.parameters.items())
        return f"{self.name}({listed})"

    def _shapes(self) -> tuple[Shape, Shape]:
        """Batch shape and event shape."""
        shapes, own = [], []
        for parameter in self.definition.parameters:
            shape = tuple(np.shape(self.parameters[parameter.name]))
            if len(shape) < parameter.rank:
                axes = "1 axis" if parameter.rank == 1 else f"{parameter.rank} axes"
                got = f"shape {shape}" if shape else "a scalar"
                raise ShapeError(f"{self.name}: {parameter.name} needs at least {axes}, got {got}{user_line()}")
            if parameter.rank and 0 in shape[-parameter.rank :]:
                raise ShapeError(f"{self.name}: {parameter.name} has no entries, shape {shape}")
            shapes.append(shape[: len(shape) - parameter.rank])
            own.append(shape[len(shape) - parameter.rank :])
        try:
            batch = tuple(np.broadcast_shapes(*shapes))
        except ValueError:
            batch = None
        if batch is None or not self.definition.fits(tuple(own)):
            what = "broadcast" if batch is None else "fit together"
            listed = ", ".join(f"{name} {np.shape(value)}" for name, value in self.parameters.items())
            raise ShapeError(f"{self.name}: shapes of parameters do not {what}: {listed}{user_line()}")
        return batch, self.definition.event_shape(own)

    def _is_traced(self) -> bool:
        return not all(isinstance(value, (np.ndarray, np.generic)) for value in self.parameters.values())

    def _dtype(self, *others: NDArray[Any]) -> str:
        """float32 if every array is float32 (Python numbers are weak), else float64."""
        dtypes = {a.dtype for a in (*self.parameters.values(), *others)}
        return "float32" if dtypes == _SINGLE else "float64"

    def _arrays(self, dtype: str, full: tuple[int, ...] | None = None) -> list[NDArray[np.floating[Any]]]:
        """Return the checked parameters as contiguous arrays, in the shape of all elements if `full` is given."""
        self._check(dtype)
        arrays = []
        for parameter in self.definition.parameters:
            array = np.asarray(self.parameters[parameter.name], dtype, order="C")
            if full is not None:
                array = np.broadcast_to(array, (*full, *array.shape[array.ndim - parameter.rank :])).copy()
            arrays.append(array)
        return arrays

    def _check(self, dtype: str) -> None:
        """Check the parameters in a precision, once: what is positive in float64 may be 0 in float32."""
        if dtype in self._checked:
            return
        arrays = [np.asarray(value, dtype) for value in self.parameters.values()]
        if all(a.size for a in arrays):
            shapes = tuple(a.shape for a in arrays)
            program = _programs.check_program(self.name, self.definition, self.conditions, shapes, dtype)
            try:
                _programs.run_checks(program, arrays)
            except ParameterError as error:
                if not str(error).startswith("cholesky"):
                    raise
                matrices = " and ".join(p.name for p in self.definition.parameters if p.rank == 2)
                raise ParameterError(f"{self.name}: {matrices} must be positive definite") from None
        self._checked.add(dtype)

    # ------------------------------------------------------------------------------------------ density

    def log_prob(self, x: ArrayLike | Value, *, out: NDArray[Any] | None = None) -> Value:
        """Log-density (of a discrete law: log-probability) at x.

        Parameters
        ----------
        x : array_like or traced
            Its last axes are those of ``event_shape``; the others broadcast against ``batch_shape``.
        out : ndarray, optional
            Where to write the result, of its shape and dtype; it may be x itself.

        Returns
        -------
        ndarray or traced
            Of the broadcast shape. Exactly -inf outside of the support, the limit at its edges; NaN only where x is
            NaN.
        """
        if self._is_traced() or is_traced(x):
            if out is not None:
                raise tracing_error(f"{self.name}.log_prob: out= is for numbers; inside of a loss use the result")
            return self._traced_log_prob(x)
        array = floats("x", x)
        dtype = self._dtype(array)
        shape = self._shape_with("x", array.shape)
        arrays = self._arrays(dtype)
        if out is not None:
            check_out([out], [shape], [dtype])
        if 0 in shape:
            return np.zeros(shape, dtype) if out is None else out
        at = array.astype(dtype, copy=False)
        (value,) = _programs.run_elements(self.definition, "log_prob", arrays, shape, x=at, dtype=dtype)
        return value.astype(dtype, copy=False)[()] if out is None else write([out], [value])[0]

    def _traced_log_prob(self, x: ArrayLike | Value) -> Value:
        from ..trace.convert import graph_of, lift
        from ..trace.traced import Traced

        graph = graph_of([*self.parameters.values(), x])
        point = lift(x, graph)
        nodes = [lift(value, graph).node for value in self.parameters.values()]
        node = graph.broadcast_to(point.node, (*self._shape_with("x", point.shape), *self.event_shape))
        return Traced(graph, self.definition.log_prob(graph, node, nodes))

    def prob(self, x: ArrayLike | Value) -> Value:
        """Density (of a discrete law: probability) at x."""
        return np.exp(self.log_prob(x))

    def score(self, x: ArrayLike) -> dict[str, NDArray[np.floating[Any]]]:
        """Derivative of the log-density with respect to each parameter.

        Parameters
        ----------
        x : array_like
            Its last axes are those of ``event_shape``; the others broadcast against ``batch_shape``.

        Returns
        -------
        dict of str to ndarray
            One array per parameter, in the broadcast shape of x and ``batch_shape`` and the parameter's own axes.
        """
        self._refuse_traced("score")
        array = floats("x", x)
        dtype = self._dtype(array)
        shape = self._shape_with("x", array.shape)
        arrays = self._arrays(dtype)
        if 0 in shape:
            return {name: a[()] for name, a in zip(self.parameters, self._arrays(dtype, shape), strict=True)}
        at = array.astype(dtype, copy=False)
        values = _programs.run_elements(self.definition, "score", arrays, shape, x=at, dtype=dtype)
        return {name: value.astype(dtype, copy=False)[()] for name, value in zip(self.parameters, values, strict=True)}

    def _shape_with(self, what: str, shape: Shape) -> Shape:
        """Broadcast shape of the variables of an argument and those of the batch."""
        split = len(shape) - len(self.event_shape)
        if shape[max(split, 0) :] != self.event_shape:
            raise ShapeError(f"{self.name}: {what} must end in event_shape {self.event_shape}, got shape {shape}")
        if not self.batch_shape:
            return shape[:split]
        try:
            return tuple(np.broadcast_shapes(shape[:split], self.batch_shape))
        except ValueError:
            raise ShapeError(
                f"{self.name}: shape {shape} of {what} does not broadcast with batch_shape {self.batch_shape}"
            ) from None

    # ------------------------------------------------------------------------------------------ draws

    def sample(
        self,
        size: int | Sequence[int] | None = None,
        *,
        rng: Any = None,
        threads: int | None = None,
        dtype: DTypeLike | None = None,
        out: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """Draw numbers.

        Parameters
        ----------
        size : int or tuple of int, optional
            Draws per element of the batch; the result has shape ``size + shape``. By default one, without an axis for
            it.
        rng : None, int, SeedSequence or Generator
            As in `numpy.random.default_rng`.
        threads : int, optional
            Number of threads; ``REPARAMX_NUM_THREADS``, or all cores, by default. The numbers do not depend on it.
        dtype : dtype, optional
            float64 or float32; discrete laws also any integer type. By default float64 or int64, or float32 if all
            parameters are float32.
        out : ndarray, optional
            Where to write the draws; by default its shape and dtype say what `size` and `dtype` are.

        Returns
        -------
        ndarray
        """
        return self._draw(size, rng, threads, dtype, None if out is None else [out], grad=False)[0]

    def sample_and_grad(
        self,
        size: int | Sequence[int] | None = None,
        *,
        rng: Any = None,
        threads: int | None = None,
        dtype: DTypeLike | None = None,
        out: tuple[NDArray[Any], dict[str, NDArray[Any]]] | None = None,
    ) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
        """Draw numbers x and their derivatives dx / d parameter, as if the noise behind them were held fixed.

        Parameters
        ----------
        size, rng, threads, dtype
            As in `sample`.
        out : (ndarray, dict of str to ndarray), optional
            Where to write both.

        Returns
        -------
        x : ndarray
        gradients : dict of str to ndarray
            For each parameter, an array of the shape of x and the parameter's own axes.

        Raises
        ------
        NotDifferentiableError
            If the distribution has no reparametrisation.
        """
        if not self.definition.reparametrised:
            raise NotDifferentiableError(f"{self.name}: draws are not differentiable in the parameters; use score(x)")
        outs = None if out is None else in_order(list(self.parameters), out)
        x, *slopes = self._draw(size, rng, threads, dtype, outs, grad=True)
        return x, dict(zip(self.parameters, slopes, strict=True))

    def _draw(
        self, size: Any, rng: Any, threads: int | None, dtype: DTypeLike | None, out: list[Any] | None, *, grad: bool
    ) -> list[NDArray[Any]]:
        """Draw x, and dx / d parameter if `grad`."""
        self._refuse_traced("sample")
        if out is not None:
            size, dtype = ask_out(out[0], size, dtype, self.shape)
        usual = np.int64 if self.definition.discrete else self._dtype()
        lead, result = leading_shape(size), result_dtype(self.name, usual if dtype is None else dtype, self.kind)
        working = "float32" if result == np.float32 else "float64"
        arrays = self._arrays(working, self.batch_shape if grad else None)
        own = self.definition.own_shapes([a.shape for a in arrays]) if grad else []
        shapes = [(*lead, *self.shape, *inner) for inner in ((), *own)]
        dtypes = [result, *(np.dtype(working) for _ in own)]
        if out is not None:
            check_out(out, shapes, dtypes)
        count = math.prod(lead)
        seed = draw_seed(rng).words
        if 0 in (count, *self.batch_shape):
            draws = [np.empty(shape, working) for shape in shapes]
        else:
            draws = _programs.draw(
                self.definition,
                self.batch_shape,
                arrays,
                count,
                seed=seed,
                threads=threads_from_environment(threads),
                dtype=working,
                grad=grad,
            )
        results = [d.reshape(s).astype(t, copy=False) for d, s, t in zip(draws, shapes, dtypes, strict=True)]
        return results if out is None else write(out, results)

    def _refuse_traced(self, method: str) -> None:
        if self._is_traced():
            instead = "rx.sample(dist)" if method == "sample" else "dist.log_prob(x) and its gradient"
            raise tracing_error(f"{self.name}.{method} computes numbers; inside of a loss write {instead}")
