// A distribution is one header: parameters with their constraints, base noise, one-liner x = g(noise, parameters), and
// log-density, on any value type T. A file `half_normal.hpp` defines `struct HalfNormal`:
//
//   struct Normal {
//       static constexpr Parameter parameters[] = {{"loc", Constraint::real}, {"scale", Constraint::positive}};
//       static constexpr auto noise = random::Noise::normal;
//       template <class T> static T sample(T eps, T loc, T scale);
//       template <class T> static T log_prob(T x, T loc, T scale);
//   };
//
// With T = double, float or a vector these are functions for a simulator. With T = Node they build the sampler, and its
// pathwise derivative and score follow by differentiation. Parameters of rank 1 come as rows (row.hpp): Row<T>, or
// Node.
//
// A law made from several noises lists them, and sample takes them in that order, before the parameters; one without
// `noise` is a function of its parameters:
//
//       static constexpr Source noise[] = {{Noise::normal}, {Noise::uniform}};
//
// Optional members, with their defaults:
//   static constexpr int event_rank = 0;               1: x is a row, as long as the first parameter of rank 1
//   static constexpr bool discrete = false;            no derivative with respect to x
//   static constexpr bool reparametrised = !discrete;  g is differentiable in the parameters
//   static constexpr const char* support_depends[]     parameters that move the support: they have no score function
//   using parametrisations = List<A, B>;               instead of all others: one struct per parametrisation
//
// log_prob is exactly -inf outside the support and has its limit at the edges. It is NaN only for NaN, and so are its
// derivatives: a branch that is not taken must have finite derivatives too, so its argument is replaced by a harmless
// one. `on_support` and `on_half_line` say the rest in one op, and where the value alone is asked for they undo such
// replacements (graph/choices.cpp).
#pragma once

#include <string_view>
#include <type_traits>

#include "../constraint.hpp"
#include "../ops/list.hpp"
#include "../random/noise.hpp"
#include "../row.hpp"

