// Elementwise kernels and sums have the same bits on every instruction set, alone, in place and at every length.
#include "calls.hpp"

using namespace reparamx::test;

namespace {

// ---------------------------------------------------------------------------------------------- rows

template <class S>
void check_row(const Isa& isa, int op, int64_t n, unsigned varying, TestRandom random) {
    S in[reparamx::vm::max_operands][256], want[256], got[256 + 8];
    for (auto& row : in)
        for (S& x : row) x = any_value<S>(random);
    const char* at[reparamx::vm::max_operands];
    for (int k = 0; k < reparamx::vm::max_operands; ++k) at[k] = reinterpret_cast<const char*>(in[k]);
    kernels<S>(isa_named("portable")).row[op](want, at, varying, n);
    std::fill(got, got + 264, S(42));
    kernels<S>(isa).row[op](got, at, varying, n);
    for (int64_t i = 0; i < n; ++i)
        CHECK(same(got[i], want[i]), "%s %s n=%ld varying=%u [%ld]: %a, portable %a (of %a, %a, %a)", isa.name,
              row_ops[op].name, long(n), varying, long(i), double(got[i]), double(want[i]),
              double(in[0][varying & 1 ? i : 0]), double(in[1][varying & 2 ? i : 0]),
              double(in[2][varying & 4 ? i : 0]));
    for (int64_t i = n; i < n + 8; ++i) CHECK(got[i] == S(42), "%s writes past n = %ld", row_ops[op].name, long(n));
    // Each lane by itself gives what it gives among others.
    const int64_t i = n / 2;
    S alone;
    const char* alone_at[reparamx::vm::max_operands];
    for (int k = 0; k < reparamx::vm::max_operands; ++k)
        alone_at[k] = reinterpret_cast<const char*>(in[k] + (varying >> k & 1 ? i : 0));
    kernels<S>(isa).row[op](&alone, alone_at, varying, 1);
    CHECK(same(alone, want[i]), "%s alone", row_ops[op].name);
    for (int k = 0; k < row_ops[op].arity; ++k) {  // in place
        if (!(varying >> k & 1)) continue;
        S* out = in[k];
        S saved[256];
        memcpy(saved, out, sizeof(saved));
        kernels<S>(isa).row[op](out, at, varying, n);
        for (int64_t j = 0; j < n; ++j) CHECK(same(out[j], want[j]), "%s in place of %d", row_ops[op].name, k);
        memcpy(out, saved, sizeof(saved));
    }
}

template <class S>
void check_rows(const Isa& isa) {
    for (int op = 0; op < int(reparamx::ops::Index::count); ++op)
        for (int64_t n : {1, 7, 8, 9, 16, 31, 255, 256})
            for (unsigned varying = 0; varying < 1u << row_ops[op].arity; ++varying)
                check_row<S>(isa, op, n, varying, {uint64_t(op) * 1000 + uint64_t(n) * 8 + varying});
}

// ---------------------------------------------------------------------------------------------- sums

template <class S>
void check_sums() {
    constexpr int64_t lanes = 64 / int64_t(sizeof(S));
    Rows<S> a(256), b(256);
    TestRandom random{7};
    for (int64_t i = 0; i < 256; ++i) {
        a.p[i] = S(random.uniform() - 0.3);
        b.p[i] = S(random.uniform() - 0.6);
    }
    for (const std::string& isa : available()) {
        for (int64_t valid = 0; valid <= 256; ++valid) {
            for (unsigned varying = 0; varying < 4; ++varying) {
                for (bool product : {false, true}) {
                    S part[4][lanes] = {}, got[lanes];
                    for (int64_t l = 0; l < lanes; ++l) got[l] = S(l);  // to be overwritten
                    for (int64_t i = 0; i < valid; ++i) {
                        const S x = a.p[varying & 1 ? i : 0], y = b.p[varying & 2 ? i : 0];
                        S& sum = part[i / lanes % 4][i % lanes];
                        sum = product ? reparamx::fma(x, y, sum) : sum + x;
                    }
                    kernels<S>(isa_named(isa)).sum(got, a.p, product ? b.p : nullptr, varying, 256, valid);
                    for (int64_t l = 0; l < lanes; ++l) {
                        const S want = (part[0][l] + part[1][l]) + (part[2][l] + part[3][l]);
                        CHECK(same(got[l], want), "%s valid=%ld [%ld]: %a, %a", isa.c_str(), long(valid), long(l),
                              double(got[l]), double(want));
                    }
                }
            }
        }
    }
}

template <class S>
void check_all() {
    for (const std::string& isa : available()) check_rows<S>(isa_named(isa));
    check_sums<S>();
}

}  // namespace

int main() {
    check_all<double>();
    check_all<float>();
    for (const std::string& isa : available()) printf("%s ", isa.c_str());
    printf("agree\n");
    return 0;
}
