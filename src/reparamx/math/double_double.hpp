// Pairs hi + lo of doubles: the few operations that the special functions need beyond 53 bits, and exp and log in them.
//
// The pairs carry about 105 bits through products and sums; exp and log are good to about 2^-57, enough for results
// whose error is one rounding and a few hundredths of a ULP. Double lanes only: float lanes are computed in double, by
// in_double.
#pragma once

#include "core.hpp"
#include "special_coefficients.hpp"

namespace reparamx {

// ---------------------------------------------------------------------------------------------- float lanes in double

// f on float lanes, computed in double lanes and rounded once: the error is half a ULP and what f's own adds in double.
template <class F, class... X>
    requires(__is_same(X, float) && ...)
REPARAMX_INLINE float in_double(F f, X... x) {
    return float(f(double(x)...));
}
template <class F, int N, class... X>
REPARAMX_INLINE Vec<float, N> in_double(F f, Vec<float, N> x, X... more) {
    constexpr int half = N / 2;
    typedef float half_raw __attribute__((vector_size(half * sizeof(float))));
    using Double = Vec<double, half>;
    const auto widen = [](Vec<float, N> a, int i) __attribute__((always_inline)) {
        half_raw part;
        memcpy(&part, reinterpret_cast<const char*>(&a) + i * sizeof(part), sizeof(part));
        return Double::of(__builtin_convertvector(part, typename Double::raw));
    };
    Vec<float, N> y;
    for (int i = 0; i < 2; ++i) {
        const half_raw part = __builtin_convertvector(f(widen(x, i), widen(more, i)...).v, half_raw);
        memcpy(reinterpret_cast<char*>(&y) + i * sizeof(part), &part, sizeof(part));
    }
    return y;
}

// f of vectors of doubles on any value type: a single number is a vector of one lane.
template <class F, class T, class... X>
REPARAMX_INLINE T in_double_vectors(F f, T x, X... more) {
    using One = Vec<double, 1>;
    if constexpr (type_of<T>::lanes == 1) {
        return T(f(One(double(x)), One(double(more))...)[0]);
    } else if constexpr (is_double<T>) {
        return f(x, more...);
    } else {
        return in_double(f, x, more...);
    }
}

// Defines f(x) on any value type from f_double on double lanes.
#define REPARAMX_IN_DOUBLE(f)                                                                         \
    template <class T>                                                                                \
    REPARAMX_INLINE T f(T x) {                                                                        \
        if constexpr (is_double<T>) {                                                                 \
            return f##_double(x);                                                                     \
        } else {                                                                                      \
            return in_double([](auto y) __attribute__((always_inline)) { return f##_double(y); }, x); \
        }                                                                                             \
    }

// The same for functions of two and of three arguments.
#define REPARAMX_IN_DOUBLE_2(f)                                                                                     \
    template <class T>                                                                                              \
    REPARAMX_INLINE T f(T x, T y) {                                                                                 \
        if constexpr (is_double<T>) {                                                                               \
            return f##_double(x, y);                                                                                \
        } else {                                                                                                    \
            return in_double([](auto a, auto b) __attribute__((always_inline)) { return f##_double(a, b); }, x, y); \
        }                                                                                                           \
    }

#define REPARAMX_IN_DOUBLE_3(f)                                                                                      \
    template <class T>                                                                                               \
    REPARAMX_INLINE T f(T a, T b, T x) {                                                                             \
        if constexpr (is_double<T>) {                                                                                \
            return f##_double(a, b, x);                                                                              \
        } else {                                                                                                     \
            return in_double(                                                                                        \
                [](auto p, auto q, auto y) __attribute__((always_inline)) { return f##_double(p, q, y); }, a, b, x); \
        }                                                                                                            \
    }

// ---------------------------------------------------------------------------------------------- polynomials

// c[0] + c[1] x + ... from N coefficients c(i): four independent chains in x^4, for a short chain of dependent
// operations without the high powers of Estrin's scheme.
template <int N, class T, class C>
REPARAMX_INLINE T horner(T x, C c) {
    if constexpr (N == 1) {
        return c(0);
    } else if constexpr (N == 2) {
        return fma(c(1), x, c(0));
    } else {
        const T x2 = x * x;
        if constexpr (N == 3) {
            return fma(x2, c(2), fma(c(1), x, c(0)));
        } else {
            const T x4 = x2 * x2;
            T part[4];
            for (int j = 0; j < 4; ++j) {
                const int last = (N - 1 - j) / 4 * 4 + j;
                part[j] = c(last);
                for (int i = last - 4; i >= 0; i -= 4) part[j] = fma(part[j], x4, c(i));
            }
            return fma(x2, fma(part[3], x, part[2]), fma(part[1], x, part[0]));
        }
    }
}
template <class T, int N>
REPARAMX_INLINE T horner(T x, const double (&c)[N]) {
    return horner<N>(x, [&](int i) __attribute__((always_inline)) { return T(c[i]); });
}
// The same with each lane's own choice between two tables.
template <class T, int N>
REPARAMX_INLINE T horner(T x, mask_of<T> first, const double (&c)[N], const double (&d)[N]) {
    return horner<N>(x, [&](int i) __attribute__((always_inline)) { return select(first, T(c[i]), T(d[i])); });
}

// ---------------------------------------------------------------------------------------------- arithmetic of pairs

template <class T>
REPARAMX_INLINE Pair<T> operator+(Pair<T> a, Pair<T> b) {
    const Pair<T> s = two_sum(a.hi, b.hi);
    return fast_two_sum(s.hi, s.lo + (a.lo + b.lo));
}
template <class T>
REPARAMX_INLINE Pair<T> operator+(Pair<T> a, T b) {
    const Pair<T> s = two_sum(a.hi, b);
    return fast_two_sum(s.hi, s.lo + a.lo);
}
template <class T>
REPARAMX_INLINE Pair<T> operator-(Pair<T> a) {
    return {-a.hi, -a.lo};
}
template <class T>
REPARAMX_INLINE Pair<T> operator-(Pair<T> a, Pair<T> b) {
    return a + -b;
}
template <class T>
REPARAMX_INLINE Pair<T> operator*(Pair<T> a, Pair<T> b) {
    const T p = a.hi * b.hi;
    return fast_two_sum(p, fma(a.hi, b.lo, fma(a.lo, b.hi, fma(a.hi, b.hi, -p))));
}
template <class T>
REPARAMX_INLINE Pair<T> operator*(Pair<T> a, T b) {
    const T p = a.hi * b;
    return fast_two_sum(p, fma(a.lo, b, fma(a.hi, b, -p)));
}
// By the reciprocal, the one division: b.hi and 1 / b.hi must both be normal numbers.
template <class T>
REPARAMX_INLINE Pair<T> operator/(Pair<T> a, Pair<T> b) {
    const T inverse = T(1.0) / b.hi, q = a.hi * inverse;
    return fast_two_sum(q, (fma(-q, b.hi, a.hi) + fma(-q, b.lo, a.lo)) * inverse);
}
template <class T>
REPARAMX_INLINE Pair<T> constant(double hi, double lo) {
    return {T(hi), T(lo)};
}
// The reciprocal; x and 1 / x normal, or x infinite.
template <class T>
REPARAMX_INLINE Pair<T> reciprocal_pair(T x) {
    const T y = T(1.0) / x;
    return {y, select(y == T(0.0), y, fma(-y, x, T(1.0)) * y)};
}
template <class T>
REPARAMX_INLINE Pair<T> select(mask_of<T> c, Pair<T> a, Pair<T> b) {
    return {select(c, a.hi, b.hi), select(c, a.lo, b.lo)};
}
// head + (c[0] + c[1] x + ...) where the head dominates.
template <class T, int N>
REPARAMX_INLINE Pair<T> horner_pair(T x, double head, const double (&c)[N]) {
    return fast_two_sum(T(head), horner(x, c));
}

// ---------------------------------------------------------------------------------------------- powers of two

// 2^k for an integer k from -1022 to 1023.
template <class T>
REPARAMX_INLINE T two_to(T k) {
    return power_of_two<T>(to_bits(k + T(layout_of<T>::round_magic)));
}

// a 2^k for an integer k, |k| < 2000; one rounding, also where the result is subnormal.
template <class T>
REPARAMX_INLINE T scale_by(T a, T k) {
    return scale(a, to_bits(k + T(layout_of<T>::round_magic)));
}

// An argument kept where the result is 0 or inf anyway; NaN stays.
template <class T>
REPARAMX_INLINE T clamp(T x, double low, double high) {
    return select(x < T(low), T(low), select(x > T(high), T(high), x));
}

// ---------------------------------------------------------------------------------------------- exp

// 2^k value.
template <class T>
struct Scaled {
    Pair<T> value;
    T k;
    // Rounded once, also where the result is subnormal.
    REPARAMX_INLINE T rounded() const { return scale_by(value.hi, k); }
    // one - 2^k value for |value| < 2, one >= 1, k <= 0.
    REPARAMX_INLINE Pair<T> below(T one) const {
        const T power = two_to(select(k < T(-1000.0), T(-1000.0), k));
        const Pair<T> s = two_sum(one, -value.hi * power);
        return fast_two_sum(s.hi, s.lo - value.lo * power);
    }
};

// exp(hi + lo) for |hi| < 1400, the value in [0.7, 1.5]; relative error 2^-57.
template <class T>
REPARAMX_INLINE Scaled<T> exp_pair(Pair<T> x) {
    const T k = round_product(x.hi, T(0x1.71547652b82fep+0)).value;  // 1 / log 2
    const T a = fma(-k, T(table::log2_hi), x.hi);                    // exact
    const T r = fma(-k, T(table::log2_lo), a);
    const T low = fma(-k, T(table::log2_lo), a - r) + x.lo;
    // exp(r + low) = 1 + r + r^2 / 2 + r^3 (...) + low exp(r)
    const T q = fma(r, horner(r, table::exp), T(0.5));
    const T curve = r * r * q;
    const Pair<T> s = fast_two_sum(T(1.0), r);
    return {fast_two_sum(s.hi, s.lo + (curve + fma(low, r + curve, low))), k};
}

// ---------------------------------------------------------------------------------------------- log

// log(hi + lo) for a positive normal number, also where the result is near zero; relative error 2^-58.
template <class T>
REPARAMX_INLINE Pair<T> log_pair(Pair<T> x, T lift = T(0.0)) {
    const Split<T> split = split_exponent(x.hi);
    const T k = split.exponent - lift;
    // 2^-exponent; beyond 2^1022 the low part does not count.
    const T down = two_to(select(split.exponent > T(1022.0), T(1022.0), split.exponent) * T(-1.0));
    const Pair<T> f = two_sum(split.mantissa - T(1.0), x.lo * down);
    // log(1 + f) = 2 atanh(s), s = f / (2 + f), 1 / (2 + f) = (1 - s) / 2
    const T d = T(2.0) + f.hi;
    const T s = f.hi / d;
    const T d_low = (T(2.0) - d) + f.hi + f.lo;
    const T s_low = (fma(-s, d, f.hi) + fma(-s, d_low, f.lo)) * fma(T(-0.5), s, T(0.5));
    const T s2 = s * s;
    const T rest = s * s2 * horner(s2, table::atanh);
    const Pair<T> sum = fast_two_sum(k * T(table::log2_hi), s + s);
    const T low = fma(k, T(table::log2_lo), rest + (s_low + s_low)) + sum.lo;
    return fast_two_sum(sum.hi, low);
}

// log(x) for a single positive number, subnormal ones included.
template <class T>
REPARAMX_INLINE Pair<T> log_pair_full(T x) {
    const mask_of<T> tiny = x < T(0x1p-1000);
    return log_pair(Pair<T>{select(tiny, x * T(0x1p+100), x), T(0.0)}, select(tiny, T(100.0), T(0.0)));
}

}  // namespace reparamx
