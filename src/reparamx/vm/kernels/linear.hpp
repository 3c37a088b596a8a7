// Block ops that only move elements, and their adjoints that add them up again.
#pragma once

#include "../../ops/arithmetic.hpp"
#include "block.hpp"

namespace reparamx::vm {

// Calls visit(e, offset + sum_k strides[k] * i_k) for every index (i_0, ..) of `shape`, in C order.
template <class Visit>
REPARAMX_INLINE void for_each_strided(const int64_t* attr, Visit visit) {
    const int64_t rank = attr[0];
    const int64_t* shape = attr + 1;
    const int64_t* strides = shape + rank;
    constexpr int64_t most = 64;  // as verified, and as in NumPy
    int64_t index[most] = {};
    int64_t count = rank <= most ? 1 : 0;
    for (int64_t k = 0; k < rank; ++k) count *= shape[k];
    int64_t at = strides[rank];
    for (int64_t e = 0; e < count; ++e) {
        visit(e, at);
        for (int64_t k = rank - 1; k >= 0; --k) {
            at += strides[k];
            if (++index[k] < shape[k]) break;
            at -= strides[k] * shape[k];
            index[k] = 0;
        }
    }
}

template <class V>
void view(const BlockArgs* args) {
    const Elements<V> in(args, 0);
    for_each_strided(args->attr, [&](int64_t e, int64_t from) { copy_row<V>(out_row<V>(args, e), in, from, args->n); });
}

template <class V>
void sum_view(const BlockArgs* args) {
    const Elements<V> in(args, 0);
    const int64_t size = args->attr[2 * args->attr[0] + 2];
    for (int64_t e = 0; e < size; ++e) fill_row<V>(out_row<V>(args, e), 0, args->n);
    for_each_strided(args->attr, [&](int64_t e, int64_t to) { add_row<V>(out_row<V>(args, to), in, e, args->n); });
}

template <class V>
void take(const BlockArgs* args) {
    const Elements<V> in(args, 0);
    const int64_t* index = args->attr + 2;
    for (int64_t e = 0; e < args->attr[1]; ++e) copy_row<V>(out_row<V>(args, e), in, index[e], args->n);
}

template <class V>
void put(const BlockArgs* args) {
    const Elements<V> in(args, 0);
    const int64_t* index = args->attr + 2;
    for (int64_t e = 0; e < args->attr[0]; ++e) fill_row<V>(out_row<V>(args, e), 0, args->n);
    for (int64_t e = 0; e < args->attr[1]; ++e) add_row<V>(out_row<V>(args, index[e]), in, e, args->n);
}

template <class V>
void compound_at(const BlockArgs* args) {
    const Elements<V> in(args, 0);
    const int64_t* index = args->attr + 2;
    for (int64_t e = 0; e < args->attr[0]; ++e) fill_row<V>(out_row<V>(args, e), 0, args->n);
    for (int64_t e = 0; e < args->attr[1]; ++e) {
        scalar_of<V>* out = out_row<V>(args, index[e]);
        for (int64_t i = 0; i < args->n; i += type_of<V>::lanes)
            store(out + i, ops::Compound::fwd(load<V>(out + i), in.at(e, i)));
    }
}

}  // namespace reparamx::vm
