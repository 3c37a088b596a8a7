from ._base import Distribution as Distribution
from .asymmetric_laplace import AsymmetricLaplace as AsymmetricLaplace
from .bernoulli import Bernoulli as Bernoulli
from .bernoulli_straight_through import BernoulliStraightThrough as BernoulliStraightThrough
from .burr import Burr as Burr
from .categorical import Categorical as Categorical
from .cauchy import Cauchy as Cauchy
from .continuous_bernoulli import ContinuousBernoulli as ContinuousBernoulli
from .delta import Delta as Delta
from .exp_relaxed_categorical import ExpRelaxedCategorical as ExpRelaxedCategorical
from .exponential import Exponential as Exponential
from .exponentially_modified_gaussian import ExponentiallyModifiedGaussian as ExponentiallyModifiedGaussian
from .folded_normal import FoldedNormal as FoldedNormal
from .gaussian_random_walk import GaussianRandomWalk as GaussianRandomWalk
from .generalized_extreme_value import GeneralizedExtremeValue as GeneralizedExtremeValue
from .generalized_pareto import GeneralizedPareto as GeneralizedPareto
from .gompertz import Gompertz as Gompertz
from .gumbel import Gumbel as Gumbel
from .half_cauchy import HalfCauchy as HalfCauchy
from .half_normal import HalfNormal as HalfNormal
from .independent import Independent as Independent
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
from .logit_relaxed_bernoulli import LogitRelaxedBernoulli as LogitRelaxedBernoulli
from .low_rank_multivariate_normal import LowRankMultivariateNormal as LowRankMultivariateNormal
from .masked import Masked as Masked
from .matrix_normal import MatrixNormal as MatrixNormal
from .mixture import Mixture as Mixture
from .mixture_same_family import MixtureSameFamily as MixtureSameFamily
from .moyal import Moyal as Moyal
from .multivariate_normal import MultivariateNormal as MultivariateNormal
from .normal import Normal as Normal
from .one_hot_categorical import OneHotCategorical as OneHotCategorical
from .one_hot_categorical_straight_through import OneHotCategoricalStraightThrough as OneHotCategoricalStraightThrough
from .pareto import Pareto as Pareto
from .plackett_luce import PlackettLuce as PlackettLuce
from .rayleigh import Rayleigh as Rayleigh
from .relaxed_bernoulli import RelaxedBernoulli as RelaxedBernoulli
from .relaxed_bernoulli_straight_through import RelaxedBernoulliStraightThrough as RelaxedBernoulliStraightThrough
from .relaxed_one_hot_categorical import RelaxedOneHotCategorical as RelaxedOneHotCategorical
from .relaxed_one_hot_categorical_straight_through import (
    RelaxedOneHotCategoricalStraightThrough as RelaxedOneHotCategoricalStraightThrough,
)
from .sinh_arcsinh import SinhArcsinh as SinhArcsinh
from .skew_normal import SkewNormal as SkewNormal
from .transformed import Transformed as Transformed
from .triangular import Triangular as Triangular
from .truncated import Truncated as Truncated
from .truncated_normal import TruncatedNormal as TruncatedNormal
from .uniform import Uniform as Uniform
from .weibull import Weibull as Weibull
from .zero_inflated import ZeroInflated as ZeroInflated

__all__ = [
    "AsymmetricLaplace",
    "Bernoulli",
    "BernoulliStraightThrough",
    "Burr",
    "Categorical",
    "Cauchy",
    "ContinuousBernoulli",
    "Delta",
    "Distribution",
    "ExpRelaxedCategorical",
    "Exponential",
    "ExponentiallyModifiedGaussian",
    "FoldedNormal",
    "GaussianRandomWalk",
    "GeneralizedExtremeValue",
    "GeneralizedPareto",
    "Gompertz",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Independent",
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
    "LogitRelaxedBernoulli",
    "LowRankMultivariateNormal",
    "Masked",
    "MatrixNormal",
    "Mixture",
    "MixtureSameFamily",
    "Moyal",
    "MultivariateNormal",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "Pareto",
    "PlackettLuce",
    "Rayleigh",
    "RelaxedBernoulli",
    "RelaxedBernoulliStraightThrough",
    "RelaxedOneHotCategorical",
    "RelaxedOneHotCategoricalStraightThrough",
    "SinhArcsinh",
    "SkewNormal",
    "Transformed",
    "Triangular",
    "Truncated",
    "TruncatedNormal",
    "Uniform",
    "Weibull",
    "ZeroInflated",
]
