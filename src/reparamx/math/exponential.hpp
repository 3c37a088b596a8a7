// Exponentials, logarithms and powers: exp, exp2, expm1, log, log1p, log2, pow, cbrt, hypot.
//
// The ULP of each is the largest error found, rounded up: in float64 among millions of arguments, most of them near
// zeros, thresholds and powers of two, against 113-bit references; in float32 among 1/61 of all. The bound that is
// promised and tested is that of the row in the op table.
#pragma once

#include "core.hpp"

namespace reparamx {

// ---------------------------------------------------------------------------------------------- exponentials

// x = n ln 2 + r with |r| <= ln(2)/2: r as a pair. x - n ln2_split[0] is exact.
template <class T>
REPARAMX_INLINE Pair<T> reduce_ln2(T x, T n) {
    const T head = fma(-n, T(constants<T>::ln2_split[0]), x);
    const T tail = n * T(constants<T>::ln2_split[1]);
    const T r = head - tail;
    return {r, (head - r) - tail};
}

// exp(hi + lo) - 1 - hi for |hi| <= ln(2)/2. Half of hi^2 is rounded only together with the rest.
template <class T>
REPARAMX_INLINE T exp_tail(Pair<T> r) {
    const T half = T(scalar_of<T>(0.5)) * r.hi;
    const T square = r.hi * r.hi;
    return fma(half, r.hi, fma(square * r.hi, polynomial(r.hi, constants<T>::exp), r.lo));
}

// exp(hi + lo) as a pair.
template <class T>
REPARAMX_INLINE Pair<T> exp_reduced(Pair<T> r) {
    using S = scalar_of<T>;
    const Pair<T> head = fast_two_sum(T(S(1)), r.hi);
    return {head.hi, head.lo + exp_tail(r)};
}

// exp(hi + lo) as 1 + (r + r^2 (1/2 + r P)): cheaper than the pair, and good enough without a tail to it.
template <class T>
REPARAMX_INLINE T exp_rounded(Pair<T> r) {
    using S = scalar_of<T>;
    const T p = fma(r.hi, polynomial(r.hi, constants<T>::exp), T(S(0.5)));
    return T(S(1)) + (r.hi + fma(r.hi * r.hi, p, r.lo));
}

// Arguments beyond these give 0 and infinity. NaN stays.
template <class T>
REPARAMX_INLINE T clamp_exponent(T x, scalar_of<T> low, scalar_of<T> high) {
    return min_or_second(T(high), max_or_second(T(low), x));
}

// y * 2^n where it is known that the result is normal.
template <class T>
REPARAMX_INLINE T scale_normal(T y, integer_of<T> bits) {
    return from_bits<T>(wrapping_add(to_bits(y), bits << layout_of<T>::mantissa_bits));
}

// e^x, ULP 0.85 in float64, 0.85 in float32.
template <class T>
REPARAMX_INLINE T exp(T x) {
    using S = scalar_of<T>;
    const bool normal = all(abs(x) < T(is_double<T> ? S(708) : S(87)));  // the usual case has a shorter way
    if (!normal) x = is_double<T> ? clamp_exponent(x, -746, 710) : clamp_exponent(x, -105, 89);
    const Rounded<T> n = round_product(x, T(constants<T>::log2_e[0]));
    const T y = exp_rounded(reduce_ln2(x, n.value));
    return normal ? scale_normal(y, n.bits) : scale(y, n.bits);
}

// 2^x, ULP 0.88 in float64, 0.84 in float32.
template <class T>
REPARAMX_INLINE T exp2(T x) {
    using S = scalar_of<T>;
    const bool normal = all(abs(x) < T(is_double<T> ? S(1022) : S(126)));
    if (!normal) x = is_double<T> ? clamp_exponent(x, -1076, 1025) : clamp_exponent(x, -151, 129);
    const Rounded<T> n = round_product(x, T(S(1)));
    const T f = x - n.value;  // exact
    Pair<T> r = two_product(f, T(constants<T>::ln2[0]));
    r.lo = fma(f, T(constants<T>::ln2[1]), r.lo);
    const T y = exp_rounded(r);
    return normal ? scale_normal(y, n.bits) : scale(y, n.bits);
}

// exp(x) - 1 as 2 * factor * (hi + lo), for x not below -44 (-20 in float) and not above 710 (89). The pair is that of
// negative x, or of any x not below -37 (-17), where 1 - 2^-n is exact.
template <class T>
struct Expm1 {
    T hi, lo, factor;
};
template <bool negative, class T>
REPARAMX_INLINE Expm1<T> expm1_parts(T x) {
    using S = scalar_of<T>;
    const Rounded<T> n = round_product(x, T(constants<T>::log2_e[0]));
    const Pair<T> r = reduce_ln2(x, n.value);
    // exp(x) - 1 = 2^n ((1 - 2^-n) + (exp(r) - 1))
    const T one = S(1);
    const integer_of<T> unit = scalar_of<integer_of<T>>(1);
    const T low =
        T(S(0.5)) * power_of_two<T>(wrapping_add(~n.bits, to_bits(T(layout_of<T>::round_magic)) + unit + unit));
    const Pair<T> shift = negative ? fast_two_sum(-low, one) : fast_two_sum(one, -low);
    const Pair<T> head = fast_two_sum(shift.hi, r.hi);
    // Half of 2^n: 2^1024 itself is no number.
    const T factor = power_of_two<T>(wrapping_add(n.bits, -unit));
    return {head.hi, exp_tail<T>({r.hi, r.lo + (head.lo + shift.lo)}), factor};
}

// e^x - 1, ULP 0.93 in float64, 0.72 in float32.
template <class T>
REPARAMX_INLINE T expm1(T x) {
    using S = scalar_of<T>;
    const Expm1<T> e = expm1_parts<false>(is_double<T> ? clamp_exponent(x, -38, 710) : clamp_exponent(x, -18, 89));
    return copysign((e.hi + e.lo) * T(S(2)) * e.factor, x);
}

// ---------------------------------------------------------------------------------------------- logarithms

// k ln 2 + log(1 + f + tail) for 1 + f in [1/sqrt 2, sqrt 2] and tail below a unit in the last place of 1 + f.
// With s = f / (2 + f), log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)).
template <bool has_tail, class T>
REPARAMX_INLINE T log_reduced(T k, T f, T tail) {
    using S = scalar_of<T>;
    const T s = f / (T(S(2)) + f);
    const T z = s * s;
    const T half = T(S(0.5)) * f;
    T low = k * T(constants<T>::ln2_split[1]);
    if constexpr (has_tail) {
        // tail / (1 + f), where 1 / (1 + f) is 1 - f + f^2 to within 0.05
        low = fma(tail, fma(f, f, -f), low + tail);
    }
    const T t = fma(s, fma(half, f, z * polynomial(z, constants<T>::log)), low);
    return fma(k, T(constants<T>::ln2_split[0]), f - fma(half, f, -t));
}

// The logarithm of a positive, finite, normal number, what a uniform needs: ULP 0.77 in float64, 0.76 in float32.
template <class T>
REPARAMX_INLINE T log_normal_number(T x) {
    const Split<T> m = split_exponent(x);
    return log_reduced<false>(m.exponent, m.mantissa - T(scalar_of<T>(1)), x);
}

// A logarithm y where its argument x is no positive finite number.
template <class T>
REPARAMX_INLINE T log_special(T x, T y) {
    using S = scalar_of<T>;
    const T zero = S(0);
    const mask_of<T> ordinary = (x > zero) & (x < infinity<T>());
    if (all(ordinary)) return y;
    const T special = select(x == zero, -infinity<T>(), select(x > zero, x, not_a_number<T>()));
    return select(ordinary, y, special);
}

// log x, ULP 0.77 in float64, 0.76 in float32.
template <class T>
REPARAMX_INLINE T log(T x) {
    using S = scalar_of<T>;
    const T y = log_normal_number(x);
    const mask_of<T> normal = (x >= T(layout_of<T>::min_normal)) & (x < infinity<T>());
    if (all(normal)) return y;
    const Split<T> m = split_exponent_full(x);
    return log_special(x, log_reduced<false>(m.exponent, m.mantissa - T(S(1)), x));
}

// log(1 + x + lo) for finite x > -1, lo being the part below the last place of x; `one` is 1. Lanes of a huge x may
// have `one` 0 and a number of doublings instead: log(x) + doublings * ln 2.
template <class T>
REPARAMX_INLINE T log1p_pair(T x, T lo, T one, T doublings) {
    using S = scalar_of<T>;
    using L = layout_of<T>;
    using I = integer_of<T>;
    using J = scalar_of<I>;
    const Pair<T> sum = two_sum(one, x);
    const Split<T> m = split_exponent(sum.hi);
    // 2^-exponent, good as long as the tail matters: beyond 2^60 the 1 is far below the last place.
    const I exponent = (wrapping_add(to_bits(sum.hi), I(J(L::one - L::sqrt_half)))) & I(J(L::exponent_mask));
    const T inverse = from_bits<T>(wrapping_add(I(J(2 * L::one)), -exponent));
    const mask_of<T> direct = m.exponent == T(S(0));
    const T f = select(direct, x, m.mantissa - T(S(1)));
    const T tail = select(direct, lo, select(sum.hi > T(S(0x1p60)), T(S(0)), (sum.lo + lo) * inverse));
    return log_reduced<true>(m.exponent + doublings, f, tail);
}

// log(1 + x), ULP 0.78 in float64, 0.81 in float32.
template <class T>
REPARAMX_INLINE T log1p(T x) {
    using S = scalar_of<T>;
    const T y = log1p_pair(x, T(S(0)), T(S(1)), T(S(0)));
    return copysign(log_special(T(S(1)) + x, y), x);  // -0 stays
}

// log(1 + f) as a pair with an error below 2^-67 of it (2^-38 in float), 1 + f in [1/sqrt 2, sqrt 2].
template <class T>
REPARAMX_INLINE Pair<T> log_extended(T f) {
    using S = scalar_of<T>;
    const T two = S(2);
    const Pair<T> d = fast_two_sum(two, f);
    const T s = f / d.hi;
    // 1 / (2 + f) = (1 - s) / 2
    const T s_lo = fma(-s, d.lo, fma(-s, d.hi, f)) * fma(T(S(-0.5)), s, T(S(0.5)));
    const T z = s * s;
    const T z_lo = fma(two * s, s_lo, fma(s, s, -z));
    // log(1 + f) = 2 s + s^3 (2/3 + s^2 (2/5 + s^2 Q(s^2)))
    const Pair<T> c = fast_two_sum(T(constants<T>::two_fifths[0]), z * polynomial(z, constants<T>::log_tail));
    const Pair<T> q = two_product(z, c.hi);
    const T q_lo = fma(z_lo, c.hi, fma(z, c.lo + T(constants<T>::two_fifths[1]), q.lo));
    const Pair<T> inner = fast_two_sum(T(constants<T>::two_thirds[0]), q.hi);
    const T inner_lo = inner.lo + (q_lo + T(constants<T>::two_thirds[1]));
    const T cube = z * s;
    const T cube_lo = fma(z, s_lo, fma(z_lo, s, fma(z, s, -cube)));
    const T t = cube * inner.hi;
    const T t_lo = fma(cube, inner_lo, fma(cube_lo, inner.hi, fma(cube, inner.hi, -t)));
    const Pair<T> sum = fast_two_sum(two * s, t);
    return fast_two_sum(sum.hi, sum.lo + fma(two, s_lo, t_lo));
}

// log x / log 2, ULP 0.51 in float64, 0.51 in float32.
template <class T>
REPARAMX_INLINE T log2(T x) {
    const Split<T> m = split_exponent_full(x);
    const Pair<T> l = log_extended(m.mantissa - T(scalar_of<T>(1)));
    Pair<T> p = two_product(l.hi, T(constants<T>::log2_e[0]));
    p.lo = fma(l.lo, T(constants<T>::log2_e[0]), fma(l.hi, T(constants<T>::log2_e[1]), p.lo));
    const Pair<T> sum = fast_two_sum(m.exponent, p.hi);
    return log_special(x, sum.hi + (sum.lo + p.lo));
}

// ---------------------------------------------------------------------------------------------- powers

// x^y, ULP 0.75 in float64, 0.76 in float32. x^0 and 1^y are 1, whatever the other is.
template <class T>
REPARAMX_INLINE T pow(T x, T y) {
    using S = scalar_of<T>;
    const T zero = S(0), one = S(1);
    const T a = abs(x);

    // log |x|, in twice the precision
    const Split<T> m = split_exponent_full(a);
    const Pair<T> l = log_extended(m.mantissa - one);
    const Pair<T> sum = fast_two_sum(m.exponent * T(constants<T>::ln2_split[0]), l.hi);
    const Pair<T> log_a = fast_two_sum(sum.hi, sum.lo + fma(m.exponent, T(constants<T>::ln2_split[1]), l.lo));

    // y log |x|. Beyond 2^64 (2^32) even the smallest nonzero logarithm gives 0 or infinity.
    const T limit = is_double<T> ? S(0x1p64) : S(0x1p32);
    const T bounded = select(y > limit, limit, select(y < -limit, -limit, y));
    const T product = bounded * log_a.hi;
    const T e = is_double<T> ? clamp_exponent(product, -746, 710) : clamp_exponent(product, -105, 89);
    const T e_lo = select(e == product, fma(bounded, log_a.lo, fma(bounded, log_a.hi, -product)), zero);

    const Rounded<T> n = round_product(e, T(constants<T>::log2_e[0]));
    const Pair<T> r = reduce_ln2(e, n.value);
    const Pair<T> power = exp_reduced(fast_two_sum(r.hi, r.lo + e_lo));
    T result = scale(power.hi + power.lo, n.bits);

    // Base 0 or infinity: 0 or infinity.
    const mask_of<T> edge = (a == zero) | (a == infinity<T>());
    result = select(edge, select((a == zero) ^ (y < zero), zero, infinity<T>()), result);
    // A negative base: odd exponents give a negative result, exponents that are no integer none.
    const mask_of<T> negative = has_sign(x);
    const mask_of<T> integer = rint(y) == y;
    const T half = T(S(0.5)) * y;
    const mask_of<T> odd = integer & (rint(half) != half);
    result = select(negative & odd, -result, result);
    result = select(negative & !integer & !edge, not_a_number<T>(), result);
    result = select(is_nan(x) | is_nan(y), not_a_number<T>(), result);
    return select((y == zero) | (x == one), one, result);
}

// x^(1/3), ULP 0.51 in float64, 0.51 in float32.
template <class T>
REPARAMX_INLINE T cbrt(T x) {
    using S = scalar_of<T>;
    using I = integer_of<T>;
    using J = scalar_of<I>;
    using L = layout_of<T>;
    const T one = S(1);
    const T a = abs(x);
    const mask_of<T> ordinary = (a > T(S(0))) & (a < infinity<T>());
    // a = 2^(3 q + r) m, m in [1, 2), r in {-1, 0, 1}
    const mask_of<T> tiny = a < T(S(L::min_normal));
    const I bits = to_bits(select(ordinary, select(tiny, a * T(is_double<T> ? S(0x1p54) : S(0x1p27)), a), one));
    const T m = from_bits<T>((bits & I(J(L::mantissa_mask))) | I(J(L::one)));
    const T exponent = to_real<T>(shift_right(bits, L::mantissa_bits)) - T(S(L::bias)) -
                       select(tiny, T(is_double<T> ? S(54) : S(27)), T(S(0)));
    const Rounded<T> q = round_product(exponent, T(S(1.0 / 3)));
    const T r = fma(T(S(-3)), q.value, exponent);
    const mask_of<T> up = r > T(S(0.5)), down = r < T(S(-0.5));
    const T z = select(up, m + m, select(down, T(S(0.5)) * m, m));
    // y = z^(-1/3), by one step of order 3: y (1 + d/3 + 2 d^2/9) with d = 1 - z y^3.
    T y = polynomial(m, constants<T>::inverse_cbrt);
    y = y * select(up, T(constants<T>::cbrt_2[0]), select(down, T(constants<T>::cbrt_2[1]), one));
    const T d = fma(-(z * y), y * y, one);
    y = fma(y * d, fma(d, T(S(2.0 / 9)), T(S(1.0 / 3))), y);
    // c = z y^2 is the root; c + (z - c^3) y^2 / 3 is it with one rounding.
    const T c = z * (y * y);
    const Pair<T> square = two_product(c, c);
    const T rest = fma(-square.lo, c, fma(-square.hi, c, z));
    const T root = fma(rest, y * y * T(S(1.0 / 3)), c) * power_of_two<T>(q.bits);
    return select(ordinary, copysign(root, x), x);
}

// sqrt(x^2 + y^2), ULP 0.51 in float64, 0.51 in float32. Infinite if either is, even beside NaN.
template <class T>
REPARAMX_INLINE T hypot(T x, T y) {
    using S = scalar_of<T>;
    const T a = abs(x), b = abs(y);
    const mask_of<T> swap = b > a;
    const T large = select(swap, b, a), small = select(swap, a, b);
    // Squares must neither overflow nor lose bits.
    const mask_of<T> big = large > T(is_double<T> ? S(0x1p500) : S(0x1p60));
    const mask_of<T> tiny = large < T(is_double<T> ? S(0x1p-400) : S(0x1p-40));
    const T down = is_double<T> ? S(0x1p-600) : S(0x1p-80), up = is_double<T> ? S(0x1p600) : S(0x1p80);
    const T factor = select(big, down, select(tiny, up, T(S(1))));
    const T back = select(big, up, select(tiny, down, T(S(1))));
    const Pair<T> p = two_product(large * factor, large * factor);
    const T c = small * factor;
    const Pair<T> q = two_product(c, c);
    const Pair<T> sum = fast_two_sum(p.hi, q.hi);
    const T root = sqrt(sum.hi);
    const T rest = fma(-root, root, sum.hi) + (sum.lo + (p.lo + q.lo));
    const T corrected = root + select(root > T(S(0)), rest / (root + root), T(S(0)));
    const mask_of<T> infinite = (a == infinity<T>()) | (b == infinity<T>());
    return select(infinite, infinity<T>(), select(is_nan(x) | is_nan(y), not_a_number<T>(), corrected * back));
}

}  // namespace reparamx
