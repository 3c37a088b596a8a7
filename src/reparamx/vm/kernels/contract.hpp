// contract: out[b, i, j] = sum_k in0[b, i, k] * in1[b, k, j] in one order, whatever the tiling: from 0, k ascending,
// one fma each. So all forms and all instruction sets give equal bits.
#pragma once

#include "block.hpp"

namespace reparamx::vm {

// out[r][c] = sum_k coefficient[r][k] * value[k][c]: coefficients are the same for all samples, c runs along samples
// (or, in the prologue, along the columns of a second matrix).
template <class S>
struct Product {
    const S* coefficient;
    int64_t coefficient_r, coefficient_k;
    const S* value;
    int64_t value_k, value_c;
    S* out;
    int64_t out_r;
    int64_t rows, depth, columns;
};

// The values of a tile are packed, so that rows 2 KB apart do not compete for the same lines: half of a 32 KB cache.
inline constexpr int64_t pack_bytes = 16384;
// Rows and vectors of a tile: 12 sums of 16 registers, or 16 of 32, leave room for the operands.
inline constexpr int tile_rows = register_bytes == 64 ? 8 : register_bytes == 32 ? 6 : 4;
inline constexpr int tile_vectors = 2;

// One tile of out. Its sums start at 0; later slices of k go on from what is there. `value` is where k starts, and the
// values read are also written to `packed`, if it is given.
template <class V, int rows, int vectors, bool pack = false>
REPARAMX_INLINE void product_tile(const Product<scalar_of<V>>& g, int64_t r, int64_t c, int64_t k, int64_t depth,
                                  const scalar_of<V>* value, int64_t value_k, scalar_of<V>* packed = nullptr) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    V sum[rows][vectors];
    S* out = g.out + r * g.out_r + c;
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < vectors; ++x) sum[y][x] = k == 0 ? V(S(0)) : load<V>(out + y * g.out_r + x * lanes);
    const S* a = g.coefficient + r * g.coefficient_r + k * g.coefficient_k;
    for (int64_t step = 0; step < depth; ++step) {
        V v[vectors];
        for (int x = 0; x < vectors; ++x) v[x] = load<V>(value + x * lanes);
        for (int x = 0; pack && x < vectors; ++x) store(packed + (step * vectors + x) * lanes, v[x]);
        for (int y = 0; y < rows; ++y) {
            const V factor(a[y * g.coefficient_r]);
            for (int x = 0; x < vectors; ++x) sum[y][x] = fma(factor, v[x], sum[y][x]);
        }
        a += g.coefficient_k;
        value += value_k;
    }
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < vectors; ++x) store(out + y * g.out_r + x * lanes, sum[y][x]);
}

// All rows of one tile of columns, in tiles of nearly equal height: a last tile of one row would wait for its own sums.
// The first tile packs the values for the others.
template <class V, int vectors, int most, bool pack>
REPARAMX_INLINE void product_tile_of(int rows, const Product<scalar_of<V>>& g, int64_t r, int64_t c, int64_t k,
                                     int64_t depth, const scalar_of<V>* value, int64_t value_k, scalar_of<V>* packed) {
    if constexpr (most > 1) {
        if (rows < most)
            return product_tile_of<V, vectors, most - 1, pack>(rows, g, r, c, k, depth, value, value_k, packed);
    }
    product_tile<V, most, vectors, pack>(g, r, c, k, depth, value, value_k, packed);
}

template <class V, int vectors>
__attribute__((noinline)) void product_column(const Product<scalar_of<V>>& g, int64_t c, int64_t k, int64_t depth,
                                              const scalar_of<V>* value, int64_t value_k, scalar_of<V>* packed) {
    constexpr int width = vectors * type_of<V>::lanes;
    const int64_t tiles = (g.rows + tile_rows - 1) / tile_rows;
    int64_t r = 0;
    for (int64_t t = 0; t < tiles; ++t) {
        const int64_t end = g.rows * (t + 1) / tiles;
        const int rows = int(end - r);
        if (t == 0) {
            product_tile_of<V, vectors, tile_rows, true>(rows, g, r, c, k, depth, value, value_k, packed);
        } else {
            product_tile_of<V, vectors, tile_rows, false>(rows, g, r, c, k, depth, packed, width, nullptr);
        }
        r = end;
    }
}

