// Vec<S, N>: N values of type S in one machine register, and the same vocabulary for a plain double or float.
//
// Everything that must give equal bits on every machine is written in these few operations. Each is exact or
// correctly rounded, so its result does not depend on the instruction set: + - * / sqrt fma, rounding, selection, bits.
// Only GCC and Clang vector extensions are needed; intrinsics appear where the extensions have no spelling.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

#define REPARAMX_INLINE inline __attribute__((always_inline))
// For what is long and called in several places: one copy of its code.
#define REPARAMX_NOINLINE __attribute__((noinline))

namespace reparamx {

template <class S, int N>
struct Vec;

// The integer of the same size, and the scalar inside a vector.
template <class T> struct type_of;
template <class S, class I> struct OneValue {
    using scalar = S;
    using integer = I;
    using mask = bool;
    static constexpr int lanes = 1;
};
template <> struct type_of<double> : OneValue<double, int64_t> {};
template <> struct type_of<float> : OneValue<float, int32_t> {};
template <> struct type_of<int64_t> : OneValue<int64_t, int64_t> {};
template <> struct type_of<int32_t> : OneValue<int32_t, int32_t> {};
template <> struct type_of<uint64_t> : OneValue<uint64_t, int64_t> {};
template <> struct type_of<uint32_t> : OneValue<uint32_t, int32_t> {};

// A lane-wise truth value: all bits set or none.
template <class S, int N>
struct Mask {
    using integer = typename type_of<S>::integer;
    typedef integer raw __attribute__((vector_size(N * sizeof(integer))));
    raw v;
    REPARAMX_INLINE friend Mask operator&(Mask a, Mask b) { return {a.v & b.v}; }
    REPARAMX_INLINE friend Mask operator|(Mask a, Mask b) { return {a.v | b.v}; }
    REPARAMX_INLINE friend Mask operator^(Mask a, Mask b) { return {a.v ^ b.v}; }
    REPARAMX_INLINE friend Mask operator!(Mask a) { return {~a.v}; }
};

template <class S, int N>
struct Vec {
    typedef S raw __attribute__((vector_size(N * sizeof(S))));
    raw v;

    Vec() = default;
    REPARAMX_INLINE Vec(S s) : v(s - raw{}) {}  // s - 0 is s for every s, -0 included
    REPARAMX_INLINE static Vec of(raw r) {
        Vec a;
        a.v = r;
        return a;
    }

    REPARAMX_INLINE S operator[](int i) const { return v[i]; }

    REPARAMX_INLINE friend Vec operator+(Vec a, Vec b) { return of(a.v + b.v); }
    REPARAMX_INLINE friend Vec operator-(Vec a, Vec b) { return of(a.v - b.v); }
    REPARAMX_INLINE friend Vec operator*(Vec a, Vec b) { return of(a.v * b.v); }
    REPARAMX_INLINE friend Vec operator/(Vec a, Vec b) { return of(a.v / b.v); }
    REPARAMX_INLINE friend Vec operator-(Vec a) { return of(-a.v); }
    REPARAMX_INLINE Vec& operator+=(Vec b) {
        v += b.v;
        return *this;
    }
    REPARAMX_INLINE Vec& operator-=(Vec b) {
        v -= b.v;
        return *this;
    }
    REPARAMX_INLINE Vec& operator*=(Vec b) {
        v *= b.v;
        return *this;
    }

    // Integer lanes only.
    REPARAMX_INLINE friend Vec operator&(Vec a, Vec b) { return of(a.v & b.v); }
    REPARAMX_INLINE friend Vec operator|(Vec a, Vec b) { return of(a.v | b.v); }
    REPARAMX_INLINE friend Vec operator^(Vec a, Vec b) { return of(a.v ^ b.v); }
    REPARAMX_INLINE friend Vec operator~(Vec a) { return of(~a.v); }
    REPARAMX_INLINE friend Vec operator<<(Vec a, int n) { return of(a.v << n); }
    REPARAMX_INLINE friend Vec operator>>(Vec a, int n) { return of(a.v >> n); }

