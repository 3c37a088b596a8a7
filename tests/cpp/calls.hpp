// Calls of kernels with made-up inputs, on every instruction set.
#pragma once

#include <math.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "check.hpp"
#include "reparamx/ops/block.hpp"
#include "reparamx/ops/list.hpp"
#include "reparamx/vm/dispatch.hpp"

namespace reparamx::test {

using ops::Block;
using vm::available;
using vm::BlockArgs;
using vm::Isa;
using vm::isa_named;
using vm::Kernels;

template <class S>
const Kernels& kernels(const Isa& isa) {
    if constexpr (sizeof(S) == 8) return isa.f64;
    if constexpr (sizeof(S) == 4) return isa.f32;
}

// Memory aligned as the runner's.
template <class S>
struct Rows {
    std::vector<S> memory;
    S* p;
    explicit Rows(int64_t values) : memory(size_t(values) + 16) {
        p = reinterpret_cast<S*>((reinterpret_cast<uintptr_t>(memory.data()) + 63) & ~uintptr_t(63));
    }
    Rows(const Rows&) = delete;
};

// Numbers of every size, and all the special ones.
template <class S>
S any_value(TestRandom& random) {
    const double special[] = {0.0,     -0.0,    1.0,    -1.0, 0.5,       2.0,      INFINITY, -INFINITY, NAN,
                              1e-40,   -1e-310, 1e-300, 1e30, 3.4e38,    -1.7e308, 709.7,    -745.0,    88.7,
                              1 << 24, 0x1p52,  M_PI,   1e17, 0x1p-1022, 0x1p-149, -0.5,     7.0,       170.5};
    switch (random.below(5)) {
        case 0:
            return S(special[random.below(int64_t(sizeof(special) / sizeof(special[0])))]);
        case 1:
            return S(ldexp(random.uniform() - 0.5, int(random.below(200)) - 100));
        case 2:
            return S(random.below(41) - 20);
        case 3:
            return S(random.uniform());
        default:
            return S(20 * random.uniform() - 10);
    }
}

struct OpName {
    const char* name;
    int arity;
};
#define TEST_OP(Struct, name, arity) {#name, arity},
inline const OpName row_ops[] = {REPARAMX_OPS(TEST_OP)};
inline const OpName block_ops[] = {REPARAMX_BLOCK_OPS(TEST_OP)};

// ---------------------------------------------------------------------------------------------- block ops

template <class S>
struct Call {
    Block op;
    std::vector<int64_t> attr;
    int64_t in[2];  // elements
    int64_t out;
    bool varying[2] = {true, true};
    int64_t valid = 256;
    // Element e of operand k for sample i.
    std::function<S(int k, int64_t e, int64_t i, TestRandom&)> value = [](int, int64_t, int64_t, TestRandom& random) {
        return S(4 * random.uniform() - 2);
    };
};

template <class S>
struct Result {
    std::vector<S> out;    // [element][sample]
    std::vector<S> in[2];  // likewise, single values repeated
    int64_t fault = 0;
};

// `n` = 256: rows of a block. `n` = 1: the prologue's form, for sample 0.
template <class S>
Result<S> run(const Call<S>& call, const Isa& isa, int64_t n) {
    Result<S> r;
    Rows<S> in0(call.in[0] * n), in1(call.in[1] * n), out(call.out * n);
    S* const in[2] = {in0.p, in1.p};
    TestRandom random{99};
    for (int k = 0; k < 2; ++k) {
        const bool rows = call.varying[k] && n > 1;
        for (int64_t e = 0; e < call.in[k]; ++e) {
            for (int64_t i = 0; i < 256; ++i) {
                S x = call.value(k, e, i, random);
                if (!call.varying[k] && i > 0) x = r.in[k][size_t(e) * 256];
                r.in[k].push_back(x);
                if (rows) in[k][e * n + i] = x;
                if (!rows && i == 0) in[k][e] = x;
            }
        }
    }
    BlockArgs args{out.p,
                   {{in[0], call.varying[0]}, {in[1], call.varying[1]}, {nullptr, false}},
                   call.attr.data(),
                   n,
                   n,
                   n == 1 ? 1 : call.valid,
                   &r.fault};
    const Kernels& k = kernels<S>(isa);
    (n == 1 ? k.once : k.body)[int(call.op)](&args);
    r.out.assign(out.p, out.p + call.out * n);
    return r;
}

// Runs it everywhere; returns the portable result for more checks.
template <class S>
Result<S> check_call(const Call<S>& call) {
    const char* name = block_ops[int(call.op)].name;
    const Result<S> want = run(call, isa_named("portable"), 256);
    for (const std::string& isa : available()) {
        const Result<S> got = run(call, isa_named(isa), 256);
        for (size_t i = 0; i < want.out.size(); ++i)
            CHECK(same(got.out[i], want.out[i]), "%s %s [%zu]: %a, portable %a", isa.c_str(), name, i,
                  double(got.out[i]), double(want.out[i]));
        CHECK(got.fault == want.fault, "%s %s: fault %ld, portable %ld", isa.c_str(), name, long(got.fault),
              long(want.fault));
        if (call.op == Block::leave_one_out) continue;  // one sample has no others
        const Result<S> once = run(call, isa_named(isa), 1);
        for (size_t e = 0; e < once.out.size(); ++e)
            CHECK(same(once.out[e], want.out[e * 256]), "%s %s once [%zu]: %a, block %a", isa.c_str(), name, e,
                  double(once.out[e]), double(want.out[e * 256]));
    }
    return want;
}

template <class S, class Reference>
void check_against(const Call<S>& call, Reference reference) {
    const Result<S> r = check_call(call);
    for (int64_t e = 0; e < call.out; ++e) {
        for (int64_t i = 0; i < 256; ++i) {
            const S want = reference(r.in[0].data() + i, r.in[1].data() + i, e);
            CHECK(same(r.out[size_t(e * 256 + i)], want), "%s %ld of sample %ld: %a, plain loop %a",
                  block_ops[int(call.op)].name, long(e), long(i), double(r.out[size_t(e * 256 + i)]), double(want));
        }
    }
}

}  // namespace reparamx::test
