"""`expectation`: a loss with `sample` statements becomes a function that estimates its expectation and gradient."""

from __future__ import annotations

import functools
import inspect
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .compiling import Compiled, Reading, compile_loss, positional_labels, trace_loss
from .config import threads_from_environment
from .errors import NonFiniteError, ParameterError, ReparamxError
from .estimate import Estimate, PerSample
from .explain import explanation
from .methods import Method
from .options import MAX_SAMPLES, Options, check_hooks, check_samples, read_options, static_mark
from .seeds import Seed, draw_seed
from .structure import find_fault, flatten

__all__ = ["Expectation", "expectation"]

#: Compiled programs that one expectation keeps.
CACHE_SIZE = 256

_RESERVED = ("samples", "rng", "threads", "noise", "words")


class Expectation(Method):
    """A loss that has become an estimator; made by `expectation`.

    Calling it with the arguments of the loss and ``samples=`` returns an `Estimate`. The loss is traced at the first
    call, and again only when the structure, the shapes or the kinds (float, integer, boolean) of its arguments change.

    A method is bound to its instance as functions are: ``argnums`` counts what follows ``self``. Attributes are
    constants of the program, as globals are; when one is assigned, the method is traced again.

    Attributes
    ----------
    traces : int
        How many times the loss has been traced.
    """

    def __init__(self, function: Callable[..., Any], options: Options) -> None:
        if not callable(function):
            raise TypeError(f"rx.expectation needs a function, got {function!r:.60}")
        functools.update_wrapper(self, function)
        self._function = function
        self._options = options
        self._signature = inspect.signature(function)
        taken = [name for name in _RESERVED if name in self._signature.parameters]
        if taken:
            raise ParameterError(f"{self._name}: {taken[0]!r} is an argument of the estimate itself: rename the loss's")
        unknown = [name for name in options.static_argnames if name not in self._signature.parameters]
        if unknown:
            raise ParameterError(f"{self._name}: static_argnames={unknown[0]!r} is not an argument of the loss")
        self._cache: dict[Any, Compiled] = {}
        self._instances = {}
        self.traces = 0

    @property
    def _name(self) -> str:
        return getattr(self._function, "__name__", "loss")

    def __repr__(self) -> str:
        return f"<expectation of {self._name}{self._signature}>"

    def __reduce__(self) -> Any:
        """Pickle and copy as functions do, by name if it has one; compiled programs stay behind."""
        if self._instance is not None:
            return getattr, (self._instance, self._name)
        name = getattr(self, "__qualname__", "")
        if _named(self.__module__, name) is self:
            return name
        return type(self), (self._function, self._options)

    def __call__(
        self,
        *args: Any,
        samples: int | None = None,
        rng: Any = None,
        threads: int | None = None,
        noise: Mapping[str, NDArray[Any]] | None = None,
        words: NDArray[np.uint64] | None = None,
        **kwargs: Any,
    ) -> Estimate:
        """Estimate the expectation of the loss and its gradient.

        Parameters
        ----------
        *args, **kwargs
            Arguments of the loss: numbers, arrays, and nested dicts, lists, tuples and dataclasses of them.
        samples : int
            Number of samples. May be left out if the loss draws nothing: then the value is exact and its error 0.
        rng : None, int, SeedSequence, BitGenerator, Generator or Seed
            As in `numpy.random.default_rng`; the same integer gives the same numbers.
        threads : int, optional
            Number of threads; ``REPARAMX_NUM_THREADS``, or all cores, by default. The result does not depend on it.
        noise : dict of str to ndarray, optional
            For tests: standard noise of shape ``(samples, ...)`` by name of the random variable, instead of random
            numbers.
        words : ndarray of uint64, optional
            For tests: raw words of the generator, instead of random ones.

        Returns
        -------
        Estimate
            Value and gradient with their standard errors.

        Raises
        ------
        ValueError
            For a parameter outside its domain, shapes that do not fit, or a bad ``samples``, ``rng`` or ``threads``.
        TypeError
            For arguments that are not real numbers, and for losses that cannot be traced.
        NonFiniteError
            If the loss is NaN or infinite in some sample (unless ``check_finite=False``).
        """
        reading = self._read(args, kwargs)
        compiled = self._cache.get(reading.key)
        if compiled is None or compiled.program is None:
            compiled = self._compile(reading, "program")
        program: Any = compiled.program
        n = (
            samples
            if type(samples) is int and 0 < samples <= MAX_SAMPLES
            else check_samples(samples, compiled.random, self._name)
        )
        workers = threads_from_environment(threads)
        seed = draw_seed(rng)
        options = self._options
        flags = options.stderr, options.check_finite
        noise, words = (None, None) if noise is None and words is None else check_hooks(noise, words)
        try:
            results = program.run(reading.leaves, n, seed.words, workers, 0, *flags, noise, words)
        except (NonFiniteError, ParameterError) as fault:
            raise _reproducible(fault, seed) from None
        value, error = results[0]
        grad = compiled.gradient(results)
        grad_error = compiled.gradient_stderr(results) if options.stderr else None
        return Estimate(value, error, grad, grad_error, n, program.replicates(n), seed)

    def value(
        self,
        *args: Any,
        samples: int | None = None,
        rng: Any = None,
        threads: int | None = None,
        noise: Mapping[str, NDArray[Any]] | None = None,
        words: NDArray[np.uint64] | None = None,
        **kwargs: Any,
    ) -> Estimate:
        """Estimate the expectation alone, without its gradient; with the same numbers as a call with the same ``rng``.

        Parameters
        ----------
        *args, samples, rng, threads, noise, words, **kwargs
            As in a call.

        Returns
        -------
        Estimate
            Its ``grad`` and ``grad_stderr`` are None.
        """
        compiled, results, n, seed = self._run("value_program", args, kwargs, samples, rng, threads, noise, words)
        value, error = results[0]
        return Estimate(value, error, None, None, n, compiled.value_program.replicates(n), seed)  # type: ignore[union-attr]

    def per_sample(
        self,
        *args: Any,
        samples: int | None = None,
        rng: Any = None,
        threads: int | None = None,
        noise: Mapping[str, NDArray[Any]] | None = None,
        words: NDArray[np.uint64] | None = None,
        **kwargs: Any,
    ) -> PerSample:
        """Return the loss and the gradient estimate of every single sample.

        Parameters
        ----------
        *args, samples, rng, threads, noise, words, **kwargs
            As in a call. Memory grows with ``samples`` here.

        Returns
        -------
        PerSample
        """
        compiled, results, n, seed = self._run("samples_program", args, kwargs, samples, rng, threads, noise, words)
        return PerSample(compiled.spread(results[0][0], n, ()), compiled.sample_gradient(results, n), n, seed)

    def explain(self, *args: Any, **kwargs: Any) -> str:
        """Return a text which says for every random variable how its gradient is estimated, and why.

        Parameters
        ----------
        *args, **kwargs
            Arguments of the loss, as in a call.

        Returns
        -------
        str
            One paragraph per random variable.
        """
        return explanation(self._compile(self._read(args, kwargs), None), self._name)

    def program(self, *args: Any, **kwargs: Any) -> str:
        """Return the text of the compiled program.

        Parameters
        ----------
        *args, **kwargs
            Arguments of the loss, as in a call.

        Returns
        -------
        str
            It can be parsed again.
        """
        program = self._compile(self._read(args, kwargs), "program").program
        assert program is not None
        return program.text()

    # From arguments to programs.

    def _read(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reading:
        """Flatten the arguments; their key finds the program."""
        if self._options.static_argnames:
            return self._read_static(args, kwargs)
        leaves: list[Any] = []
        try:
            keys = flatten(args, leaves)[2]
            if kwargs:
                keys = keys, tuple(kwargs), tuple([flatten(a, leaves) for a in kwargs.values()])
        except (ReparamxError, RecursionError) as error:
            raise self._fault(args, kwargs, error) from None
        return Reading(keys, leaves, args, kwargs, {})

    def _read_static(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reading:
        """Take the static arguments out; they are part of the key by value and type."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        static = {name: bound.arguments[name] for name in self._options.static_argnames}
        for name, value in static.items():
            try:
                hash(value)
            except TypeError:
                raise TypeError(f"{name}: a static argument must be hashable, got {type(value).__name__}") from None
        rest = {name: value for name, value in bound.arguments.items() if name not in static}
        leaves: list[Any] = []
        try:
            keys = tuple([flatten(a, leaves) for a in rest.values()])
        except (ReparamxError, RecursionError) as error:
            raise self._fault((), rest, error) from None
        marks = tuple((name, static_mark(value)) for name, value in static.items())
        return Reading((keys, tuple(rest), marks), leaves, (), rest, static)

    def _fault(self, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception) -> Exception:
        labels = positional_labels(self._signature, len(args))
        for k, a in enumerate(args):
            fault = find_fault(a, labels[k] if k < len(labels) else f"argument {k}")
            if fault is not None:
                return fault
        for name, a in kwargs.items():
            fault = find_fault(a, name)
            if fault is not None:
                return fault
        return error

    def _compile(self, reading: Reading, which: str | None) -> Compiled:
        """Trace if the arguments are of a new form, and compile what is asked for."""
        compiled = self._cache.get(reading.key)
        if compiled is None:
            self.traces += 1
            compiled = trace_loss(self._function, self._signature, reading, self._options, self._name)
            while len(self._cache) >= CACHE_SIZE:
                self._cache.pop(next(iter(self._cache)), None)
            self._cache[reading.key] = compiled
        if which is not None and getattr(compiled, which) is None:
            compile_loss(compiled, which, self._options)
        return compiled

    def _run(
        self, which: str, args: Any, kwargs: Any, samples: Any, rng: Any, threads: Any, noise: Any, words: Any
    ) -> tuple[Compiled, Any, int, Seed]:
        reading = self._read(args, kwargs)
        compiled = self._compile(reading, which)
        n = check_samples(samples, compiled.random, self._name)
        workers = threads_from_environment(threads)
        seed = draw_seed(rng)
        options = self._options
        run = getattr(compiled, which).run
        flags = options.stderr, options.check_finite
        noise, words = check_hooks(noise, words)
        try:
            results = run(reading.leaves, n, seed.words, workers, 0, *flags, noise, words)
        except (NonFiniteError, ParameterError) as fault:
            raise _reproducible(fault, seed) from None
        return compiled, results, n, seed


def _named(module: str, qualname: str) -> Any:
    """Return what has this name, or None."""
    try:
        return operator.attrgetter(qualname)(sys.modules[module])
    except (AttributeError, KeyError):
        return None


def _reproducible(error: ReparamxError, seed: Seed) -> ReparamxError:
    """Add how to draw the same numbers to an error that names a sample."""
    if isinstance(error, NonFiniteError) or " in sample " in str(error):
        error.add_note(f"The same call with rng=rx.{seed!r} draws the same numbers.")
    return error


@overload
def expectation(
    fn: Callable[..., Any],
    *,
    argnums: int | Sequence[int] = 0,
    estimator: Any = "auto",
    dtype: DTypeLike = np.float64,
    stderr: bool = True,
    check_finite: bool = True,
    static_argnames: str | Sequence[str] = (),
) -> Expectation: ...
@overload
def expectation(
    fn: None = None,
    *,
    argnums: int | Sequence[int] = 0,
    estimator: Any = "auto",
    dtype: DTypeLike = np.float64,
    stderr: bool = True,
    check_finite: bool = True,
    static_argnames: str | Sequence[str] = (),
) -> Callable[[Callable[..., Any]], Expectation]: ...
def expectation(
    fn: Callable[..., Any] | None = None,
    *,
    argnums: int | Sequence[int] = 0,
    estimator: Any = "auto",
    dtype: DTypeLike = np.float64,
    stderr: bool = True,
    check_finite: bool = True,
    static_argnames: str | Sequence[str] = (),
) -> Expectation | Callable[[Callable[..., Any]], Expectation]:
    """Turn a loss into an estimator of its expectation and gradient; a decorator, with or without options.

    Parameters
    ----------
    fn : callable
        The loss: NumPy code with `sample` statements, returning a scalar. It runs once per form of its arguments, on
        traced values, so it must have no side effects. A loss that draws nothing is allowed: its value is exact, and
        all standard errors are 0.
    argnums : int or sequence of int
        Which positional arguments to differentiate. All their numbers count as floats.
    estimator : str or Estimator
        How to differentiate through random variables that do not say it themselves; ``"auto"`` chooses for each.
    dtype : dtype
        float64 or float32: of all computation. Means and standard errors are accumulated in float64.
    stderr : bool
        Whether to compute standard errors; without them many parameters cost less.
    check_finite : bool
        Whether a sample in which the loss is NaN or infinite is an error.
    static_argnames : str or sequence of str
        Arguments that are passed to the loss as they are, and not traced: sizes, flags, names. They must be hashable;
        every new value means a new trace.

    Returns
    -------
    Expectation

    Raises
    ------
    ValueError, TypeError
        For options that make no sense.

    Examples
    --------
    >>> import numpy as np
    >>> import reparamx as rx
    >>> @rx.expectation
    ... def loss(theta):
    ...     x = rx.sample(rx.Normal(theta["loc"], theta["scale"]))
    ...     return x**2
    >>> est = loss({"loc": 2.0, "scale": 0.5}, samples=100_000, rng=0)
    >>> bool(abs(est.grad["loc"] - 4.0) < 5 * est.grad_stderr["loc"])
    True
    """
    options = read_options(argnums, estimator, dtype, stderr, check_finite, static_argnames)
    return (lambda function: Expectation(function, options)) if fn is None else Expectation(fn, options)
