// Every distribution on plain numbers, as a simulator uses it: double, float and vectors agree, draws have positive
// density.
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

#include "check.hpp"
#include "reparamx/distributions/all.hpp"

namespace {

using reparamx::Constraint;
using reparamx::Row;
using namespace reparamx::distributions;

// A valid value for the i-th parameter: a lower bound lies below the upper one that follows, a peak between both.
double value_for(const Parameter& p, int i) {
    constexpr double values[] = {0.5, 1.5, 1.0, 2.0}, counts[] = {3, 5, 4, 6};
    if (p.constraint == Constraint::whole) return counts[i];
    return p.constraint == Constraint::unit_interval || p.constraint == Constraint::open_unit_interval ? 0.3
                                                                                                       : values[i];
}

// The i-th parameter, a row if its rank is 1.
template <class T, class D, size_t i>
auto parameter() {
    if constexpr (D::parameters[i].rank == 1) {
        return Row<T>{T(0.25), T(0.5), T(2.0)};
    } else {
        return T(reparamx::scalar_of<T>(value_for(D::parameters[i], int(i))));
    }
}

template <class D>
constexpr bool has_rows() {
    for (const Parameter& p : D::parameters)
        if (p.rank == 1) return true;
    return false;
}

// Calls f(parameters...) of one distribution.
template <class T, class D, size_t... i, class F>
T with_parameters(F f, std::index_sequence<i...>) {
    return f(parameter<T, D, i>()...);
}

// The same number for every noise of D.
template <class T, class D>
T sample(T noise) {
    const auto call = [&]<size_t... k>(std::index_sequence<k...>) {
        return with_parameters<T, D>([&](auto... p) { return D::sample(((void)k, noise)..., p...); },
                                     std::make_index_sequence<parameter_count<D>()>());
    };
    return call(std::make_index_sequence<size_t(noise_count<D>())>());
}

template <class T, class D>
T log_prob(T x) {
    return with_parameters<T, D>([&](auto... p) { return D::log_prob(x, p...); },
                                 std::make_index_sequence<parameter_count<D>()>());
}

template <class D>
void check_one() {
    const std::string name(name_of<D>());
    for (double noise : {0x1p-53, 0.05, 0.3, 0.5, 0.9, 1 - 0x1p-53}) {
        const double x = sample<double, D>(noise), density = log_prob<double, D>(x);
        CHECK(std::isfinite(x), "%s: sample(%g) = %g", name.c_str(), noise, x);
        CHECK(density > -inf && density == density, "%s: log_prob(%g) = %g", name.c_str(), x, density);

        using V = reparamx::Native<double>;
        if constexpr (!has_rows<D>()) {
            CHECK(same((sample<V, D>(V(noise))[0]), x), "%s: vectors draw another number", name.c_str());
            CHECK(same((log_prob<V, D>(V(x))[0]), density), "%s: vectors have another density", name.c_str());
        }
        const float single = log_prob<float, D>(float(x));
        CHECK(std::fabs(double(single) - density) <= 1e-4 * (1 + std::fabs(density)) || float(x) != x,
              "%s: log_prob(%g) = %g in float, %g in double", name.c_str(), x, double(single), density);
    }
    CHECK((std::isnan(log_prob<double, D>(__builtin_nan("")))), "%s: log_prob(nan)", name.c_str());
}

void check_dirichlet() {
    const Row<double> concentration{0.5, 2.0, 1.0}, z{-0.3, 0.8, 1.5}, u{0.2, 0.6, 0.9};
    const Row<double> x = Dirichlet::sample(z, u, concentration);
    double total = 0;
    for (int k = 0; k < x.size(); ++k) {
        CHECK(x[k] > 0 && x[k] < 1, "entry %d is %g", k, x[k]);
        total += x[k];
    }
    CHECK(std::fabs(total - 1) < 1e-12, "entries sum to %g", total);
    // gamma(3.5) / (gamma(1/2) gamma(2) gamma(1)) / sqrt(0.2) 0.3
    const double p = Dirichlet::log_prob(Row<double>{0.2, 0.3, 0.5}, concentration);
    const double exact = std::lgamma(3.5) - std::lgamma(0.5) - 0.5 * std::log(0.2) + std::log(0.3);
    CHECK(std::fabs(p - exact) < 1e-14, "log_prob is %.17g, exactly %.17g", p, exact);
    CHECK(Dirichlet::log_prob(Row<double>{0.5, 0.75, -0.25}, concentration) == -inf, "outside");
}

void check_categorical() {
    const Row<double> probs{0.0, 0.25, 0.0, 0.75, 0.0};
    for (double u : {0x1p-53, 0.2, 0.25, 0.2500001, 1 - 0x1p-53}) {
        const double k = CategoricalProbs::sample(u, probs);
        CHECK(k == (u <= 0.25 ? 1 : 3), "u = %g drew %g", u, k);
    }
    CHECK(CategoricalProbs::log_prob(0.0, probs) == -inf, "probability 0");
    CHECK(CategoricalProbs::log_prob(5.0, probs) == -inf, "outside");
    CHECK(CategoricalProbs::log_prob(1.5, probs) == -inf, "between");
}

}  // namespace

int main() {
    for_each(All{}, []<class Family>() {
        for_each(parametrisations_of<Family>{}, []<class D>() {
            if constexpr (event_rank<D>() == 0) check_one<D>();
        });
    });
    check_dirichlet();
    check_categorical();
    return 0;
}
