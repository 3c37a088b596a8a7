from ._base import Distribution as Distribution
from .bernoulli import Bernoulli as Bernoulli
from .categorical import Categorical as Categorical
from .cauchy import Cauchy as Cauchy
from .exponential import Exponential as Exponential
from .gumbel import Gumbel as Gumbel
from .half_cauchy import HalfCauchy as HalfCauchy
from .half_normal import HalfNormal as HalfNormal
from .kumaraswamy import Kumaraswamy as Kumaraswamy
from .laplace import Laplace as Laplace
from .log_normal import LogNormal as LogNormal
from .log_uniform import LogUniform as LogUniform
from .logistic import Logistic as Logistic
from .normal import Normal as Normal
from .pareto import Pareto as Pareto
from .rayleigh import Rayleigh as Rayleigh
from .uniform import Uniform as Uniform
from .weibull import Weibull as Weibull

__all__ = [
    "Bernoulli",
    "Categorical",
    "Cauchy",
    "Distribution",
    "Exponential",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Kumaraswamy",
    "Laplace",
    "LogNormal",
    "LogUniform",
    "Logistic",
    "Normal",
    "Pareto",
    "Rayleigh",
    "Uniform",
    "Weibull",
]
