"""
Native core of reparamx: graph, derivation, lowering and the virtual machine.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Graph', 'Program', 'active_isa', 'block_ops', 'compiler', 'constraints', 'distributions', 'draw_noise', 'evaluate', 'generator_words', 'isas', 'noises', 'ops', 'set_isa']
class Graph:
    """
    Hash-consed graph of ops with static shapes. Nodes are numbers.
    """
    def __init__(self) -> None:
        ...
    def __len__(self) -> int:
        ...
    def amax(self, a: typing.SupportsInt | typing.SupportsIndex, axis: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def amin(self, a: typing.SupportsInt | typing.SupportsIndex, axis: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def ancestors(self, roots: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> set[int]:
        ...
    def apply(self, op: str, args: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        """
        An elementwise op, with NumPy's broadcasting.
        """
    def argmax(self, a: typing.SupportsInt | typing.SupportsIndex, axis: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def argmin(self, a: typing.SupportsInt | typing.SupportsIndex, axis: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def attributes(self, a: typing.SupportsInt | typing.SupportsIndex) -> list[int]:
        ...
    def broadcast_to(self, a: typing.SupportsInt | typing.SupportsIndex, shape: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        ...
    def check(self, a: typing.SupportsInt | typing.SupportsIndex, constraint: str, text: str) -> None:
        ...
    def cholesky(self, a: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def compile(self, outputs: collections.abc.Sequence[tuple[str, typing.SupportsInt | typing.SupportsIndex, str]], dtype: str = 'float64', finite: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex] = []) -> Program:
        """
        Lower outputs (kind, node, name) to a verified program; kind is 'mean' or 'samples'.
        """
    def concatenate(self, parts: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], axis: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def constant(self, values: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], kind: str = 'real') -> int:
        ...
    def constant_value(self, a: typing.SupportsInt | typing.SupportsIndex) -> typing.Any:
        ...
    def cumsum(self, a: typing.SupportsInt | typing.SupportsIndex, axis: typing.SupportsInt | typing.SupportsIndex, reverse: bool = False) -> int:
        ...
    def differentiable(self, a: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    def gather(self, a: typing.SupportsInt | typing.SupportsIndex, index: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        Elements of the flat array at traced indices.
        """
    def gradient(self, cost: typing.SupportsInt | typing.SupportsIndex, wrt: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> list[int | None]:
        """
        Derivative nodes of a scalar; None where it does not depend.
        """
    def index(self, a: typing.SupportsInt | typing.SupportsIndex, size: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        A traced index, checked and wrapped.
        """
    def inputs(self, a: typing.SupportsInt | typing.SupportsIndex) -> list[int]:
        ...
    def kind(self, a: typing.SupportsInt | typing.SupportsIndex) -> str:
        ...
    def leave_one_out(self, a: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        Mean over the other samples of the same replicate; 0 if there are none.
        """
    def log_prob(self, distribution: str, x: typing.SupportsInt | typing.SupportsIndex, parameters: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        ...
    def matmul(self, a: typing.SupportsInt | typing.SupportsIndex, b: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def name(self, a: typing.SupportsInt | typing.SupportsIndex) -> str:
        ...
    def noise(self, kind: str, shape: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], name: str) -> int:
        """
        Standard noise. The name is its address.
        """
    def op(self, a: typing.SupportsInt | typing.SupportsIndex) -> str:
        ...
    def param(self, name: str, shape: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], kind: str = 'real') -> int:
        """
        The next array of a call.
        """
    def random_variable(self, name: str, shape: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], kind: str = 'real') -> int:
        """
        A placeholder, to be replaced by substitute().
        """
    def reshape(self, a: typing.SupportsInt | typing.SupportsIndex, shape: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        ...
    def sample(self, distribution: str, parameters: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], noises: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        """
        The one-liner g(noises, parameters).
        """
    def shape(self, a: typing.SupportsInt | typing.SupportsIndex) -> tuple[typing.Any, ...]:
        ...
    def solve_triangular(self, l: typing.SupportsInt | typing.SupportsIndex, b: typing.SupportsInt | typing.SupportsIndex, lower: bool = True, transposed: bool = False) -> int:
        ...
    def stop_gradient(self, a: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def substitute(self, roots: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], mapping: collections.abc.Mapping[typing.SupportsInt | typing.SupportsIndex, typing.SupportsInt | typing.SupportsIndex]) -> list[int]:
        ...
    def sum(self, a: typing.SupportsInt | typing.SupportsIndex, axes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        ...
    def take(self, a: typing.SupportsInt | typing.SupportsIndex, indices: typing.Annotated[numpy.typing.ArrayLike, numpy.int64]) -> int:
        """
        Elements of the flat array at indices known now.
        """
    def text(self, roots: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> str:
        ...
    def transpose(self, a: typing.SupportsInt | typing.SupportsIndex, axes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> int:
        ...
    def view(self, a: typing.SupportsInt | typing.SupportsIndex, shape: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], strides: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], offset: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
class Program:
    """
    A verified program.
    """
    @staticmethod
    def from_text(text: str) -> Program:
        """
        Parse and verify.
        """
    def replicates(self, samples: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        Number of independent replicates behind the standard errors.
        """
    def run(self, params: collections.abc.Sequence[typing.Any], samples: typing.SupportsInt | typing.SupportsIndex, seed: tuple[typing.SupportsInt | typing.SupportsIndex, typing.SupportsInt | typing.SupportsIndex], threads: typing.SupportsInt | typing.SupportsIndex = 0, first_sample: typing.SupportsInt | typing.SupportsIndex = 0, stderr: bool = True, check_finite: bool = True, noise: typing.Any = None, words: typing.Any = None) -> list[typing.Any]:
        """
        Run; one (mean, standard error) per output.
        """
    def text(self) -> str:
        """
        The program as text.
        """
    @property
    def outputs(self) -> list[typing.Any]:
        ...
    @property
    def params(self) -> list[typing.Any]:
        ...
    @property
    def sites(self) -> list[typing.Any]:
        ...
def active_isa() -> str:
    """
    Name of the instruction set in use.
    """
def block_ops() -> list[typing.Any]:
    """
    The table of block ops.
    """
def constraints() -> list[typing.Any]:
    """
    The table of constraints.
    """
def distributions() -> list[typing.Any]:
    """
    The table of distributions, one row per parametrisation.
    """
def draw_noise(noise: str, dtype: str, seed: tuple[typing.SupportsInt | typing.SupportsIndex, typing.SupportsInt | typing.SupportsIndex], site: typing.SupportsInt | typing.SupportsIndex, block: typing.SupportsInt | typing.SupportsIndex, n: typing.SupportsInt | typing.SupportsIndex, isa: str | None = None, words: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64] | None = None) -> numpy.ndarray[typing.Any, numpy.dtype[typing.Any]]:
    """
    Standard noise at an address, or made from given raw words.
    """
def evaluate(op: str, arrays: collections.abc.Sequence[numpy.ndarray[typing.Any, numpy.dtype[typing.Any]]], dtype: str = 'float64', isa: str | None = None) -> numpy.ndarray[typing.Any, numpy.dtype[typing.Any]]:
    """
    The kernel of an op on whole arrays.
    """
def generator_words(seed: tuple[typing.SupportsInt | typing.SupportsIndex, typing.SupportsInt | typing.SupportsIndex], site: typing.SupportsInt | typing.SupportsIndex, block: typing.SupportsInt | typing.SupportsIndex, n: typing.SupportsInt | typing.SupportsIndex, isa: str | None = None) -> numpy.ndarray[typing.Any, numpy.dtype[typing.Any]]:
    """
    Raw words at an address.
    """
def isas() -> list[typing.Any]:
    """
    The instruction sets this build has kernels for.
    """
def noises() -> list[typing.Any]:
    """
    The names of the standard noises.
    """
def ops() -> list[typing.Any]:
    """
    The table of elementwise ops.
    """
def set_isa(name: str) -> None:
    """
    Use the kernels of another instruction set from now on. For tests.
    """
__version__: str
compiler: str
