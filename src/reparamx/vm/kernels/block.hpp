// What the kernels of block ops are made of. Each is a template on V: the machine's vector over rows of a block, or a
// plain double or float over single values (n = 1, ld = 1) in the prologue. n is a multiple of the lanes of V.
#pragma once

#include "../../simd.hpp"
#include "../abi.hpp"

namespace reparamx::vm {

using ::reparamx::vm::block_size;
using ::reparamx::vm::BlockArgs;
using ::reparamx::vm::BlockFn;
using ::reparamx::vm::BlockIn;
using ::reparamx::vm::DrawFn;
using ::reparamx::vm::Kernels;
using ::reparamx::vm::lane_bytes;
using ::reparamx::vm::RowFn;

// The elements of an operand: rows, or single values that are the same for every sample.
template <class V>
struct Elements {
    using S = scalar_of<V>;
    const S* p;
    int64_t ld;
    bool varying;

    Elements(const BlockArgs* args, int k)
        : p(static_cast<const S*>(args->in[k].p)), ld(args->ld), varying(args->in[k].varying) {}

    // Samples i.. of element e.
    REPARAMX_INLINE V at(int64_t e, int64_t i) const { return varying ? load<V>(p + e * ld + i) : V(p[e]); }
    REPARAMX_INLINE S one(int64_t e, int64_t i) const { return varying ? p[e * ld + i] : p[e]; }
};

template <class V>
REPARAMX_INLINE scalar_of<V>* out_row(const BlockArgs* args, int64_t e) {
    return static_cast<scalar_of<V>*>(args->out) + e * args->ld;
}

template <class V>
REPARAMX_INLINE void fill_row(scalar_of<V>* out, scalar_of<V> value, int64_t n) {
    for (int64_t i = 0; i < n; i += type_of<V>::lanes) store(out + i, V(value));
}

template <class V>
REPARAMX_INLINE void copy_row(scalar_of<V>* out, const Elements<V>& in, int64_t e, int64_t n) {
    for (int64_t i = 0; i < n; i += type_of<V>::lanes) store(out + i, in.at(e, i));
}

template <class V>
REPARAMX_INLINE void add_row(scalar_of<V>* out, const Elements<V>& in, int64_t e, int64_t n) {
    for (int64_t i = 0; i < n; i += type_of<V>::lanes) store(out + i, load<V>(out + i) + in.at(e, i));
}

// Reports the first of samples i .. i + lanes - 1 that is set in `bad`; padding has no meaning anyway.
template <class V>
REPARAMX_INLINE void report(const BlockArgs* args, int64_t i, mask_of<V> bad) {
    using S = scalar_of<V>;
    if (__builtin_expect(!any(bad), 1)) return;
    S flag[type_of<V>::lanes];
    store(flag, select(bad, V(S(1)), V(S(0))));
    for (int64_t l = 0; l < type_of<V>::lanes && i + l < args->valid; ++l) {
        if (flag[l] == S(0)) continue;
        const int64_t fault = i + l + 1;
        if (*args->faults == 0 || fault < *args->faults) *args->faults = fault;
        return;
    }
}

}  // namespace reparamx::vm