// Columns c .. c + vectors * lanes - 1.
template <class V, int vectors>
void product_columns(const Product<scalar_of<V>>& g, int64_t c) {
    using S = scalar_of<V>;
    constexpr int width = vectors * type_of<V>::lanes;
    constexpr int64_t slice = pack_bytes / int64_t(width * sizeof(S));
    alignas(64) S packed[slice * width];
    for (int64_t k = 0; k < g.depth; k += slice) {
        const int64_t depth = g.depth - k < slice ? g.depth - k : slice;
        const S* from = g.value + k * g.value_k + c * g.value_c;
        if (g.value_c == 1) {
            product_column<V, vectors>(g, c, k, depth, from, g.value_k, packed);
            continue;
        }
        for (int64_t step = 0; step < depth; ++step)
            for (int x = 0; x < width; ++x) packed[step * width + x] = from[step * g.value_k + x * g.value_c];
        product_column<V, vectors>(g, c, k, depth, packed, width, packed);
    }
}

// Few rows: every value is used once or twice, packing does not pay, and long rows of sums hide the latency instead.
template <class V, int rows, int vectors>
__attribute__((noinline)) void product_strip(const Product<scalar_of<V>>& g, int64_t c) {
    product_tile<V, rows, vectors>(g, 0, c, 0, g.depth, g.value + c, g.value_k);
}

template <class V>
void product(const Product<scalar_of<V>>& g) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    if (g.depth == 0) {
        for (int64_t r = 0; r < g.rows; ++r)
            for (int64_t c = 0; c < g.columns; ++c) g.out[r * g.out_r + c] = 0;
        return;
    }
    int64_t c = 0;
    if (g.rows <= 3 && g.value_c == 1) {
        for (; g.rows == 1 && c + 8 * lanes <= g.columns; c += 8 * lanes) product_strip<V, 1, 8>(g, c);
        for (; g.rows == 2 && c + 4 * lanes <= g.columns; c += 4 * lanes) product_strip<V, 2, 4>(g, c);
        for (; g.rows == 3 && c + 4 * lanes <= g.columns; c += 4 * lanes) product_strip<V, 3, 4>(g, c);
    }
    for (; c + tile_vectors * lanes <= g.columns; c += tile_vectors * lanes) product_columns<V, tile_vectors>(g, c);
    for (; c + lanes <= g.columns; c += lanes) product_columns<V, 1>(g, c);
    for (; c < g.columns; ++c) product_columns<S, 1>(g, c);
}

// Both factors vary: rows times columns elements of out. Pointers are to the first element of each; steps are in
// values.
template <class S>
struct Varying {
    S* out;
    int64_t out_i, out_j;
    const S* a;
    int64_t a_i, a_k;
    const S* b;
    int64_t b_j, b_k;
    int64_t depth, samples;
};

template <class V, int rows, int columns, int vectors>
__attribute__((noinline)) void varying_tile(const Varying<scalar_of<V>>& g) {
    using S = scalar_of<V>;
    constexpr int lanes = type_of<V>::lanes;
    for (int64_t s = 0; s < g.samples; s += vectors * lanes) {
        V sum[rows][columns][vectors];
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j)
                for (int x = 0; x < vectors; ++x) sum[i][j][x] = V(S(0));
        const S* a = g.a + s;
        const S* b = g.b + s;
        for (int64_t k = 0; k < g.depth; ++k) {
            for (int x = 0; x < vectors; ++x) {
                V right[columns];
                for (int j = 0; j < columns; ++j) right[j] = load<V>(b + j * g.b_j + x * lanes);
                for (int i = 0; i < rows; ++i) {
                    const V left = load<V>(a + i * g.a_i + x * lanes);
                    for (int j = 0; j < columns; ++j) sum[i][j][x] = fma(left, right[j], sum[i][j][x]);
                }
            }
            a += g.a_k;
            b += g.b_k;
        }
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j)
                for (int x = 0; x < vectors; ++x)
                    store(g.out + i * g.out_i + j * g.out_j + s + x * lanes, sum[i][j][x]);
    }
}