namespace reparamx::distributions {

struct Parameter {
    const char* name;
    Constraint constraint;
    int rank = 0;  // 1: the last axis belongs to one variable
};

// One noise of a one-liner, for every variable or (rank 1) for every entry of its row.
struct Source {
    random::Noise noise;
    int rank = 0;
};
using random::Noise;

template <class... D> struct List {};

namespace detail {
template <class D> struct Parametrisations {
    using type = List<D>;
};
template <class D>
    requires requires { typename D::parametrisations; }
struct Parametrisations<D> {
    using type = typename D::parametrisations;
};
}  // namespace detail

// The structs that a header's struct stands for: itself, or its parametrisations.
template <class D> using parametrisations_of = typename detail::Parametrisations<D>::type;

// Calls f.template operator()<D>() for every D of the list.
template <class F, class... D> constexpr void for_each(List<D...>, F&& f) { (f.template operator()<D>(), ...); }

template <class D> constexpr bool is_discrete() {
    if constexpr (requires { D::discrete; }) return D::discrete;
    return false;
}
template <class D> constexpr bool is_reparametrised() {
    if constexpr (requires { D::reparametrised; }) return D::reparametrised;
    return !is_discrete<D>();
}
template <class D> constexpr int event_rank() {
    if constexpr (requires { D::event_rank; }) return D::event_rank;
    return 0;
}
template <class D> constexpr int noise_count() {
    if constexpr (!requires { D::noise; })
        return 0;
    else if constexpr (std::is_array_v<decltype(D::noise)>)
        return int(std::extent_v<decltype(D::noise)>);
    else
        return 1;
}
template <class D> constexpr Source source(int k) {
    if constexpr (std::is_array_v<decltype(D::noise)>)
        return D::noise[k];
    else
        return {D::noise};
}
template <class D> constexpr int parameter_count() { return int(sizeof(D::parameters) / sizeof(Parameter)); }

template <class D> constexpr bool moves_support(std::string_view parameter) {
    if constexpr (requires { D::support_depends; }) {
        for (const char* name : D::support_depends)
            if (parameter == name) return true;
    }
    return false;
}

// "BernoulliLogits" of reparamx::distributions::BernoulliLogits: the name is written once, in the struct.
template <class D> constexpr std::string_view name_of() {
    constexpr std::string_view text =
        __PRETTY_FUNCTION__;  // "... name_of() [with D = reparamx::distributions::X; ...]"
    constexpr size_t begin = text.find("D = ") + 4;
    constexpr std::string_view rest = text.substr(begin, text.find_first_of(";]", begin) - begin);
    constexpr size_t colon = rest.rfind(':');
    return colon == std::string_view::npos ? rest : rest.substr(colon + 1);
}

// ---------------------------------------------------------------------------------------------- the ops on plain
// numbers

// Every op by its name on double, float, vectors and rows of them, as node.hpp has them on Node. Those on several rows
// are there so that a function of the same name in math/ is no better match.
template <class T>
concept Number = requires(T a) {
    type_of<T>::lanes;
    a * a;
};

#define REPARAMX_VALUE_FUNCTION(Struct, name, arity)                                                                   \
    template <Number T, class... A> REPARAMX_INLINE T name(T a, A... rest) { return ops::Struct::fwd(a, T(rest)...); } \
    template <Number T, class... A> Row<T> name(const Row<T>& a, const A&... rest) {                                   \
        return map([](auto... x) { return ops::Struct::fwd(x...); }, a, rest...);                                      \
    }                                                                                                                  \
    template <Number T> Row<T> name(const Row<T>& a, const Row<T>& b)                                                  \
        requires(arity == 2)                                                                                           \
    {                                                                                                                  \
        return map([](T x, T y) { return ops::Struct::fwd(x, y); }, a, b);                                             \
    }                                                                                                                  \
    template <Number T> Row<T> name(const Row<T>& a, const Row<T>& b, const Row<T>& c)                                 \
        requires(arity == 3)                                                                                           \
    {                                                                                                                  \
        return map([](T x, T y, T z) { return ops::Struct::fwd(x, y, z); }, a, b, c);                                  \
    }
REPARAMX_OPS(REPARAMX_VALUE_FUNCTION)
#undef REPARAMX_VALUE_FUNCTION

// ---------------------------------------------------------------------------------------------- what densities share

inline constexpr double inf = __builtin_inf();
inline constexpr double pi = 3.141592653589793238462643;
inline constexpr double log_2 = 0.693147180559945309417232;
inline constexpr double log_pi = 1.144729885849400174143427;
inline constexpr double half_log_2pi = 0.918938533204672741780330;

// log x, but -inf with derivative 0 at 0 (where that of log is infinite), for probabilities that may be 0.
template <class T> T log_probability(T x) {
    const T zero = equal(x, T(0.0));
    return where(zero, T(-inf), log(where(zero, T(1.0), x)));
}

// The log-density of the standard normal law.
template <class T> T normal_log_prob(T z) { return T(-0.5) * square(z) - T(half_log_2pi); }

// The limit of a log y as y falls to 0.
template <class T> T power_limit(T a) {
    return where(equal(a, T(0.0)), T(0.0), where(less(T(0.0), a), T(-inf), T(inf)));
}

// a log y, with its limit where y is 0. `log_y` is the logarithm of y, or anything finite where y is 0.
template <class T> T power_term(T a, T y, T log_y) { return where(equal(y, T(0.0)), power_limit(a), a * log_y); }

// log(x p(x)) of the standard gamma law at its mean a; at any x > 0 it is less by the deviance, and no term is larger
// than what it is made of.
template <class T> T log_gamma_peak(T a) { return T(0.5) * log(a) - T(half_log_2pi) - stirling(a); }

// log(z p(z)) of the standard gamma law; z is a product that may leave the range, and then known by its logarithms.
template <class T> T log_scaled_gamma(T a, T z, T log_factor, T log_other) {
    const T seen = is_positive(z), peak = log_gamma_peak(a);
    const T apart = fma(a, log_other, (peak + a) - a * (log(a) - log_factor)) - z;
    return where(seen, peak - deviance(a, where(seen, z, a)), apart);
}

// The log-density of the gamma law. At 0: log(rate) for a = 1, inf below, -inf above.
template <class T> T gamma_log_prob(T x, T a, T rate, T log_rate) {
    const T y = where(is_positive(x), x, T(1.0)), log_y = log(y);
    return on_half_line(log_scaled_gamma(a, rate * y, log_rate, log_y) - log_y, power_limit(a - T(1.0)) + log_rate, x);
}

}  // namespace reparamx::distributions