    REPARAMX_INLINE friend Mask<S, N> operator<(Vec a, Vec b) { return {a.v < b.v}; }
    REPARAMX_INLINE friend Mask<S, N> operator<=(Vec a, Vec b) { return {a.v <= b.v}; }
    REPARAMX_INLINE friend Mask<S, N> operator>(Vec a, Vec b) { return {a.v > b.v}; }
    REPARAMX_INLINE friend Mask<S, N> operator>=(Vec a, Vec b) { return {a.v >= b.v}; }
    REPARAMX_INLINE friend Mask<S, N> operator==(Vec a, Vec b) { return {a.v == b.v}; }
    REPARAMX_INLINE friend Mask<S, N> operator!=(Vec a, Vec b) { return {a.v != b.v}; }
};

template <class S, int N>
struct type_of<Vec<S, N>> {
    using scalar = S;
    using integer = Vec<typename type_of<S>::integer, N>;
    using mask = Mask<S, N>;
    static constexpr int lanes = N;
};

template <class T> using scalar_of = typename type_of<T>::scalar;
template <class T> using integer_of = typename type_of<T>::integer;
template <class T> using mask_of = typename type_of<T>::mask;
template <class T> inline constexpr bool is_double = sizeof(scalar_of<T>) == 8;

// ---------------------------------------------------------------------------------------------- memory and bits

// Unaligned. A vector type that is unaligned and may alias is one instruction; memcpy of 32 bytes is several, by way of
// the stack, for GCC 12 tuned for any machine.
template <class T>
REPARAMX_INLINE T load(const scalar_of<T>* p) {
    if constexpr (type_of<T>::lanes == 1) {
        return *p;
    } else {
        typedef scalar_of<T> loose __attribute__((vector_size(sizeof(T)), aligned(alignof(scalar_of<T>)), may_alias));
        return T::of(typename T::raw(*reinterpret_cast<const loose*>(p)));
    }
}

template <class T>
REPARAMX_INLINE void store(scalar_of<T>* p, T a) {
    if constexpr (type_of<T>::lanes == 1) {
        *p = a;
    } else {
        typedef scalar_of<T> loose __attribute__((vector_size(sizeof(T)), aligned(alignof(scalar_of<T>)), may_alias));
        *reinterpret_cast<loose*>(p) = loose(a.v);
    }
}

// The same bits read as another type of the same size.
template <class To, class From>
REPARAMX_INLINE To bit_cast(From a) {
    static_assert(sizeof(To) == sizeof(From));
    To r;
    memcpy(&r, &a, sizeof(To));
    return r;
}

// Integer lanes shifted right, zeros coming in.
REPARAMX_INLINE int64_t shift_right(int64_t a, int n) { return int64_t(uint64_t(a) >> n); }
REPARAMX_INLINE int32_t shift_right(int32_t a, int n) { return int32_t(uint32_t(a) >> n); }
template <int N> REPARAMX_INLINE Vec<int64_t, N> shift_right(Vec<int64_t, N> a, int n) {
    return bit_cast<Vec<int64_t, N>>(bit_cast<Vec<uint64_t, N>>(a) >> n);
}
template <int N> REPARAMX_INLINE Vec<int32_t, N> shift_right(Vec<int32_t, N> a, int n) {
    return bit_cast<Vec<int32_t, N>>(bit_cast<Vec<uint32_t, N>>(a) >> n);
}

template <class T> REPARAMX_INLINE integer_of<T> to_bits(T a) { return bit_cast<integer_of<T>>(a); }
template <class T> REPARAMX_INLINE T from_bits(integer_of<T> a) { return bit_cast<T>(a); }

// ---------------------------------------------------------------------------------------------- selection

template <class S, int N>
REPARAMX_INLINE Vec<S, N> select(Mask<S, N> c, Vec<S, N> a, Vec<S, N> b) {
    return Vec<S, N>::of(c.v ? a.v : b.v);
}
// Integer lanes chosen by a floating-point comparison of the same width.
template <class S, class I, int N>
    requires(sizeof(S) == sizeof(I) && !__is_same(S, I))
REPARAMX_INLINE Vec<I, N> select(Mask<S, N> c, Vec<I, N> a, Vec<I, N> b) {
    return Vec<I, N>::of(
        typename Vec<I, N>::raw((c.v & (typename Mask<S, N>::raw)a.v) | (~c.v & (typename Mask<S, N>::raw)b.v)));
}
template <class T>
    requires(type_of<T>::lanes == 1)
REPARAMX_INLINE T select(bool c, T a, T b) {
    return c ? a : b;
}

template <class S, int N>
REPARAMX_INLINE bool any(Mask<S, N> m) {
#if defined(__AVX512F__)
    if constexpr (sizeof(m) == 64) return _mm512_test_epi32_mask((__m512i)m.v, (__m512i)m.v) != 0;
#endif
#if defined(__AVX__)
    if constexpr (sizeof(m) == 32) return !_mm256_testz_si256((__m256i)m.v, (__m256i)m.v);
#endif
#if defined(__SSE2__)
    if constexpr (sizeof(m) == 16) return _mm_movemask_epi8((__m128i)m.v) != 0;
#endif
    typename Mask<S, N>::integer r = 0;
    for (int i = 0; i < N; ++i) r |= m.v[i];
    return r != 0;
}
REPARAMX_INLINE bool any(bool m) { return m; }

// Bit i is set where lane i is.
template <int N> REPARAMX_INLINE uint64_t lane_bits(Mask<double, N> m) {
#if defined(__AVX512F__)
    if constexpr (N == 8) return _mm512_test_epi64_mask((__m512i)m.v, (__m512i)m.v);
#endif
#if defined(__AVX__)
    if constexpr (N == 4) return uint64_t(_mm256_movemask_pd((__m256d)m.v));
#endif
#if defined(__SSE2__)
    if constexpr (N == 2) return uint64_t(_mm_movemask_pd((__m128d)m.v));
#endif
    uint64_t bits = 0;
    for (int i = 0; i < N; ++i) bits |= uint64_t(m.v[i] & 1) << i;
    return bits;
}
template <class M> REPARAMX_INLINE bool all(M m) { return !any(!m); }

// ---------------------------------------------------------------------------------------------- correctly rounded

REPARAMX_INLINE double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
REPARAMX_INLINE float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
template <class S, int N>
REPARAMX_INLINE Vec<S, N> fma(Vec<S, N> a, Vec<S, N> b, Vec<S, N> c) {
    using V = Vec<S, N>;
#if defined(__FMA__)
    if constexpr (sizeof(V) == 32 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm256_fmadd_pd((__m256d)a.v, (__m256d)b.v, (__m256d)c.v));
    if constexpr (sizeof(V) == 32 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm256_fmadd_ps((__m256)a.v, (__m256)b.v, (__m256)c.v));
#endif
#if defined(__AVX512F__)
    if constexpr (sizeof(V) == 64 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm512_fmadd_pd((__m512d)a.v, (__m512d)b.v, (__m512d)c.v));
    if constexpr (sizeof(V) == 64 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm512_fmadd_ps((__m512)a.v, (__m512)b.v, (__m512)c.v));
#endif
    V r;
    for (int i = 0; i < N; ++i) r.v[i] = fma(a.v[i], b.v[i], c.v[i]);  // the C library's, exact where the CPU has none
    return r;
}

// The forms of AVX-512 with a mask of ones are the plain ones; GCC 12 warns of an uninitialised value in those.
REPARAMX_INLINE double sqrt(double a) { return __builtin_sqrt(a); }
REPARAMX_INLINE float sqrt(float a) { return __builtin_sqrtf(a); }
template <class S, int N>
REPARAMX_INLINE Vec<S, N> sqrt(Vec<S, N> a) {
    using V = Vec<S, N>;
#if defined(__AVX512F__)
    if constexpr (sizeof(V) == 64 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm512_maskz_sqrt_pd(__mmask8(-1), (__m512d)a.v));
    if constexpr (sizeof(V) == 64 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm512_maskz_sqrt_ps(__mmask16(-1), (__m512)a.v));
#endif
#if defined(__AVX__)
    if constexpr (sizeof(V) == 32 && sizeof(S) == 8) return V::of((typename V::raw)_mm256_sqrt_pd((__m256d)a.v));
    if constexpr (sizeof(V) == 32 && sizeof(S) == 4) return V::of((typename V::raw)_mm256_sqrt_ps((__m256)a.v));
#endif
#if defined(__SSE2__)
    if constexpr (sizeof(V) == 16 && sizeof(S) == 8) return V::of((typename V::raw)_mm_sqrt_pd((__m128d)a.v));
    if constexpr (sizeof(V) == 16 && sizeof(S) == 4) return V::of((typename V::raw)_mm_sqrt_ps((__m128)a.v));
#endif
    V r;
    for (int i = 0; i < N; ++i) r.v[i] = sqrt(S(a.v[i]));
    return r;
}

template <class T> REPARAMX_INLINE integer_of<T> sign_bit() {
    using I = scalar_of<integer_of<T>>;
    return integer_of<T>(I(I(1) << (sizeof(I) * 8 - 1)));
}
template <class T> REPARAMX_INLINE T abs(T a) { return from_bits<T>(to_bits(a) & ~sign_bit<T>()); }
// The magnitude of a with the sign of b.
template <class T> REPARAMX_INLINE T copysign(T a, T b) {
    return from_bits<T>((to_bits(a) & ~sign_bit<T>()) | (to_bits(b) & sign_bit<T>()));
}
template <class T> REPARAMX_INLINE mask_of<T> is_nan(T a) { return a != a; }
template <class T> REPARAMX_INLINE mask_of<T> is_finite(T a) { return (a - a) == T(scalar_of<T>(0)); }

// Nearest integer, ties to even; floor; ceil. From 2^52 (2^23) on, every number is an integer.
template <class T> REPARAMX_INLINE T rint(T a) {
    using S = scalar_of<T>;
#if defined(__AVX512F__)
    constexpr int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    if constexpr (sizeof(T) == 64 && is_double<T>)
        return T::of((typename T::raw)_mm512_maskz_roundscale_pd(__mmask8(-1), (__m512d)a.v, nearest));
    if constexpr (sizeof(T) == 64 && !is_double<T>)
        return T::of((typename T::raw)_mm512_maskz_roundscale_ps(__mmask16(-1), (__m512)a.v, nearest));
#elif defined(__AVX__)
    constexpr int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    if constexpr (sizeof(T) == 32 && is_double<T>)
        return T::of((typename T::raw)_mm256_round_pd((__m256d)a.v, nearest));
    if constexpr (sizeof(T) == 32 && !is_double<T>)
        return T::of((typename T::raw)_mm256_round_ps((__m256)a.v, nearest));
#endif
    const T big = is_double<T> ? S(4503599627370496.0) : S(8388608.0);
    const T r = copysign((abs(a) + big) - big, a);
    return select(abs(a) < big, r, a);
}
template <class T> REPARAMX_INLINE T floor(T a) {
    using S = scalar_of<T>;
    const T r = rint(a);
    return select(r > a, copysign(r - T(S(1)), a), copysign(r, a));
}
template <class T> REPARAMX_INLINE T ceil(T a) {
    using S = scalar_of<T>;
    const T r = rint(a);
    return select(r < a, copysign(r + T(S(1)), a), copysign(r, a));
}
template <class T> REPARAMX_INLINE T trunc(T a) { return copysign(floor(abs(a)), a); }

// -1, 0 or 1; zeros keep their sign, NaN stays.
template <class T> REPARAMX_INLINE T sign(T a) {
    using S = scalar_of<T>;
    return select(a == T(S(0)), a, copysign(select(is_nan(a), a, T(S(1))), a));
}

// Integer of a value that already is one, |a| < 2^51 (2^22 for float), and back.
template <class T> REPARAMX_INLINE integer_of<T> to_integer(T a) {
    using S = scalar_of<T>;
    const T magic = is_double<T> ? S(6755399441055744.0) : S(12582912.0);
    return to_bits(a + magic) - to_bits(magic);
}
template <class T> REPARAMX_INLINE T to_real(integer_of<T> k) {
    using S = scalar_of<T>;
    const T magic = is_double<T> ? S(6755399441055744.0) : S(12582912.0);
    return from_bits<T>(k + to_bits(magic)) - magic;
}

// The smaller and the larger in one instruction; b if either is NaN, or if both are zeros.
REPARAMX_INLINE double min_or_second(double a, double b) { return a < b ? a : b; }
REPARAMX_INLINE float min_or_second(float a, float b) { return a < b ? a : b; }
REPARAMX_INLINE double max_or_second(double a, double b) { return a > b ? a : b; }
REPARAMX_INLINE float max_or_second(float a, float b) { return a > b ? a : b; }
template <class S, int N>
REPARAMX_INLINE Vec<S, N> min_or_second(Vec<S, N> a, Vec<S, N> b) {
    [[maybe_unused]] typedef Vec<S, N> V;
#if defined(__AVX512F__)
    if constexpr (sizeof(V) == 64 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm512_maskz_min_pd(__mmask8(-1), (__m512d)a.v, (__m512d)b.v));
    if constexpr (sizeof(V) == 64 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm512_maskz_min_ps(__mmask16(-1), (__m512)a.v, (__m512)b.v));
#endif
#if defined(__AVX__)
    if constexpr (sizeof(V) == 32 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm256_min_pd((__m256d)a.v, (__m256d)b.v));
    if constexpr (sizeof(V) == 32 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm256_min_ps((__m256)a.v, (__m256)b.v));
#endif
    return select(a < b, a, b);
}
template <class S, int N>
REPARAMX_INLINE Vec<S, N> max_or_second(Vec<S, N> a, Vec<S, N> b) {
    [[maybe_unused]] typedef Vec<S, N> V;
#if defined(__AVX512F__)
    if constexpr (sizeof(V) == 64 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm512_maskz_max_pd(__mmask8(-1), (__m512d)a.v, (__m512d)b.v));
    if constexpr (sizeof(V) == 64 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm512_maskz_max_ps(__mmask16(-1), (__m512)a.v, (__m512)b.v));
#endif
#if defined(__AVX__)
    if constexpr (sizeof(V) == 32 && sizeof(S) == 8)
        return V::of((typename V::raw)_mm256_max_pd((__m256d)a.v, (__m256d)b.v));
    if constexpr (sizeof(V) == 32 && sizeof(S) == 4)
        return V::of((typename V::raw)_mm256_max_ps((__m256)a.v, (__m256)b.v));
#endif
    return select(a > b, a, b);
}

// Smaller and larger; if either is NaN, so is the result.
template <class T> REPARAMX_INLINE T minimum(T a, T b) { return select(is_nan(a), a, min_or_second(a, b)); }
template <class T> REPARAMX_INLINE T maximum(T a, T b) { return select(is_nan(a), a, max_or_second(a, b)); }

// ---------------------------------------------------------------------------------------------- the machine's own
// width

#if defined(__AVX512F__)
inline constexpr int register_bytes = 64;
#elif defined(__AVX__)
inline constexpr int register_bytes = 32;
#else
inline constexpr int register_bytes = 16;
#endif
template <class S> using Native = Vec<S, register_bytes / int(sizeof(S))>;

}  // namespace reparamx
