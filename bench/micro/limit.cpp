// The hand-written limit: what a programmer who knew the program in advance would write.
// One loop per program: xoshiro256++ (8 lanes) -> Box-Muller -> x = loc + scale e -> (x - k)^2 and its two derivatives ->
// moments per lane. No interpreter, no stored temporaries, one key per thread instead of one per block.
// Compiled once per instruction set by limit.py and called through ctypes.
#include <math.h>

#include <thread>
#include <vector>

#include "maths.hpp"

namespace {

using namespace limit;
using reparamx::load;
using reparamx::store;
using reparamx::Vec;

constexpr int rows = 32;  // a replicate: 32 samples of one lane, as in the library
constexpr int lanes64 = 8;

// One step of the loop: two rows of normals, S wide over all 8 words of the generator.
template <class S>
struct Normals {
    static constexpr int lanes = lanes64 * 8 / int(sizeof(S));  // 8 doubles or 16 floats
    using V = reparamx::Native<S>;
    static constexpr int vectors = lanes / reparamx::type_of<V>::lanes;
    V row[2][vectors];
    REPARAMX_INLINE explicit Normals(Generator& g) {
        Words radius = g.next(), angle = g.next();
        for (int i = 0; i < vectors; ++i) box_muller(radius.v[i], angle.v[i], row[0][i], row[1][i]);
    }
};

// Count, mean and centred second moment of replicate means, each lane by itself (Welford).
template <class V>
struct Moments {
    V mean = V(0), m2 = V(0);
    REPARAMX_INLINE void add(V x, V reciprocal_count) {
        const V delta = x - mean;
        mean += delta * reciprocal_count;
        m2 += delta * (x - mean);
    }
};

struct Result {
    double mean[3], m2[3], replicates;
};

void merge(Result& a, const Result& b) {  // Chan, Golub and LeVeque
    if (b.replicates == 0) return;
    const double n = a.replicates + b.replicates;
    for (int i = 0; i < 3; ++i) {
        const double delta = b.mean[i] - a.mean[i];
        a.mean[i] += delta * b.replicates / n;
        a.m2[i] += b.m2[i] + delta * delta * a.replicates * b.replicates / n;
    }
    a.replicates = n;
}

template <class S>
Result quadratic(S loc, S scale, S k, int64_t blocks, uint64_t seed, uint64_t thread) {
    using N = Normals<S>;
    using V = typename N::V;
    constexpr int vectors = N::vectors, width = reparamx::type_of<V>::lanes;
    Generator g(seed, thread);
    Moments<V> moments[3][vectors];
    const V s = V(scale), d = V(loc - k), share = V(S(1) / rows), two_share = V(S(2) / rows);
    for (int64_t block = 0; block < blocks; ++block) {
        V value[vectors] = {}, by_loc[vectors] = {}, by_scale[vectors] = {};
        for (int pair = 0; pair < rows / 2; ++pair) {
            const N e(g);
            for (int half = 0; half < 2; ++half)
                for (int i = 0; i < vectors; ++i) {
                    const V r = fma(s, e.row[half][i], d);
                    value[i] = fma(r, r, value[i]);
                    by_loc[i] += r;
                    by_scale[i] = fma(r, e.row[half][i], by_scale[i]);
                }
        }
        const V reciprocal = V(S(1.0 / double(block + 1)));
        for (int i = 0; i < vectors; ++i) {
            moments[0][i].add(value[i] * share, reciprocal);
            moments[1][i].add(by_loc[i] * two_share, reciprocal);
            moments[2][i].add(by_scale[i] * two_share, reciprocal);
        }
    }
    Result all = {};
    for (int i = 0; i < vectors; ++i)
        for (int lane = 0; lane < width; ++lane) {
            Result one = {{}, {}, double(blocks)};
            for (int j = 0; j < 3; ++j) {
                one.mean[j] = moments[j][i].mean[lane];
                one.m2[j] = moments[j][i].m2[lane];
            }
            merge(all, one);
        }
    return all;
}

template <class S>
void draw(S* out, int64_t n, uint64_t seed, uint64_t thread) {
    using N = Normals<S>;
    using V = typename N::V;
    constexpr int width = reparamx::type_of<V>::lanes, step = 2 * N::lanes;
    Generator g(seed, thread);
    int64_t at = 0;
    for (; at + step <= n; at += step) {
        const N e(g);
        for (int half = 0; half < 2; ++half)
            for (int i = 0; i < N::vectors; ++i) store(out + at + half * N::lanes + i * width, e.row[half][i]);
    }
    if (at < n) {
        S last[step];
        const N e(g);
        for (int half = 0; half < 2; ++half)
            for (int i = 0; i < N::vectors; ++i) store(last + half * N::lanes + i * width, e.row[half][i]);
        for (int i = 0; at + i < n; ++i) out[at + i] = last[i];
    }
}

// f(thread, begin, end) on [0, n) cut into equal parts; the calling thread takes the first.
template <class F>
void parallel(int threads, int64_t n, F f) {
    std::vector<std::thread> pool;
    for (int t = 1; t < threads; ++t) pool.emplace_back(f, t, n * t / threads, n * (t + 1) / threads);
    f(0, int64_t(0), n / threads);
    for (std::thread& each : pool) each.join();
}

// out: value, d/dloc, d/dscale and the standard errors of the three.
template <class S>
void quadratic_threads(double loc, double scale, double k, int64_t n, uint64_t seed, int threads, double* out) {
    constexpr int64_t block = rows * Normals<S>::lanes;
    std::vector<Result> parts(threads, Result{});
    parallel(threads, (n + block - 1) / block, [&](int t, int64_t begin, int64_t end) {
        parts[t] = quadratic<S>(S(loc), S(scale), S(k), end - begin, seed, t);
    });
    for (int t = 1; t < threads; ++t) merge(parts[0], parts[t]);
    const Result& all = parts[0];
    for (int i = 0; i < 3; ++i) {
        out[i] = all.mean[i];
        out[3 + i] = ::sqrt(all.m2[i] / (all.replicates - 1) / all.replicates);
    }
}

template <class S>
void draw_threads(int64_t n, uint64_t seed, int threads, S* out) {
    parallel(threads, n, [&](int t, int64_t begin, int64_t end) { draw(out + begin, end - begin, seed, t); });
}

}  // namespace

extern "C" {
void gaussian_quadratic_float64(double loc, double scale, double k, int64_t n, uint64_t seed, int threads, double* out) {
    quadratic_threads<double>(loc, scale, k, n, seed, threads, out);
}
void gaussian_quadratic_float32(double loc, double scale, double k, int64_t n, uint64_t seed, int threads, double* out) {
    quadratic_threads<float>(loc, scale, k, n, seed, threads, out);
}
void draw_normals_float64(int64_t n, uint64_t seed, int threads, double* out) { draw_threads(n, seed, threads, out); }
void draw_normals_float32(int64_t n, uint64_t seed, int threads, float* out) { draw_threads(n, seed, threads, out); }
}
