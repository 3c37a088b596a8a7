"""The same program as in gaussian_quadratic."""

from harness import TASKS, load

make = load(TASKS / "gaussian_quadratic" / "reparamx_.py").make
