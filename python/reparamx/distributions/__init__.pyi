from ._base import Distribution as Distribution
from .asymmetric_laplace import AsymmetricLaplace as AsymmetricLaplace
from .bernoulli import Bernoulli as Bernoulli
from .beta import Beta as Beta
from .burr import Burr as Burr
from .categorical import Categorical as Categorical
from .cauchy import Cauchy as Cauchy
from .chi import Chi as Chi
from .chi2 import Chi2 as Chi2
from .continuous_bernoulli import ContinuousBernoulli as ContinuousBernoulli
from .delta import Delta as Delta
from .dirichlet import Dirichlet as Dirichlet
from .exponential import Exponential as Exponential
from .exponentially_modified_gaussian import ExponentiallyModifiedGaussian as ExponentiallyModifiedGaussian
from .fisher_snedecor import FisherSnedecor as FisherSnedecor
from .folded_normal import FoldedNormal as FoldedNormal
from .gamma import Gamma as Gamma
from .gaussian_random_walk import GaussianRandomWalk as GaussianRandomWalk
from .generalized_extreme_value import GeneralizedExtremeValue as GeneralizedExtremeValue
from .generalized_pareto import GeneralizedPareto as GeneralizedPareto
from .gompertz import Gompertz as Gompertz
from .gumbel import Gumbel as Gumbel
from .half_cauchy import HalfCauchy as HalfCauchy
from .half_normal import HalfNormal as HalfNormal
from .inverse_gamma import InverseGamma as InverseGamma
from .johnson_s_u import JohnsonSU as JohnsonSU
from .kumaraswamy import Kumaraswamy as Kumaraswamy
from .laplace import Laplace as Laplace
from .levy import Levy as Levy
from .log_logistic import LogLogistic as LogLogistic
from .log_normal import LogNormal as LogNormal
from .log_uniform import LogUniform as LogUniform
from .logistic import Logistic as Logistic
from .logistic_normal import LogisticNormal as LogisticNormal
from .logit_normal import LogitNormal as LogitNormal
from .low_rank_multivariate_normal import LowRankMultivariateNormal as LowRankMultivariateNormal
from .matrix_normal import MatrixNormal as MatrixNormal
from .maxwell import Maxwell as Maxwell
from .moyal import Moyal as Moyal
from .multivariate_normal import MultivariateNormal as MultivariateNormal
from .normal import Normal as Normal
from .pareto import Pareto as Pareto
from .plackett_luce import PlackettLuce as PlackettLuce
from .rayleigh import Rayleigh as Rayleigh
from .sinh_arcsinh import SinhArcsinh as SinhArcsinh
from .skew_normal import SkewNormal as SkewNormal
from .student_t import StudentT as StudentT
from .triangular import Triangular as Triangular
from .truncated_normal import TruncatedNormal as TruncatedNormal
from .uniform import Uniform as Uniform
from .weibull import Weibull as Weibull

__all__ = [
    "AsymmetricLaplace",
    "Bernoulli",
    "Beta",
    "Burr",
    "Categorical",
    "Cauchy",
    "Chi",
    "Chi2",
    "ContinuousBernoulli",
    "Delta",
    "Dirichlet",
    "Distribution",
    "Exponential",
    "ExponentiallyModifiedGaussian",
    "FisherSnedecor",
    "FoldedNormal",
    "Gamma",
    "GaussianRandomWalk",
    "GeneralizedExtremeValue",
    "GeneralizedPareto",
    "Gompertz",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "InverseGamma",
    "JohnsonSU",
    "Kumaraswamy",
    "Laplace",
    "Levy",
    "LogLogistic",
    "LogNormal",
    "LogUniform",
    "Logistic",
    "LogisticNormal",
    "LogitNormal",
    "LowRankMultivariateNormal",
    "MatrixNormal",
    "Maxwell",
    "Moyal",
    "MultivariateNormal",
    "Normal",
    "Pareto",
    "PlackettLuce",
    "Rayleigh",
    "SinhArcsinh",
    "SkewNormal",
    "StudentT",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
    "Weibull",
]
