"""One trace in progress: its graph and the random variables met so far."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import TracingError
from ..stochastic import Variable
from .convert import lift
from .traced import Traced

if TYPE_CHECKING:
    from .._core import Graph


class Session:
    """A graph under construction, and its random variables in order."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.variables: list[Variable] = []

    def sample(self, dist: Any, name: str, estimator: Any) -> Traced:
        """Put a placeholder for a draw of ``dist`` into the graph."""
        graph = self.graph
        parameters = {key: lift(value, graph).node for key, value in dist.parameters.items()}
        shape = tuple(dist.shape)
        node = graph.random_variable(name, shape, dist.kind)
        self.variables.append(Variable(name, dist, node, parameters, shape, estimator))
        return Traced(graph, node, dist.kind)


class _Stack(threading.local):
    def __init__(self) -> None:
        self.sessions: list[Session] = []


_STACK = _Stack()


def current() -> Session | None:
    """Return the trace in progress on this thread, if any."""
    return _STACK.sessions[-1] if _STACK.sessions else None


@contextmanager
def tracing(graph: Graph) -> Iterator[Session]:
    """Make a new session the current one of this thread."""
    session = Session(graph)
    _STACK.sessions.append(session)
    try:
        yield session
    except ValueError as error:
        if isinstance(error.__cause__, TracingError):  # NumPy's "setting an array element with a sequence"
            raise error.__cause__ from None
        raise
    finally:
        _STACK.sessions.pop()
