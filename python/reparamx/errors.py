"""Every error and warning of reparamx; each error is also the builtin that plain NumPy code would raise."""

from __future__ import annotations

import linecache
import os
import sys
import sysconfig
from types import FrameType

__all__ = [
    "BiasedGradientWarning",
    "NonFiniteError",
    "NotDifferentiableError",
    "ParameterError",
    "ProgramError",
    "ReparamxError",
    "SamplingError",
    "ShapeError",
    "TracingError",
]


class ReparamxError(Exception):
    """Base class of all errors of reparamx."""


class ParameterError(ReparamxError, ValueError):
    """An argument or a parameter of a distribution has a value outside its domain."""


class ShapeError(ReparamxError, ValueError):
    """Shapes do not fit together, or a loss is not a scalar."""


class ProgramError(ReparamxError, ValueError):
    """A program breaks a rule of the verifier, or its text does not parse."""


class NonFiniteError(ReparamxError, FloatingPointError):
    """The loss was NaN or infinite in some sample; the message holds its number and the seed."""


class SamplingError(ReparamxError, RuntimeError):
    """A sampler used up its attempts; the message holds the samples and the seed."""


class NotDifferentiableError(ReparamxError, TypeError):
    """A derivative was asked for which does not exist."""


class TracingError(ReparamxError, TypeError):
    """A traced value was used in a way that cannot be traced; the message says what to write instead."""


class BiasedGradientWarning(UserWarning):
    """The estimator that was asked for gives a biased gradient here."""


_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_STDLIB = sysconfig.get_path("stdlib") + os.sep
_PACKAGES = tuple(f"{os.sep}{name}-packages{os.sep}" for name in ("site", "dist"))
_LIBRARIES = tuple(f"{folder}{name}{os.sep}" for folder in _PACKAGES for name in ("numpy", "scipy"))


def _is_internal(file: str) -> bool:
    if file.startswith((_PACKAGE, "<__array_function__", "<frozen ")):
        return True
    if any(library in file for library in _LIBRARIES):
        return True
    return file.startswith(_STDLIB) and not any(folder in file for folder in _PACKAGES)


def user_line() -> str:
    """Return ``" (file:line: source)"`` of the innermost frame of the user's own code, or ``""``."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file, line = frame.f_code.co_filename, frame.f_lineno
        if not _is_internal(file):
            source = linecache.getline(file, line).strip()
            return f" ({file}:{line}{': ' + source if source else ''})"
        frame = frame.f_back
    return ""


def user_level() -> int:
    """Return the ``stacklevel`` for a warning of the calling function that names the user's line."""
    frame: FrameType | None = sys._getframe(1)
    level = 1
    while frame is not None and _is_internal(frame.f_code.co_filename):
        frame, level = frame.f_back, level + 1
    return level


def tracing_error(message: str) -> TracingError:
    """Make a `TracingError` that names the user's line."""
    return TracingError(message + user_line())
