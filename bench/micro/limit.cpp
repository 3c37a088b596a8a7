// The hand-written limit: what a programmer who knew the program in advance would write.
// One loop per program: xoshiro256++ (8 lanes) -> Box-Muller -> x = loc + scale e -> (x - k)^2 and its two derivatives
// -> moments per lane. Generator and mathematics are the library's; there is no interpreter, nothing is stored between
// two operations, and a generator is keyed once per thread instead of once per block. Compiled once per instruction set
// by limit.py and called through ctypes.
#include <math.h>

#include <thread>
#include <vector>

#include "reparamx/random/key.hpp"
#include "reparamx/random/transforms.hpp"
#include "reparamx/random/xoshiro.hpp"

namespace {

using namespace reparamx;

constexpr int rows = 32;  // a replicate: 32 samples of one lane

// Replicates of normals: S in all 64-byte lanes of the generators, made in place of the words in loops of few
// operations each: generators and transform together do not fit AVX2's 16 registers, nor a whole chain the processor's
// window.
template <class S>
struct Normals {
    using V = Native<S>;
    using Word = Native<uint64_t>;
    static constexpr int width = type_of<V>::lanes;
    static constexpr int vectors = random::generators / type_of<Word>::lanes;
    static constexpr int lanes = vectors * width;  // 8 doubles or 16 floats

    alignas(64) uint64_t words[rows * random::generators];
    uint64_t state[4 * random::generators];

    Normals(uint64_t seed, uint64_t thread) {
        const uint64_t key[2] = {seed, 0};
        random::seed_generators<Word>(state, key, 0, thread);
    }
    void next_block() {
        random::fill_words<Word>(words, state, rows);
        constexpr int64_t most = 256;  // what a transform takes at once
        for (int64_t i = 0; i < rows * lanes; i += most)
            random::Normal::transform<V>(reinterpret_cast<S*>(words) + i, most);
    }
    REPARAMX_INLINE V at(int row, int vector) const {
        return load<V>(reinterpret_cast<const S*>(words) + row * lanes + vector * width);
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
    constexpr int vectors = N::vectors;
    N e(seed, thread);
    Moments<V> moments[3][vectors];
    const V s = V(scale), d = V(loc - k), share = V(S(1) / rows), two_share = V(S(2) / rows);
    for (int64_t block = 0; block < blocks; ++block) {
        const V reciprocal = V(S(1.0 / double(block + 1)));
        e.next_block();
        for (int i = 0; i < vectors; ++i) {
            V value = V(0), by_loc = V(0), by_scale = V(0);
            for (int row = 0; row < rows; ++row) {
                const V noise = e.at(row, i);
                const V r = fma(s, noise, d);
                value = fma(r, r, value);
                by_loc += r;
                by_scale = fma(r, noise, by_scale);
            }
            moments[0][i].add(value * share, reciprocal);
            moments[1][i].add(by_loc * two_share, reciprocal);
            moments[2][i].add(by_scale * two_share, reciprocal);
        }
    }
    Result all = {};
    for (int i = 0; i < vectors; ++i)
        for (int lane = 0; lane < N::width; ++lane) {
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
    constexpr int64_t step = rows * N::lanes;
    N e(seed, thread);
    alignas(64) S last[step];
    for (int64_t at = 0; at < n; at += step) {
        S* to = at + step <= n ? out + at : last;
        e.next_block();
        for (int row = 0; row < rows; ++row)
            for (int i = 0; i < N::vectors; ++i) store(to + row * N::lanes + i * N::width, e.at(row, i));
        if (to == last) memcpy(out + at, last, size_t(n - at) * sizeof(S));
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
void gaussian_quadratic_float64(double loc, double scale, double k, int64_t n, uint64_t seed, int threads,
                                double* out) {
    quadratic_threads<double>(loc, scale, k, n, seed, threads, out);
}
void gaussian_quadratic_float32(double loc, double scale, double k, int64_t n, uint64_t seed, int threads,
                                double* out) {
    quadratic_threads<float>(loc, scale, k, n, seed, threads, out);
}
void draw_normals_float64(int64_t n, uint64_t seed, int threads, double* out) { draw_threads(n, seed, threads, out); }
void draw_normals_float32(int64_t n, uint64_t seed, int threads, float* out) { draw_threads(n, seed, threads, out); }
}
