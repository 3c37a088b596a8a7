from ._base import Distribution as Distribution
from .asymmetric_laplace import AsymmetricLaplace as AsymmetricLaplace
from .bernoulli import Bernoulli as Bernoulli
from .bernoulli_straight_through import BernoulliStraightThrough as BernoulliStraightThrough
from .beta import Beta as Beta
from .beta_binomial import BetaBinomial as BetaBinomial
from .binomial import Binomial as Binomial
from .burr import Burr as Burr
from .categorical import Categorical as Categorical
from .cauchy import Cauchy as Cauchy
from .chi import Chi as Chi
from .chi2 import Chi2 as Chi2
from .continuous_bernoulli import ContinuousBernoulli as ContinuousBernoulli
from .delta import Delta as Delta
from .dirichlet import Dirichlet as Dirichlet
from .dirichlet_multinomial import DirichletMultinomial as DirichletMultinomial
from .discrete_uniform import DiscreteUniform as DiscreteUniform
from .exp_relaxed_categorical import ExpRelaxedCategorical as ExpRelaxedCategorical
from .exponential import Exponential as Exponential
from .exponentially_modified_gaussian import ExponentiallyModifiedGaussian as ExponentiallyModifiedGaussian
from .fisher_snedecor import FisherSnedecor as FisherSnedecor
from .folded_normal import FoldedNormal as FoldedNormal
from .gamma import Gamma as Gamma
from .gaussian_random_walk import GaussianRandomWalk as GaussianRandomWalk
from .generalized_extreme_value import GeneralizedExtremeValue as GeneralizedExtremeValue
from .generalized_pareto import GeneralizedPareto as GeneralizedPareto
from .geometric import Geometric as Geometric
from .gompertz import Gompertz as Gompertz
from .gumbel import Gumbel as Gumbel
from .half_cauchy import HalfCauchy as HalfCauchy
from .half_normal import HalfNormal as HalfNormal
from .hypergeometric import Hypergeometric as Hypergeometric
from .independent import Independent as Independent
from .inverse_gamma import InverseGamma as InverseGamma
from .inverse_gaussian import InverseGaussian as InverseGaussian
from .inverse_wishart import InverseWishart as InverseWishart
from .johnson_s_u import JohnsonSU as JohnsonSU
from .kumaraswamy import Kumaraswamy as Kumaraswamy
from .laplace import Laplace as Laplace
from .levy import Levy as Levy
from .lkj_cholesky import LKJCholesky as LKJCholesky
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
from .maxwell import Maxwell as Maxwell
from .mixture import Mixture as Mixture
from .mixture_same_family import MixtureSameFamily as MixtureSameFamily
from .moyal import Moyal as Moyal
from .multinomial import Multinomial as Multinomial
from .multivariate_normal import MultivariateNormal as MultivariateNormal
from .multivariate_student_t import MultivariateStudentT as MultivariateStudentT
from .negative_binomial import NegativeBinomial as NegativeBinomial
from .normal import Normal as Normal
from .one_hot_categorical import OneHotCategorical as OneHotCategorical
from .one_hot_categorical_straight_through import OneHotCategoricalStraightThrough as OneHotCategoricalStraightThrough
from .ordered_logistic import OrderedLogistic as OrderedLogistic
from .pareto import Pareto as Pareto
from .plackett_luce import PlackettLuce as PlackettLuce
from .poisson import Poisson as Poisson
from .power_spherical import PowerSpherical as PowerSpherical
from .rayleigh import Rayleigh as Rayleigh
from .relaxed_bernoulli import RelaxedBernoulli as RelaxedBernoulli
from .relaxed_bernoulli_straight_through import RelaxedBernoulliStraightThrough as RelaxedBernoulliStraightThrough
from .relaxed_one_hot_categorical import RelaxedOneHotCategorical as RelaxedOneHotCategorical
from .relaxed_one_hot_categorical_straight_through import (
    RelaxedOneHotCategoricalStraightThrough as RelaxedOneHotCategoricalStraightThrough,
)
from .sinh_arcsinh import SinhArcsinh as SinhArcsinh
from .skellam import Skellam as Skellam
from .skew_normal import SkewNormal as SkewNormal
from .student_t import StudentT as StudentT
from .transformed import Transformed as Transformed
from .triangular import Triangular as Triangular
from .truncated import Truncated as Truncated
from .truncated_normal import TruncatedNormal as TruncatedNormal
from .uniform import Uniform as Uniform
from .von_mises import VonMises as VonMises
from .von_mises_fisher import VonMisesFisher as VonMisesFisher
from .weibull import Weibull as Weibull
from .wishart import Wishart as Wishart
from .zero_inflated import ZeroInflated as ZeroInflated

__all__ = [
    "AsymmetricLaplace",
    "Bernoulli",
    "BernoulliStraightThrough",
    "Beta",
    "BetaBinomial",
    "Binomial",
    "Burr",
    "Categorical",
    "Cauchy",
    "Chi",
    "Chi2",
    "ContinuousBernoulli",
    "Delta",
    "Dirichlet",
    "DirichletMultinomial",
    "DiscreteUniform",
    "Distribution",
    "ExpRelaxedCategorical",
    "Exponential",
    "ExponentiallyModifiedGaussian",
    "FisherSnedecor",
    "FoldedNormal",
    "Gamma",
    "GaussianRandomWalk",
    "GeneralizedExtremeValue",
    "GeneralizedPareto",
    "Geometric",
    "Gompertz",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Hypergeometric",
    "Independent",
    "InverseGamma",
    "InverseGaussian",
    "InverseWishart",
    "JohnsonSU",
    "Kumaraswamy",
    "LKJCholesky",
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
    "Maxwell",
    "Mixture",
    "MixtureSameFamily",
    "Moyal",
    "Multinomial",
    "MultivariateNormal",
    "MultivariateStudentT",
    "NegativeBinomial",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "OrderedLogistic",
    "Pareto",
    "PlackettLuce",
    "Poisson",
    "PowerSpherical",
    "Rayleigh",
    "RelaxedBernoulli",
    "RelaxedBernoulliStraightThrough",
    "RelaxedOneHotCategorical",
    "RelaxedOneHotCategoricalStraightThrough",
    "SinhArcsinh",
    "Skellam",
    "SkewNormal",
    "StudentT",
    "Transformed",
    "Triangular",
    "Truncated",
    "TruncatedNormal",
    "Uniform",
    "VonMises",
    "VonMisesFisher",
    "Weibull",
    "Wishart",
    "ZeroInflated",
]
