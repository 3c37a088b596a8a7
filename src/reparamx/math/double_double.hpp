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

// ---------------------------------------------------------------------------------------------- polynomials

// c[0] + c[1] x + ..., the even and the odd powers in two independent chains: Estrin's scheme would lose accuracy in
// the long expansions of this folder.
template <class T, int N>
REPARAMX_INLINE T horner(T x, const double (&c)[N]) {
    if constexpr (N == 1) {
        return T(c[0]);
    } else {
        constexpr int even = (N - 1) / 2 * 2, odd = (N - 2) / 2 * 2 + 1;
        const T x2 = x * x;
        T a = T(c[even]), b = T(c[odd]);
        for (int i = even - 2; i >= 0; i -= 2) a = fma(a, x2, T(c[i]));
        for (int i = odd - 2; i >= 1; i -= 2) b = fma(b, x2, T(c[i]));
        return fma(b, x, a);
    }
}

// The same with each lane's own choice between two tables.
template <class T, int N>
REPARAMX_INLINE T horner(T x, mask_of<T> first, const double (&c)[N], const double (&d)[N]) {
    constexpr int even = (N - 1) / 2 * 2, odd = (N - 2) / 2 * 2 + 1;
    const auto pick = [&](int i) __attribute__((always_inline)) { return select(first, T(c[i]), T(d[i])); };
    const T x2 = x * x;
    T a = pick(even), b = pick(odd);
    for (int i = even - 2; i >= 0; i -= 2) a = fma(a, x2, pick(i));
    for (int i = odd - 2; i >= 1; i -= 2) b = fma(b, x2, pick(i));
    return fma(b, x, a);
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

// exp(x) = 2^k (1 + r) with |r| < 0.42, r a pair: whoever needs exp(x) - 1 finds r unrounded.
template <class T>
struct Exponential {
    T k;
    Pair<T> r;
    REPARAMX_INLINE Pair<T> one_plus() const {
        const Pair<T> s = fast_two_sum(T(1.0), r.hi);
        return fast_two_sum(s.hi, s.lo + r.lo);
    }
};

// exp(hi + lo) for |hi| < 1400; relative error 2^-57.
template <class T>
REPARAMX_INLINE Exponential<T> exp_pair(Pair<T> x) {
    const T k = round_product(x.hi, T(0x1.71547652b82fep+0)).value;  // 1 / log 2
    const T a = fma(-k, T(table::log2_hi), x.hi);                    // exact
    const T r = fma(-k, T(table::log2_lo), a);
    const T low = fma(-k, T(table::log2_lo), a - r) + x.lo;
    // exp(r + low) - 1 = r + r^2 / 2 + r^3 (...) + low exp(r)
    const T q = fma(r, horner(r, table::exp) + T(table::exp_head), T(0.5));
    const T curve = r * r * q;
    return {k, fast_two_sum(r, curve + fma(low, r + curve, low))};
}

// ---------------------------------------------------------------------------------------------- log

// log(hi + lo) for hi > 0, subnormals and results near zero included; relative error 2^-58.
// log 0 = -inf, log inf = inf, log of a negative is NaN.
template <class T>
REPARAMX_INLINE Pair<T> log_pair(Pair<T> x) {
    const mask_of<T> tiny = x.hi < T(0x1p-1000);
    const T up = select(tiny, T(0x1p+100), T(1.0));
    const T hi = x.hi * up;
    const Split<T> split = split_exponent(hi);
    const T m = split.mantissa;
    const T k = split.exponent - select(tiny, T(100.0), T(0.0));
    // 2^-k of the lifted argument; beyond 2^1022 the low part does not count.
    const T inverse_scale = select(split.exponent > T(1022.0), T(0.0), two_to(-split.exponent));
    const Pair<T> f = two_sum(m - T(1.0), x.lo * up * inverse_scale);
    // log(1 + f) = 2 atanh(s), s = f / (2 + f), 1 / (2 + f) = (1 - s) / 2
    const T d = T(2.0) + f.hi;
    const T s = f.hi / d;
    const T d_low = (T(2.0) - d) + f.hi + f.lo;
    const T s_low = (fma(-s, d, f.hi) + fma(-s, d_low, f.lo)) * fma(T(-0.5), s, T(0.5));
    const T s2 = s * s;
    const T rest = s * s2 * (horner(s2, table::atanh) + T(table::atanh_head));
    const Pair<T> sum = fast_two_sum(k * T(table::log2_hi), s + s);
    const T low = fma(k, T(table::log2_lo), rest + (s_low + s_low)) + sum.lo;
    const Pair<T> y = fast_two_sum(sum.hi, low);
    const T inf = infinity<T>();
    const mask_of<T> regular = (x.hi > T(0.0)) & (x.hi < inf);
    const T special = select(x.hi == T(0.0), -inf, select(x.hi == inf, inf, not_a_number<T>()));
    return {select(regular, y.hi, special), select(regular, y.lo, T(0.0))};
}

}  // namespace reparamx
