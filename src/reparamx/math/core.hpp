// What the functions of this folder are made of: polynomials, pairs (a value in twice the working precision),
// exponents.
#pragma once

#include "../simd.hpp"
#include "elementary_coefficients.hpp"

namespace reparamx {

template <class T>
using constants = elementary<scalar_of<T>>;

template <class T>
REPARAMX_INLINE T infinity() {
    return T(scalar_of<T>(__builtin_inf()));
}
template <class T>
REPARAMX_INLINE T not_a_number() {
    return T(scalar_of<T>(__builtin_nan("")));
}

// Whether the sign is minus, that of -0 included.
template <class T>
REPARAMX_INLINE mask_of<T> has_sign(T a) {
    using S = scalar_of<T>;
    return copysign(T(S(1)), a) < T(S(0));
}

// The layout of a floating-point format.
template <class S>
struct layout;
template <>
struct layout<double> {
    static constexpr int mantissa_bits = 52;
    static constexpr int bias = 1023;
    static constexpr int64_t one = 0x3ff0000000000000;
    static constexpr int64_t sqrt_half = 0x3fe6a09e667f3bcd;
    static constexpr int64_t mantissa_mask = 0x000fffffffffffff;
    static constexpr int64_t exponent_mask = 0x7ff0000000000000;
    static constexpr double round_magic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
    static constexpr double min_normal = 0x1p-1022;
};
template <>
struct layout<float> {
    static constexpr int mantissa_bits = 23;
    static constexpr int bias = 127;
    static constexpr int32_t one = 0x3f800000;
    static constexpr int32_t sqrt_half = 0x3f3504f3;
    static constexpr int32_t mantissa_mask = 0x007fffff;
    static constexpr int32_t exponent_mask = 0x7f800000;
    static constexpr float round_magic = 12582912.0f;
    static constexpr float min_normal = 0x1p-126f;
};
template <class T>
using layout_of = layout<scalar_of<T>>;

// ---------------------------------------------------------------------------------------------- polynomials

// At most four coefficients from c[Begin] on.
template <int Begin, class T, class S, int N>
REPARAMX_INLINE T cubic(T x, T square, const S (&c)[N]) {
    if constexpr (N - Begin == 1) {
        return T(c[Begin]);
    } else if constexpr (N - Begin == 2) {
        return fma(x, T(c[Begin + 1]), T(c[Begin]));
    } else if constexpr (N - Begin == 3) {
        return fma(square, T(c[Begin + 2]), fma(x, T(c[Begin + 1]), T(c[Begin])));
    } else {
        return fma(square, fma(x, T(c[Begin + 3]), T(c[Begin + 2])), fma(x, T(c[Begin + 1]), T(c[Begin])));
    }
}

template <int Begin, class T, class S, int N>
REPARAMX_INLINE T polynomial_from(T x, T square, T fourth, const S (&c)[N]) {
    if constexpr (N - Begin <= 4) {
        return cubic<Begin>(x, square, c);
    } else {
        return fma(fourth, polynomial_from<Begin + 4>(x, square, fourth, c), cubic<Begin>(x, square, c));
    }
}

// c[0] + c[1] x + c[2] x^2 + ...: Estrin's scheme by fours, Horner's above. Few operations, and few of them in a chain.
template <class T, class S, int N>
REPARAMX_INLINE T polynomial(T x, const S (&c)[N]) {
    const T square = N > 2 ? x * x : x;
    const T fourth = N > 4 ? square * square : x;
    return polynomial_from<0>(x, square, fourth, c);
}

// ---------------------------------------------------------------------------------------------- pairs

// hi + lo, unevaluated, |lo| at most about half a unit in the last place of hi.
template <class T>
struct Pair {
    T hi, lo;
};

// a + b exactly, for |a| >= |b| or a = 0.
template <class T>
REPARAMX_INLINE Pair<T> fast_two_sum(T a, T b) {
    const T s = a + b;
    return {s, (a - s) + b};
}

// a + b exactly.
template <class T>
REPARAMX_INLINE Pair<T> two_sum(T a, T b) {
    const T s = a + b;
    const T t = s - a;
    return {s, (a - (s - t)) + (b - t)};
}

// a * b exactly (where nothing underflows).
template <class T>
REPARAMX_INLINE Pair<T> two_product(T a, T b) {
    const T p = a * b;
    return {p, fma(a, b, -p)};
}

// ---------------------------------------------------------------------------------------------- tables

// table[k] for whole numbers k, 0 <= k < n. Loads of single values: a gather is no faster, and on some machines slower.
template <class T, int n>
REPARAMX_INLINE T lookup(const scalar_of<T> (&table)[n], T k) {
    const integer_of<T> index = to_integer(k);
    if constexpr (__is_same(T, scalar_of<T>)) {
        return table[index];
    } else {
        T r;
#pragma GCC unroll 16
        for (int i = 0; i < type_of<T>::lanes; ++i) r.v[i] = table[index.v[i]];
        return r;
    }
}

// ---------------------------------------------------------------------------------------------- exponents

template <class S>
struct Unsigned {
    using type = uint64_t;
};
template <>
struct Unsigned<int32_t> {
    using type = uint32_t;
};
template <class S>
using unsigned_of = typename Unsigned<S>::type;

// Integer lanes added; the bits of NaN may overflow, and are nobody's concern.
REPARAMX_INLINE int64_t wrapping_add(int64_t a, int64_t b) { return int64_t(uint64_t(a) + uint64_t(b)); }
REPARAMX_INLINE int32_t wrapping_add(int32_t a, int32_t b) { return int32_t(uint32_t(a) + uint32_t(b)); }
template <class S, int N>
REPARAMX_INLINE Vec<S, N> wrapping_add(Vec<S, N> a, Vec<S, N> b) {
    using Words = Vec<unsigned_of<S>, N>;
    return bit_cast<Vec<S, N>>(bit_cast<Words>(a) + bit_cast<Words>(b));
}

// x rounded to an integer, |x| < 2^50 (2^21 for float); `bits` holds the same integer, plus the bits of a constant that
// ends in zeros: its low bits are those of the integer in two's complement.
template <class T>
struct Rounded {
    T value;
    integer_of<T> bits;
};
template <class T>
REPARAMX_INLINE Rounded<T> round_product(T x, T factor) {
    const T magic = layout_of<T>::round_magic;
    const T shifted = fma(x, factor, magic);
    return {shifted - magic, to_bits(shifted)};
}

// 2^n for an integer n whose result is normal; `bits` as in Rounded.
template <class T>
REPARAMX_INLINE T power_of_two(integer_of<T> bits) {
    using I = scalar_of<integer_of<T>>;
    return from_bits<T>(wrapping_add(bits, integer_of<T>(I(layout_of<T>::bias))) << layout_of<T>::mantissa_bits);
}

// y * 2^n in two steps, each by about half of n: one rounding only, even where the result is subnormal or overflows.
// Holds for |n| < 2 * bias; `bits` as in Rounded.
template <class T>
REPARAMX_INLINE T scale(T y, integer_of<T> bits) {
    using L = layout_of<T>;
    using I = integer_of<T>;
    using J = scalar_of<I>;
    // (n + 2 bias) / 2 is floor(n / 2) + bias: shifted to the exponent's place, its low bit falls out under the mask.
    const I first = (wrapping_add(bits, I(J(2 * L::bias))) << (L::mantissa_bits - 1)) & I(J(L::exponent_mask));
    const I second = (wrapping_add(bits, I(J(2 * L::bias + 1))) << (L::mantissa_bits - 1)) & I(J(L::exponent_mask));
    return y * from_bits<T>(first) * from_bits<T>(second);
}

// x = mantissa * 2^exponent with mantissa in [1/sqrt 2, sqrt 2), for positive normal x.
template <class T>
struct Split {
    T exponent, mantissa;
};
template <class T>
REPARAMX_INLINE Split<T> split_exponent(T x) {
    using L = layout_of<T>;
    using I = integer_of<T>;
    using J = scalar_of<I>;
    const T big = is_double<T> ? scalar_of<T>(0x1p52) : scalar_of<T>(0x1p23);
    const I bits = wrapping_add(to_bits(x), I(J(L::one - L::sqrt_half)));
    // The exponent written into the mantissa of 2^52 is the number 2^52 + exponent.
    const I exponent = shift_right(bits, L::mantissa_bits) | to_bits(big);
    return {from_bits<T>(exponent) - (big + T(scalar_of<T>(L::bias))),
            from_bits<T>((bits & I(J(L::mantissa_mask))) + I(J(L::sqrt_half)))};
}

// The same for any positive finite x, subnormal ones included.
template <class T>
REPARAMX_INLINE Split<T> split_exponent_full(T x) {
    using S = scalar_of<T>;
    const S bits = is_double<T> ? S(54) : S(25);
    const T lift = is_double<T> ? S(0x1p54) : S(0x1p25);
    const mask_of<T> tiny = x < T(S(layout_of<T>::min_normal));
    Split<T> r = split_exponent(select(tiny, x * lift, x));
    r.exponent = r.exponent - select(tiny, T(bits), T(S(0)));
    return r;
}

}  // namespace reparamx
