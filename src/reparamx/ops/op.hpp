// An op is one fact: its name, its value `fwd` and its derivative rule `vjp`, on any value type T.
//
// With T = Vec, double or float `fwd` is the kernel. With T = Node `vjp` builds graph: it is a graph-to-graph rule, so
// derivatives of derivatives need nothing more. `vjp(g, y, a...)` takes the adjoint g of the result y = fwd(a...) and
// returns one contribution per argument, in order. Ops without a useful derivative set `differentiable = false`: they
// are constant almost everywhere, and a pathwise gradient through them would be silently wrong. The `fwd` of an op with
// `composed = true` is made of other ops, on T = Node too: lowering puts those in its place, so that what two such ops
// have in common is computed once. Bit k of `unknown = 0b..` says that the derivative by argument k exists and is not
// implemented: asking for it is an error. `Sampler<V>`, of ops of two noises and of parameters, splits `fwd` into what
// the parameters need, a guess and a draw: see vm/kernels/row.hpp.
#pragma once

#include "../simd.hpp"

namespace reparamx {

// One value per argument of an op.
template <class T, int N>
struct Args {
    T a[N];
};
template <class T> Args<T, 1> args(T a) { return {{a}}; }
template <class T> Args<T, 2> args(T a, T b) { return {{a, b}}; }
template <class T> Args<T, 3> args(T a, T b, T c) { return {{a, b, c}}; }
template <class T> Args<T, 4> args(T a, T b, T c, T d) { return {{a, b, c, d}}; }

// 1 where the mask is set, 0 elsewhere: booleans are numbers in the graph.
template <class T> REPARAMX_INLINE T truth(mask_of<T> m) {
    using S = scalar_of<T>;
    return select(m, T(S(1)), T(S(0)));
}

}  // namespace reparamx
