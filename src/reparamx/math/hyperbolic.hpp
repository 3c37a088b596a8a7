// Hyperbolic functions and their inverses.
//
// The ULP of each is the largest error found, rounded up: in float64 among millions of arguments, most of them near
// zeros, thresholds and powers of two, against 113-bit references; in float32 among 1/61 of all. The bound that is
// promised and tested is that of the row in the op table.
#pragma once

#include "exponential.hpp"

namespace reparamx {

// sinh and cosh of |x|, n = |x| / ln 2 rounded: value * 2^n, of
//   sinh(n ln 2 + r) = cosh(n ln 2) sinh r + sinh(n ln 2) cosh r    (and likewise cosh)
// where cosh(n ln 2) and sinh(n ln 2) are sums of two powers of 2. No subtraction cancels, and nothing is divided.
template <class T>
struct SinhCosh {
    T sinh, cosh;
    integer_of<T> exponent;
};
template <class T>
REPARAMX_INLINE SinhCosh<T> sinh_cosh(T a) {
    using S = scalar_of<T>;
    using I = integer_of<T>;
    const T half = S(0.5);
    a = select(a > T(is_double<T> ? S(712) : S(91)), T(is_double<T> ? S(712) : S(91)), a);
    const Rounded<T> n = round_product(a, T(constants<T>::log2_e[0]));
    const Pair<T> r = reduce_ln2(a, n.value);
    const T z = r.hi * r.hi;
    const T odd = fma(z * r.hi, polynomial(z, constants<T>::sinh), r.lo);   // sinh(r) - r
    const T even = fma(z, polynomial(z, constants<T>::cosh), r.hi * r.lo);  // cosh(r) - 1
    // 2^-2n / 2, none beyond n = 60 where it is far below the last place.
    const I zero = to_bits(T(layout_of<T>::round_magic));
    const I n_small = select(n.value > T(S(60)), zero, n.bits);
    const T low = select(n.value > T(S(60)), T(S(0)), half * power_of_two<T>((zero - n_small) + (zero - n_small)));
    const Pair<T> c = fast_two_sum(half, low), s = fast_two_sum(half, -low);
    const auto combine = [&](Pair<T> head, Pair<T> slope) {
        // head cosh(r) + slope sinh(r)
        const Pair<T> p = two_product(slope.hi, r.hi);
        const Pair<T> sum = two_sum(head.hi, p.hi);
        const T tail = fma(slope.hi, odd, fma(head.hi, even, fma(slope.lo, r.hi, head.lo)));
        return sum.hi + (sum.lo + (p.lo + tail));
    };
    return {combine(s, c), combine(c, s), n.bits};
}

// sinh x, ULP 0.85 in float64, 0.81 in float32.
template <class T>
REPARAMX_INLINE T sinh(T x) {
    const SinhCosh<T> y = sinh_cosh(abs(x));
    return copysign(scale(y.sinh, y.exponent), x);
}

// cosh x, ULP 0.76 in float64, 0.72 in float32.
template <class T>
REPARAMX_INLINE T cosh(T x) {
    const SinhCosh<T> y = sinh_cosh(abs(x));
    return scale(y.cosh, y.exponent);
}

// tanh x, ULP 0.72 in float64, 0.65 in float32.
template <class T>
REPARAMX_INLINE T tanh(T x) {
    using S = scalar_of<T>;
    const T two = S(2), half = S(0.5);
    // With m = 1 - exp(-2|x|) in [0, 1]: tanh |x| = m / (2 - m).
    const T a = abs(x);
    const T limit = is_double<T> ? S(22) : S(10);
    const Expm1<T> e = expm1_parts<true>(T(S(-2)) * min_or_second(limit, a));
    const T factor = T(S(-2)) * e.factor;
    const Pair<T> m = fast_two_sum(e.hi * factor, e.lo * factor);
    const Pair<T> d = fast_two_sum(two, -m.hi);
    const T q = m.hi / d.hi;
    // 1 / (2 - m) = (1 + q) / 2
    const T rest = fma(-q, d.hi, m.hi) + fma(-q, d.lo - m.lo, m.lo);
    return copysign(fma(rest, fma(half, q, half), q), x);
}

// asinh x, ULP 0.78 in float64, 0.79 in float32.
template <class T>
REPARAMX_INLINE T asinh(T x) {
    using S = scalar_of<T>;
    const T one = S(1), zero = S(0);
    const T a = abs(x);
    // log(1 + a + a^2 / (1 + sqrt(1 + a^2))), and log(2 a) where 1 + a^2 is a^2.
    const mask_of<T> huge = a > T(is_double<T> ? S(0x1p30) : S(0x1p14));
    const T b = select(huge, one, a);
    const Pair<T> square = two_product(b, b);
    const T root = sqrt(one + square.hi);
    const T g = square.hi / (one + root);
    // g is the root of g (g + 2) = a^2: one step towards it.
    const Pair<T> d = two_sum(g, T(S(2)));
    const Pair<T> p = two_product(g, d.hi);
    const T g_lo = ((square.hi - p.hi) + fma(-g, d.lo, square.lo - p.lo)) / (root + root);
    const Pair<T> sum = fast_two_sum(b, g);
    const Pair<T> w = {sum.hi, sum.lo + g_lo};
    const T y =
        log1p_pair(select(huge, a, w.hi), select(huge, zero, w.lo), select(huge, zero, one), select(huge, one, zero));
    return select(a < infinity<T>(), copysign(y, x), x);
}

// acosh x, ULP 0.76 in float64, 0.78 in float32.
template <class T>
REPARAMX_INLINE T acosh(T x) {
    using S = scalar_of<T>;
    const T one = S(1), zero = S(0), two = S(2);
    const mask_of<T> huge = x > T(is_double<T> ? S(0x1p30) : S(0x1p14));
    // log(1 + t + sqrt(2 t + t^2)) with t = x - 1, and log(2 x) where x^2 - 1 is x^2.
    const T t = select(huge, two, x) - one;  // exact where it matters
    const Pair<T> d = two_sum(t, two);
    const Pair<T> square = two_product(t, d.hi);
    const T root = sqrt(square.hi);
    const T rest = fma(-root, root, square.hi) + fma(t, d.lo, square.lo);
    const T root_lo = select(root > zero, rest / (root + root), zero);
    const Pair<T> w = two_sum(t, root);
    const T y = log1p_pair(select(huge, x, w.hi), select(huge, zero, w.lo + root_lo), select(huge, zero, one),
                           select(huge, one, zero));
    return select(x >= one, select(x < infinity<T>(), y, x), not_a_number<T>());
}

// atanh x, ULP 0.80 in float64, 0.82 in float32.
template <class T>
REPARAMX_INLINE T atanh(T x) {
    using S = scalar_of<T>;
    const T one = S(1), two = S(2), zero = S(0), half = S(0.5);
    const T a = abs(x);
    // log(1 + 2 a / (1 - a)) / 2
    const T b = select(a < one, a, half);
    const Pair<T> d = fast_two_sum(one, -b);
    const T q = two * b / d.hi;
    // 1 / (1 - a) = 1 + q / 2
    const T q_lo = fma(-q, d.lo, fma(-q, d.hi, two * b)) * fma(half, q, one);
    const T y = half * log1p_pair(q, q_lo, one, zero);
    return copysign(select(a < one, y, select(a == one, infinity<T>(), not_a_number<T>())), x);
}

}  // namespace reparamx
