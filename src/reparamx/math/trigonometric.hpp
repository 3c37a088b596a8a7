// Circular functions: sin, cos, tan, sinpi, cospi, sincospi, and their inverses asin, acos, atan, atan2.
//
// The ULP of each is the largest error found, rounded up: in float64 among millions of arguments, most of them near
// zeros, thresholds and powers of two, against 113-bit references; in float32 among 1/61 of all. The bound that is
// promised and tested is that of the row in the op table.
#pragma once

#include "core.hpp"

namespace reparamx {

// ---------------------------------------------------------------------------------------------- quadrants

// An angle as quadrant * pi/2 + r with |r| <= pi/4; only the low two bits of `quadrant` count.
template <class T>
struct Quadrant {
    Pair<T> r;
    integer_of<T> quadrant;
};

// One argument of any size, by the method of Payne and Hanek: x * 2/pi modulo 4 in whole numbers, from those bits of
// 2/pi that matter. Plain integers, so that the bits are the same wherever it runs.
inline __attribute__((noinline)) Quadrant<double> reduce_huge(double x) {
    const int64_t bits = to_bits(x);
    const int exponent = int((bits >> 52) & 0x7ff) - 1075;  // |x| = mantissa * 2^exponent
    if (exponent > 971) return {{x - x, 0.0}, 0};           // infinite or NaN
    const uint64_t mantissa = (uint64_t(bits) & 0x000fffffffffffff) | 0x0010000000000000;
    // Bits of 2/pi of weight 2^(2 - exponent) and more give multiples of 4: take the 192 bits after them.
    const int start = exponent - 2 + 64;
    const int word = start / 64, shift = start % 64;
    uint64_t window[3];
    for (int i = 0; i < 3; ++i) {
        window[i] = two_over_pi_words[word + i] << shift;
        if (shift) window[i] |= two_over_pi_words[word + i + 1] >> (64 - shift);
    }
    // mantissa * window modulo 2^192, in units of 2^-190, is |x| * 2/pi modulo 4.
    using Wide = unsigned __int128;
    const Wide low = Wide(mantissa) * window[2];
    const Wide middle = Wide(mantissa) * window[1] + uint64_t(low >> 64);
    const uint64_t high = mantissa * window[0] + uint64_t(middle >> 64);
    Wide top = (Wide(high) << 64) | uint64_t(middle);
    uint64_t bottom = uint64_t(low);
    int64_t quadrant = int64_t(top >> 126);
    top = (top << 2) | (bottom >> 62);
    bottom <<= 2;
    // The rest as a signed fraction in [-1/2, 1/2).
    const bool negative = (top >> 127) != 0;
    if (negative) {
        quadrant += 1;
        bottom = ~bottom + 1;
        top = ~top + (bottom == 0);
    }
    const int zeros =
        uint64_t(top >> 64) ? __builtin_clzll(uint64_t(top >> 64)) : 64 + __builtin_clzll(uint64_t(top) | 1);
    if (zeros) top = (top << zeros) | (zeros < 64 ? Wide(bottom >> (64 - zeros)) : (Wide(bottom) << (zeros - 64)));
    const double unit = from_bits<double>((int64_t(1023 - zeros)) << 52);  // 2^-zeros
    const double first = double(uint64_t(top >> 75)) * 0x1p-53 * unit;
    const double second = double(uint64_t(top >> 22) & 0x001fffffffffffff) * 0x1p-106 * unit;
    // Times pi/2.
    using C = elementary<double>;
    const Pair<double> p = two_product(first, C::half_pi[0]);
    const Pair<double> r = fast_two_sum(p.hi, p.lo + fma(first, C::half_pi[1], second * C::half_pi[0]));
    const bool flip = negative != (bits < 0);
    return {flip ? Pair<double>{-r.hi, -r.lo} : r, bits < 0 ? -quadrant : quadrant};
}

REPARAMX_INLINE void reduce_huge_lanes(double x, bool huge, Quadrant<double>& q) {
    if (huge) q = reduce_huge(x);
}
REPARAMX_INLINE void reduce_huge_lanes(float x, bool huge, Quadrant<float>& q) {
    if (!huge) return;
    const Quadrant<double> wide = reduce_huge(double(x));
    const float hi = float(wide.r.hi);
    q = {{hi, float(wide.r.hi - double(hi))}, int32_t(wide.quadrant)};
}
template <class S, int N>
REPARAMX_INLINE void reduce_huge_lanes(Vec<S, N> x, Mask<S, N> huge, Quadrant<Vec<S, N>>& q) {
    for (int i = 0; i < N; ++i) {
        Quadrant<S> one = {{q.r.hi[i], q.r.lo[i]}, q.quadrant[i]};
        reduce_huge_lanes(S(x[i]), huge.v[i] != 0, one);
        q.r.hi.v[i] = one.r.hi;
        q.r.lo.v[i] = one.r.lo;
        q.quadrant.v[i] = one.quadrant;
    }
}

// x modulo pi/2. x - n half_pi[0] is exact, and three parts more hold the rest to far below the last place of r.
template <class T>
REPARAMX_INLINE Quadrant<T> reduce_half_pi(T x) {
    using S = scalar_of<T>;
    const Rounded<T> n = round_product(x, T(constants<T>::two_over_pi));
    const T head = fma(-n.value, T(constants<T>::half_pi[0]), x);
    const Pair<T> p = two_product(n.value, T(constants<T>::half_pi[1]));
    const Pair<T> r = two_sum(head, -p.hi);
    const T tail = fma(-n.value, T(constants<T>::half_pi[3]), fma(-n.value, T(constants<T>::half_pi[2]), r.lo - p.lo));
    Quadrant<T> q = {fast_two_sum(r.hi, tail), n.bits};
    const mask_of<T> huge = abs(x) > T(is_double<T> ? S(0x1p30) : S(0x1p15));
    if (any(huge)) reduce_huge_lanes(x, huge, q);
    return q;
}

// Whether the lowest bit is set.
template <class T>
REPARAMX_INLINE auto is_odd(integer_of<T> a) {
    using I = integer_of<T>;
    using J = scalar_of<I>;
    return (a & I(J(1))) != I(J(0));
}

// a with its sign changed where bit `bit` of `flags` is set.
template <class T>
REPARAMX_INLINE T flip_sign(T a, integer_of<T> flags, int bit) {
    const int top = int(sizeof(scalar_of<T>)) * 8 - 1;
    return from_bits<T>(to_bits(a) ^ ((flags << (top - bit)) & sign_bit<T>()));
}

// ---------------------------------------------------------------------------------------------- sine, cosine, tangent

// sin(r) and cos(r) for |r| <= pi/4, each as a value and a correction to it.
template <class T>
REPARAMX_INLINE Pair<T> sin_reduced(Pair<T> r) {
    using S = scalar_of<T>;
    const T z = r.hi * r.hi;
    const T lo = fma(T(S(-0.5)) * z, r.lo, r.lo);
    return {r.hi, fma(z * r.hi, polynomial(z, constants<T>::sin), lo)};
}
template <class T>
REPARAMX_INLINE Pair<T> cos_reduced(Pair<T> r) {
    using S = scalar_of<T>;
    const T z = r.hi * r.hi;
    const T z_lo = fma(T(S(0.5)) * r.hi, r.hi, T(S(-0.5)) * z);
    const Pair<T> head = fast_two_sum(T(S(1)), T(S(-0.5)) * z);
    const T small = fma(-r.hi, r.lo, head.lo - z_lo);
    return {head.hi, fma(z * z, polynomial(z, constants<T>::cos), small)};
}

// sin x, ULP 0.77 in float64, 0.79 in float32.
template <class T>
REPARAMX_INLINE T sin(T x) {
    using S = scalar_of<T>;
    const Quadrant<T> q = reduce_half_pi(x);
    const Pair<T> s = sin_reduced(q.r), c = cos_reduced(q.r);
    const T y = flip_sign(select(is_odd<T>(q.quadrant), c.hi + c.lo, s.hi + s.lo), q.quadrant, 1);
    return select(x == T(S(0)), x, y);  // -0 stays
}

// cos x, ULP 0.81 in float64, 0.77 in float32.
template <class T>
REPARAMX_INLINE T cos(T x) {
    using I = integer_of<T>;
    const Quadrant<T> q = reduce_half_pi(x);
    const Pair<T> s = sin_reduced(q.r), c = cos_reduced(q.r);
    const T y = select(is_odd<T>(q.quadrant), s.hi + s.lo, c.hi + c.lo);
    return flip_sign(y, wrapping_add(q.quadrant, I(scalar_of<I>(1))), 1);
}

// tan x, ULP 0.91 in float64, 0.93 in float32.
template <class T>
REPARAMX_INLINE T tan(T x) {
    using S = scalar_of<T>;
    const Quadrant<T> q = reduce_half_pi(x);
    const Pair<T> s = sin_reduced(q.r), c = cos_reduced(q.r);
    const auto odd = is_odd<T>(q.quadrant);
    const Pair<T> n = fast_two_sum(select(odd, c.hi, s.hi), select(odd, c.lo, s.lo));
    const Pair<T> d = fast_two_sum(select(odd, s.hi, c.hi), select(odd, s.lo, c.lo));
    const T y = n.hi / d.hi;
    const T rest = (fma(-y, d.hi, n.hi) + fma(-y, d.lo, n.lo)) / d.hi;
    return select(x == T(S(0)), x, flip_sign(y + rest, q.quadrant, 0));
}

// ---------------------------------------------------------------------------------------------- in half turns

// sin(pi r) and cos(pi r) for |r| <= 1/4.
template <class T>
REPARAMX_INLINE T sinpi_reduced(T r) {
    const T z = r * r;
    const T tail = fma(z, polynomial(z, constants<T>::sinpi), T(constants<T>::pi[1]));
    return fma(r, T(constants<T>::pi[0]), r * tail);
}
template <class T>
REPARAMX_INLINE T cospi_reduced(T r) {
    using S = scalar_of<T>;
    const T one = S(1);
    const T c = -constants<T>::half_pi_squared[0];
    const T z = r * r;
    const T z_lo = fma(r, r, -z);
    const T head = fma(z, c, one);
    const T head_lo = fma(z, c, one - head);
    const T small = fma(z_lo, c, fma(z, T(-constants<T>::half_pi_squared[1]), head_lo));
    return head + fma(z * z, polynomial(z, constants<T>::cospi), small);
}

// sin(pi x) and cos(pi x) for |x| < 2^20, for angles that are made, not given: ULP 0.80 in float64, 0.97 in float32.
// Zeros may have either sign.
template <class T>
REPARAMX_INLINE void sincospi(T x, T* sine, T* cosine) {
    using S = scalar_of<T>;
    using I = integer_of<T>;
    const Rounded<T> n = round_product(x, T(S(2)));
    const T r = fma(n.value, T(S(-0.5)), x);  // exact
    const T s = sinpi_reduced(r), c = cospi_reduced(r);
    const auto odd = is_odd<T>(n.bits);
    *sine = flip_sign(select(odd, c, s), n.bits, 1);
    *cosine = flip_sign(select(odd, s, c), wrapping_add(n.bits, I(scalar_of<I>(1))), 1);
}

// x modulo 2, in [-1, 1], exactly.
template <class T>
REPARAMX_INLINE T reduce_turn(T x) {
    using S = scalar_of<T>;
    return fma(T(S(-2)), rint(T(S(0.5)) * x), x);
}

// sin(pi x), ULP 0.80 in float64, 0.97 in float32. At integers 0 with the sign of x.
template <class T>
REPARAMX_INLINE T sinpi(T x) {
    T s, c;
    sincospi(reduce_turn(x), &s, &c);
    return select(s == T(scalar_of<T>(0)), copysign(s, x), s);
}

// cos(pi x), ULP 0.79 in float64, 0.73 in float32. At half-integers +0.
template <class T>
REPARAMX_INLINE T cospi(T x) {
    T s, c;
    sincospi(reduce_turn(x), &s, &c);
    return c + T(scalar_of<T>(0));  // -0 becomes +0
}

// ---------------------------------------------------------------------------------------------- inverses

// The part asin and acos share. Up to 1/2: asin |x| = head + tail. Above, with z = (1 - |x|) / 2:
// acos |x| = 2 asin(sqrt z) = 2 (head + tail).
template <class T>
REPARAMX_INLINE Pair<T> asin_reduced(T a, mask_of<T> above) {
    using S = scalar_of<T>;
    const T z = select(above, fma(T(S(-0.5)), a, T(S(0.5))), a * a);
    const T root = sqrt(z);
    const T root_lo = select(root > T(S(0)), fma(-root, root, z) / (root + root), T(S(0)));
    const T head = select(above, root, a);
    const T tail = select(above, root_lo, T(S(0)));
    return {head, fma(head * z, polynomial(z, constants<T>::asin), tail)};
}

// asin x, ULP 0.68 in float64, 0.69 in float32.
template <class T>
REPARAMX_INLINE T asin(T x) {
    using S = scalar_of<T>;
    const T a = abs(x);
    const mask_of<T> above = a > T(S(0.5));
    const Pair<T> r = asin_reduced(a, above);
    const Pair<T> sum = fast_two_sum(T(constants<T>::half_pi[0]), T(S(-2)) * r.hi);
    const T high = sum.hi + (sum.lo + fma(T(S(-2)), r.lo, T(constants<T>::half_pi[1])));
    return copysign(select(above, high, r.hi + r.lo), x);
}

// acos x, ULP 0.65 in float64, 0.65 in float32.
template <class T>
REPARAMX_INLINE T acos(T x) {
    using S = scalar_of<T>;
    const T zero = S(0), two = S(2);
    const T a = abs(x);
    const mask_of<T> above = a > T(S(0.5));
    const Pair<T> r = asin_reduced(a, above);
    // Up to 1/2: pi/2 - asin x. Below -1/2: pi - acos |x|. Above 1/2: acos |x|.
    const T sign = select(above & (x > zero), T(S(1)), select(above | (x > zero), T(S(-1)), T(S(1))));
    const T times = select(above, two, T(S(1))) * sign;
    const T base = select(above, select(x > zero, zero, T(constants<T>::pi[0])), T(constants<T>::half_pi[0]));
    const T base_lo = select(above, select(x > zero, zero, T(constants<T>::pi[1])), T(constants<T>::half_pi[1]));
    const Pair<T> sum = fast_two_sum(base, times * r.hi);
    return sum.hi + (sum.lo + fma(times, r.lo, base_lo));
}

// The angle of the point (x, y), in [-pi, pi], ULP 0.75 in float64, 0.75 in float32.
template <class T>
REPARAMX_INLINE T atan2(T y, T x) {
    using S = scalar_of<T>;
    const T zero = S(0), one = S(1);
    const mask_of<T> infinite = (abs(x) == infinity<T>()) | (abs(y) == infinity<T>());
    const T a = select(infinite, select(abs(x) == infinity<T>(), one, zero), abs(x));
    const T b = select(infinite, select(abs(y) == infinity<T>(), one, zero), abs(y));
    const mask_of<T> steep = b > a;
    T large = select(steep, b, a), small = select(steep, a, b);
    // No sum may overflow, and no remainder of the quotient may be lost among the subnormal numbers.
    const T up = is_double<T> ? S(0x1p600) : S(0x1p60), down = is_double<T> ? S(0x1p-100) : S(0x1p-20);
    const T factor = select(large < T(is_double<T> ? S(0x1p400) : S(0x1p60)), up,
                            select(large > T(is_double<T> ? S(0x1p1000) : S(0x1p120)), down, one));
    large = select(large == zero, one, large * factor);
    small = small * factor;
    // atan(small / large), or pi/4 + atan((small - large) / (small + large)) above tan(pi/8).
    const mask_of<T> middle = small > T(constants<T>::tan_eighth_pi) * large;
    const Pair<T> difference = fast_two_sum(large, -small), sum = fast_two_sum(large, small);
    const T n = select(middle, -difference.hi, small), n_lo = select(middle, -difference.lo, zero);
    const T d = select(middle, sum.hi, large), d_lo = select(middle, sum.lo, zero);
    const T inverse = one / d;
    const T t = n * inverse;
    const T t_lo = (fma(-t, d, n) + fma(-t, d_lo, n_lo)) * inverse;
    const T z = t * t;
    const T tail = fma(z * t, polynomial(z, constants<T>::atan), fma(-z, t_lo, t_lo));
    // The angle is eighths * pi/4 + sign * (t + tail).
    const mask_of<T> left = has_sign(x);
    T eighths = select(middle, one, zero);
    eighths = select(steep, T(S(2)) - eighths, eighths);
    eighths = select(left, T(S(4)) - eighths, eighths);
    const T sign = select(steep ^ left, -one, one);
    const T base = eighths * T(S(0.5)) * T(constants<T>::half_pi[0]);
    const T base_lo = fma(eighths * T(S(0.5)), T(constants<T>::half_pi[0]), -base) +
                      eighths * T(S(0.5)) * T(constants<T>::half_pi[1]);
    const Pair<T> total = fast_two_sum(base, sign * t);
    const T angle = total.hi + (total.lo + fma(sign, tail, base_lo));
    return select(is_nan(x) | is_nan(y), not_a_number<T>(), copysign(angle, y));
}

// atan x, ULP 0.71 in float64, 0.71 in float32.
template <class T>
REPARAMX_INLINE T atan(T x) {
    return atan2(x, T(scalar_of<T>(1)));
}

}  // namespace reparamx