// A row of a block holds 256 values: a multiple of 8 vectors of any machine.
template <class V>
void contract_varying(const BlockArgs* args) {
    using S = scalar_of<V>;
    const int64_t* attr = args->attr;
    const int64_t m = attr[1], n = attr[2], ld = args->ld;
    for (int64_t batch = 0; batch < attr[0]; ++batch) {
        for (int64_t i = 0; i < m; i += 2) {
            for (int64_t j = 0; j < n; j += 2) {
                const Varying<S> g{
                    out_row<V>(args, (batch * m + i) * n + j),
                    n * ld,
                    ld,
                    static_cast<const S*>(args->in[0].p) + (attr[4] + batch * attr[5] + i * attr[6]) * ld,
                    attr[6] * ld,
                    attr[7] * ld,
                    static_cast<const S*>(args->in[1].p) + (attr[8] + batch * attr[9] + j * attr[11]) * ld,
                    attr[11] * ld,
                    attr[10] * ld,
                    attr[3],
                    args->n};
                if (i + 1 < m && j + 1 < n) {
                    varying_tile<V, 2, 2, 2>(g);
                } else if (i + 1 < m) {
                    varying_tile<V, 2, 1, 4>(g);
                } else if (j + 1 < n) {
                    varying_tile<V, 1, 2, 4>(g);
                } else {
                    varying_tile<V, 1, 1, 8>(g);
                }
            }
        }
    }
}

// Neither varies, yet rows are wanted: one value each, spread out.
template <class V>
void contract_constant(const BlockArgs* args) {
    using S = scalar_of<V>;
    const int64_t* attr = args->attr;
    const int64_t m = attr[1], n = attr[2];
    const S* a = static_cast<const S*>(args->in[0].p);
    const S* b = static_cast<const S*>(args->in[1].p);
    for (int64_t e = 0; e < attr[0] * m * n; ++e) {
        const S* x = a + attr[4] + e / (m * n) * attr[5] + e / n % m * attr[6];
        const S* y = b + attr[8] + e / (m * n) * attr[9] + e % n * attr[11];
        S sum = 0;
        for (int64_t k = 0; k < attr[3]; ++k) sum = fma(x[k * attr[7]], y[k * attr[10]], sum);
        fill_row<V>(out_row<V>(args, e), sum, args->n);
    }
}

// One value per element: the columns of the second matrix take the place of samples.
template <class V>
void contract_once(const BlockArgs* args) {
    using S = scalar_of<V>;
    const int64_t* attr = args->attr;
    const int64_t m = attr[1], n = attr[2];
    const S* a = static_cast<const S*>(args->in[0].p) + attr[4];
    const S* b = static_cast<const S*>(args->in[1].p) + attr[8];
    for (int64_t batch = 0; batch < attr[0]; ++batch)
        product<V>({a + batch * attr[5], attr[6], attr[7], b + batch * attr[9], attr[10], attr[11],
                    static_cast<S*>(args->out) + batch * m * n, n, m, attr[3], n});
}

template <class V>
void contract(const BlockArgs* args) {
    if constexpr (type_of<V>::lanes == 1) return contract_once<Native<V>>(args);
    using S = scalar_of<V>;
    const int64_t* attr = args->attr;
    const int64_t batches = attr[0], m = attr[1], n = attr[2], depth = attr[3], ld = args->ld;
    const Elements<V> a(args, 0), b(args, 1);
    if (a.varying && b.varying) return contract_varying<V>(args);
    if (!a.varying && !b.varying) return contract_constant<V>(args);
    for (int64_t batch = 0; batch < batches; ++batch) {
        const S* a_at = a.p + (attr[4] + batch * attr[5]) * (a.varying ? ld : 1);
        const S* b_at = b.p + (attr[8] + batch * attr[9]) * (b.varying ? ld : 1);
        const int64_t e = batch * m * n;
        if (b.varying) {
            for (int64_t j = 0; j < n; ++j)
                product<V>({a_at, attr[6], attr[7], b_at + j * attr[11] * ld, attr[10] * ld, 1, out_row<V>(args, e + j),
                            n * ld, m, depth, args->n});
        } else {
            for (int64_t i = 0; i < m; ++i)
                product<V>({b_at, attr[11], attr[10], a_at + i * attr[6] * ld, attr[7] * ld, 1,
                            out_row<V>(args, e + i * n), ld, n, depth, args->n});
        }
    }
}

}  // namespace reparamx::vm
