// Standard noises from raw bits: u -> -log u, and Box and Muller's pair (r cos t, r sin t), r = sqrt(-2 log u).
//
//                 float64                                   float32
//   uniform       [2^-53, 1 - 2^-53]                        [2^-33, 1 - 2^-24]
//   exponential   [2^-53, 36.74]                            [2^-33, 22.88]
//   gumbel        [-3.604, 36.74]                           [-3.131, 22.88]
//   rayleigh      [1.490e-8, 8.572]                         [1.526e-5, 6.764]
//   normal        |z| <= 8.572                              |z| <= 6.764
//
// These are private forms of log, sin and cos, not those of math/: their arguments cannot be zero, infinite or out of
// range, so that nothing needs to be asked, and both tails of u are exact. Within 2 ulp (normal: 4 ulp; gumbel: 2 ulp
// of its value or of 1, whichever is larger, because it has a zero).
#pragma once

#include "noise.hpp"
#include "uniform.hpp"
#include "xoshiro.hpp"

namespace reparamx::random {

// c[0] + z c[1] + ...
template <class T, int n>
REPARAMX_INLINE T horner(T z, const scalar_of<T> (&c)[n]) {
    T r(c[n - 1]);
#pragma GCC unroll 16
    for (int k = n - 2; k >= 0; --k) r = fma(r, z, T(c[k]));
    return r;
}

// -log(2^e (1 + f)), sqrt(1/2) <= 1 + f < sqrt 2 or so, from s = f / (2 + f): log(1 + f) = f - s (f - s^2 P(s^2)),
// where P interpolates 2 (artanh(s) - s) / s^3 at Chebyshev nodes (tests/data/make_noise_known_answers.py checks it):
// relative errors of the logarithm of 5e-18 and 3e-9. The leading term is f itself, which is exact.
template <class T>
REPARAMX_INLINE T log_ratio(T f) {
    return f / (f + T(scalar_of<T>(2)));
}
template <class T>
REPARAMX_INLINE T minus_log_reduced(T e, T f, T s) {
    const T z = s * s;
    if constexpr (is_double<T>) {
        constexpr double even[] = {0x1.5555555555558p-1, 0x1.2492492df281ap-2, 0x1.7462b51cb66b1p-3,
                                   0x1.2b5900de53b32p-3};
        constexpr double odd[] = {0x1.99999999952d7p-2, 0x1.c71c62e3f11e6p-3, 0x1.39fe51a7c18f9p-3};
        const T w = z * z;  // two chains of half the length
        const T p = fma(z, horner(w, odd), horner(w, even));
        return fma(s, fma(-z, p, f), fma(-e, T(0x1.62e42fefa39efp-1), -f));
    } else {
        constexpr float p[] = {0x1.55555cp-1f, 0x1.997c2ep-2f, 0x1.2ee656p-2f};
        return fma(s, fma(-z, horner(z, p), f), fma(-e, T(0x1.62e430p-1f), -f));
    }
}

// x = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt 2), x positive and normal.
template <class T>
struct Split {
    T e, f;
};
template <int N>
REPARAMX_INLINE Split<Vec<double, N>> split_exponent(Vec<double, N> x) {
    using V = Vec<double, N>;
    using W = Vec<uint64_t, N>;
    constexpr uint64_t one = 0x3FF0000000000000, sqrt_half = 0x3FE6A09E00000000;
    const W t = bit_cast<W>(x) + W(one - sqrt_half);
    const V e = bit_cast<V>((t >> 52) | W(uint64_t(0x4330000000000000))) - V(0x1p52 + 1023.0);
    const V m = bit_cast<V>((t & W(uint64_t(0x000FFFFFFFFFFFFF))) + W(sqrt_half));
    return {e, m - V(1.0)};
}
template <int N>
REPARAMX_INLINE Split<Vec<float, N>> split_exponent(Vec<float, N> x) {
    using V = Vec<float, N>;
    using I = Vec<int32_t, N>;
    constexpr int32_t one = 0x3F800000, sqrt_half = 0x3F3504F3;
    const I t = bit_cast<I>(x) + I(one - sqrt_half);
    const V e = to_float((t >> 23) - I(127));
    const V m = bit_cast<V>((t & I(0x007FFFFF)) + I(sqrt_half));
    return {e, m - V(1.0f)};
}

// The uniform that a word stands for, reduced.
template <int N>
REPARAMX_INLINE Split<Vec<double, N>> split_unit(Vec<uint64_t, N> word) {
    return split_exponent(unit(word));
}
// Two-sided: log(1 - v) is never taken of a rounded 1 - v; only its reduced argument differs.
template <int N>
REPARAMX_INLINE Split<Vec<float, N>> split_unit(Vec<uint32_t, N> word) {
    using V = Vec<float, N>;
    const Sides<V> s = sides(word);
    const Split<V> left = split_exponent(s.v);
    const auto far = s.v > V(0.29289323f);  // 1 - v < sqrt(1/2): halve the exponent; 1 - 2v is exact there
    const V f = select(far, fma(V(-2.0f), s.v, V(1.0f)), -s.v);
    const V e = select(far, V(-1.0f), V(0.0f));
    return {select(s.upper, e, left.e), select(s.upper, f, left.f)};
}

// -log u of the uniform that the word stands for.
template <class W>
REPARAMX_INLINE auto minus_log_unit(W word) {
    const auto r = split_unit(word);
    return minus_log_reduced(r.e, r.f, log_ratio(r.f));
}

// Calls every stage, one after the other, for every vector of the first of every `rows` rows of lanes among n values:
// stage(i), the vector's place. A stage runs two groups of rows behind the one before it, because a processor overlaps
// only as many iterations as its some 130 waiting operations hold: stages that follow each other at once take twice as
// long, and in loops of their own each waits for its own bottleneck, the divider or the multiplier.
template <class V, int rows, class... Stages>
REPARAMX_INLINE void in_stages(int64_t n, Stages... stages) {
    constexpr int64_t row = generators * int(sizeof(uint64_t) / sizeof(scalar_of<V>)), group = rows * row;
    constexpr int64_t delay = 2 * group, last = delay * int64_t(sizeof...(Stages) - 1);
    const int64_t end = n / group * group;
    const auto run = [&](auto stage, int64_t i) __attribute__((always_inline)) {
        if (i < 0 || i >= end) return;
#pragma GCC unroll 1
        for (int64_t c = 0; c < row; c += type_of<V>::lanes) stage(i + c);
    };
    for (int64_t i = 0; i < end + last; i += group) {
        int64_t at = i + delay;
        (run(stages, at -= delay), ...);
    }
}

inline constexpr int64_t most_values = 256;

// values[i] = then(-log of what `split` reduces values[i] to).
template <class V, int rows, class F, class G>
REPARAMX_INLINE void minus_logs(scalar_of<V>* values, int64_t n, F split, G then) {
    alignas(64) scalar_of<V> exponent[most_values], ratio[most_values];
    const auto reduce = [&](int64_t i) __attribute__((always_inline)) {
        const Split<V> r = split(load<V>(values + i));
        store(exponent + i, r.e);
        store(values + i, r.f);
        store(ratio + i, log_ratio(r.f));
    };
    const auto finish = [&](int64_t i) __attribute__((always_inline)) {
        const V e = load<V>(exponent + i), f = load<V>(values + i), s = load<V>(ratio + i);
        store(values + i, then(minus_log_reduced(e, f, s)));
    };
    in_stages<V, rows>(n, reduce, finish);
}

// The same of the uniforms that words stand for.
template <class V, int rows, class G>
REPARAMX_INLINE void minus_log_units(scalar_of<V>* values, int64_t n, G then) {
    const auto split = [](V word) __attribute__((always_inline)) { return split_unit(bit_cast<Bits<V>>(word)); };
    minus_logs<V, rows>(values, n, split, then);
}
template <class V>
REPARAMX_INLINE V itself(V x) {
    return x;
}

// A point on the circle of a radius. The upper bits of the word are an angle (pi/4) x, -1 < x < 1; where bit 1 is set
// its cosine and sine are exchanged; bit 0 is the sign of both. That is the whole circle, with no range reduction and
// no cancellation.
template <class T>
struct Point {
    T x, y;
};
template <class T>
REPARAMX_INLINE Point<T> on_circle(Bits<T> word, T radius) {
    using S = scalar_of<T>;
    using W = Bits<T>;
    constexpr int top = sizeof(S) * 8 - 1;
    T x, cosine, sine;
    // sin((pi/4) x) = x (pi/4 + z P(z)), cos((pi/4) x) = 1 + z Q(z), z = x^2; P and Q interpolate at Chebyshev nodes of
    // 0 <= z <= 1 (tests/data/make_noise_known_answers.py checks them): relative errors 1e-17 and 3e-17, 2e-9 and 1e-8.
    if constexpr (is_double<T>) {
        constexpr S p[] = {-0x1.4abbce625be52p-4, 0x1.466bc6775a476p-9,   -0x1.32d2cce500387p-15,
                           0x1.50783208843ebp-22, -0x1.e3027dea82bd7p-30, 0x1.e4a9d9166f052p-38};
        constexpr S q[] = {-0x1.3bd3cc9be45dep-2,  0x1.03c1f081b5ac0p-6,  -0x1.55d3c7e3cb241p-12, 0x1.e1f5068688d5bp-19,
                           -0x1.a6d1eef479be1p-26, 0x1.f9ce245cada0bp-34, -0x1.b2f3eb054afcdp-42};
        x = bit_cast<T>((word >> 12) | W(uint64_t(0x4000000000000001))) - T(3.0);  // odd: never 0
        const T z = x * x;
        sine = x * fma(z, horner(z, p), T(0x1.921fb54442d18p-1));
        cosine = fma(z, horner(z, q), T(1.0));
    } else {
        constexpr S p[] = {-0x1.4abbcep-4f, 0x1.466bc2p-9f, -0x1.32ce1ep-15f, 0x1.4cb762p-22f};
        constexpr S q[] = {-0x1.3bd3ccp-2f, 0x1.03c1eap-6f, -0x1.55cb98p-12f, 0x1.db6492p-19f};
        x = fma(to_float(bit_cast<integer_of<T>>(word) >> 2), T(0x1p-29f), T(0x1p-30f));
        const T z = x * x;
        sine = fma(x, T(0x1.921fb6p-1f), x * fma(z, horner(z, p), T(-0x1.777a5cp-26f)));
        cosine = fma(z, horner(z, q), T(1.0f));
    }
    using I = integer_of<T>;
    const mask_of<T> swap{(bit_cast<I>(word << (top - 1)) < I(scalar_of<I>(0))).v};
    const T r = bit_cast<T>(bit_cast<W>(radius) ^ (word << top));
    return {r * select(swap, sine, cosine), r * select(swap, cosine, sine)};
}

// One struct per noise of noise.hpp: makes n values, at most 256 and whole groups of `rows` rows of lanes, in place of
// as many words.
struct Uniform {
    static constexpr int rows = 1;
    template <class V> static void transform(scalar_of<V>* values, int64_t n) {
        in_stages<V, rows>(n, [&](int64_t i) __attribute__((always_inline)) {
            store(values + i, unit(bit_cast<Bits<V>>(load<V>(values + i))));
        });
    }
};

struct Normal {
    static constexpr int rows = 2;
    template <class V> static void transform(scalar_of<V>* values, int64_t n) {
        constexpr int64_t row = generators * int(sizeof(uint64_t) / sizeof(scalar_of<V>));
        minus_log_units<V, rows>(values, n, itself<V>);
        in_stages<V, rows>(n, [&](int64_t i) __attribute__((always_inline)) {
            const V exponential = load<V>(values + i);
            const Bits<V> turn = bit_cast<Bits<V>>(load<V>(values + i + row));
            const Point<V> point = on_circle<V>(turn, sqrt(exponential + exponential));
            store(values + i, point.x);
            store(values + i + row, point.y);
        });
    }
};

struct Exponential {
    static constexpr int rows = 1;
    template <class V> static void transform(scalar_of<V>* values, int64_t n) {
        minus_log_units<V, rows>(values, n, itself<V>);
    }
};

struct Gumbel {
    static constexpr int rows = 1;
    template <class V> static void transform(scalar_of<V>* values, int64_t n) {
        minus_log_units<V, rows>(values, n, itself<V>);
        minus_logs<V, rows>(values, n, [](V x) __attribute__((always_inline)) { return split_exponent(x); }, itself<V>);
    }
};

struct Rayleigh {
    static constexpr int rows = 1;
    template <class V> static void transform(scalar_of<V>* values, int64_t n) {
        minus_log_units<V, rows>(values, n, [](V x) __attribute__((always_inline)) { return sqrt(x + x); });
    }
};

}  // namespace reparamx::random
