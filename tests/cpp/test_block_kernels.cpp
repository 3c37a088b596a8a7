// Block ops have the same bits on every instruction set and in the prologue, and agree with plain loops.
#include "calls.hpp"

using namespace reparamx::test;

namespace {

template <class S>
void check_linear() {
    for (bool varying : {true, false}) {
        // A transpose of the upper left (2, 3) of a (3, 4), one axis reversed, one repeated.
        Call<S> view{Block::view, {3, 3, 2, 2, 1, -4, 0, 4, 12}, {12, 0}, 12, {varying, true}};
        check_against(view, [](const S* a, const S*, int64_t e) { return a[(4 + e / 4 - 4 * (e / 2 % 2)) * 256]; });
        Call<S> back{Block::sum_view, {3, 3, 2, 2, 1, -4, 0, 4, 12}, {12, 0}, 12, {varying, true}};
        check_against(back, [](const S* a, const S*, int64_t e) {
            S sum = 0;
            for (int64_t k = 0; k < 12; ++k)
                if (4 + k / 4 - 4 * (k / 2 % 2) == e) sum = sum + a[k * 256];
            return sum;
        });
        Call<S> scalar{Block::view, {0, 2, 3}, {3, 0}, 1, {varying, true}};
        check_against(scalar, [](const S* a, const S*, int64_t) { return a[2 * 256]; });
        Call<S> take{Block::take, {5, 4, 4, 0, 0, 2}, {5, 0}, 4, {varying, true}};
        check_against(take, [](const S* a, const S*, int64_t e) { return a[(e == 0 ? 4 : e == 3 ? 2 : 0) * 256]; });
        Call<S> put{Block::put, {5, 4, 4, 0, 0, 2}, {4, 0}, 5, {varying, true}};
        check_against(put, [](const S* a, const S*, int64_t e) {
            return e == 4 ? S(0) + a[0] : e == 0 ? S(0) + a[256] + a[512] : e == 2 ? S(0) + a[768] : S(0);
        });
        Call<S> compound{Block::compound_at, {5, 4, 4, 0, 0, 2}, {4, 0}, 5, {varying, true}};
        check_against(compound, [](const S* a, const S*, int64_t e) {
            const auto next = [](S x, S y) { return std::fma(x, y, x + y); };
            const S zero = 0;
            return e == 4   ? next(zero, a[0])
                   : e == 0 ? next(next(zero, a[256]), a[512])
                   : e == 2 ? next(zero, a[768])
                            : zero;
        });
    }
    Call<S> empty{Block::view, {2, 0, 3, 3, 1, 0, 3}, {3, 0}, 0};
    check_call(empty);
}

template <class S>
int64_t clamped(S x, int64_t size) {
    return !(x > 0) ? 0 : x >= S(size) ? size - 1 : int64_t(x);
}

template <class S>
void check_indexed() {
    for (int64_t size : {int64_t(1), int64_t(5), int64_t(16), int64_t(40)}) {
        for (unsigned mixture = 1; mixture < 4; ++mixture) {
            const auto value = [&](int k, int64_t, int64_t, TestRandom& random) {
                return k == 0                 ? S(random.uniform())
                       : random.below(8) == 0 ? any_value<S>(random)
                                              : S(random.below(size));
            };
            Call<S> gather{Block::gather, {size, 3}, {size, 3}, 3, {(mixture & 1) != 0, (mixture & 2) != 0},
                           256,           value};
            check_against(gather,
                          [&](const S* a, const S* b, int64_t e) { return a[clamped(b[e * 256], size) * 256]; });
            Call<S> scatter{Block::scatter, {size, 3}, {3, 3}, size, {(mixture & 1) != 0, (mixture & 2) != 0}, 256,
                            value};
            check_against(scatter, [&](const S* a, const S* b, int64_t e) {
                S sum = 0;
                for (int64_t k = 0; k < 3; ++k)
                    if (clamped(b[k * 256], size) == e) sum = sum + a[k * 256];
                return sum;
            });
        }
    }
    for (S bad : {S(5), S(-6), S(NAN), S(INFINITY), S(1.5), S(1e30)}) {
        for (int64_t at : {0, 17, 255}) {
            for (int64_t valid : {256, 100}) {
                Call<S> index{Block::index, {2, 5}, {2, 0}, 2, {true, true}, valid};
                index.value = [&](int, int64_t e, int64_t i, TestRandom&) {
                    return i >= at && e == 1 ? bad : S(i % 10 - 5);
                };
                const Result<S> r = check_call(index);
                CHECK(r.fault == (at < valid ? at + 1 : 0), "fault %ld", long(r.fault));
                for (int64_t i = 0; i < 256; ++i) CHECK(r.out[size_t(i)] == S(i % 5), "index %ld", long(i));
            }
        }
    }
}

template <class S>
void check_reductions() {
    const auto value = [](int, int64_t, int64_t, TestRandom& random) {
        return random.below(12) == 0 ? any_value<S>(random) : S(random.below(5));  // ties, and NaN here and there
    };
    for (bool varying : {true, false}) {
        for (int64_t length : {1, 2, 7}) {
            const int64_t inner = 3, outer = 2;
            const auto at = [&](const S* a, int64_t e, int64_t k) {
                return a[((e / inner * length + k) * inner + e % inner) * 256];
            };
            for (int reverse : {0, 1}) {
                Call<S> cumsum{Block::cumsum,
                               {outer, length, inner, reverse},
                               {outer * length * inner, 0},
                               outer * length * inner,
                               {varying, true}};
                check_against(cumsum, [&](const S* a, const S*, int64_t e) {
                    const int64_t k = e / inner % length, column = e / inner / length * inner + e % inner;
                    S sum = at(a, column, reverse ? length - 1 : 0);
                    for (int64_t t = 1; t <= (reverse ? length - 1 - k : k); ++t)
                        sum = sum + at(a, column, reverse ? length - 1 - t : t);
                    return sum;
                });
            }
            for (Block op : {Block::amax, Block::amin, Block::argmax, Block::argmin}) {
                Call<S> call{
                    op,   {outer, length, inner}, {outer * length * inner, 0}, outer * inner, {varying, true}, 256,
                    value};
                check_against(call, [&](const S* a, const S*, int64_t e) {
                    const bool largest = op == Block::amax || op == Block::argmax;
                    int64_t best = 0;
                    for (int64_t k = 1; k < length; ++k) {
                        const S old = at(a, e, best), next = at(a, e, k);
                        if (isnan(old)) break;
                        if (isnan(next) || (largest ? next > old : next < old)) best = k;
                    }
                    // Of zeros with different signs, amax and amin return the last.
                    S extreme = at(a, e, best);
                    for (int64_t k = best + 1; k < length; ++k)
                        if (!isnan(extreme) && at(a, e, k) == extreme) extreme = at(a, e, k);
                    return op == Block::amax || op == Block::amin ? extreme : S(best);
                });
            }
        }
    }
}

template <class S>
void check_leave_one_out() {
    constexpr int64_t lanes = 64 / int64_t(sizeof(S));
    for (int64_t valid : {256, 255, 100, 17, 9, 8, 1}) {
        Call<S> call{Block::leave_one_out, {2}, {2, 0}, 2, {true, true}, valid};
        const Result<S> r = check_call(call);
        for (int64_t e = 0; e < 2; ++e) {
            for (int64_t i = 0; i < valid; ++i) {
                double sum = 0;
                int64_t count = 0;
                for (int64_t j = i % lanes; j < valid; j += lanes) {
                    if (j == i) continue;
                    sum += r.in[0][size_t(e * 256 + j)];
                    ++count;
                }
                const double want = count == 0 ? 0 : sum / double(count), got = r.out[size_t(e * 256 + i)];
                CHECK(fabs(got - want) <= (sizeof(S) == 8 ? 1e-15 : 1e-6), "%ld of %ld: %g, %g", long(i), long(valid),
                      got, want);
            }
        }
        // A sample is no part of its own baseline, not even by rounding or as NaN.
        Call<S> huge = call;
        huge.value = [&](int, int64_t, int64_t i, TestRandom& random) {
            const S x = S(4 * random.uniform() - 2);
            return i == 16 ? S(NAN) : x;
        };
        const Result<S> h = check_call(huge);
        if (valid > 17) CHECK(same(h.out[16], r.out[16]), "%g is not %g", double(h.out[16]), double(r.out[16]));
    }
}

template <class S>
void check_contract(int64_t batch, int64_t m, int64_t n, int64_t k, bool a_varies, bool b_varies, bool transposed) {
    // in0 stored as (batch, m, k) or (batch, k, m); in1 likewise; both from element 1 on.
    const std::vector<int64_t> attr = transposed ? std::vector<int64_t>{batch, m, n, k, 1, m * k, 1, m, 1, k * n, 1, k}
                                                 : std::vector<int64_t>{batch, m, n, k, 1, m * k, k, 1, 1, k * n, n, 1};
    Call<S> call{Block::contract, attr, {1 + batch * m * k, 1 + batch * k * n}, batch * m * n, {a_varies, b_varies}};
    check_against(call, [&](const S* a, const S* b, int64_t e) {
        const int64_t t = e / (m * n), i = e / n % m, j = e % n;
        S sum = 0;
        for (int64_t l = 0; l < k; ++l)
            sum = reparamx::fma(a[(attr[4] + t * attr[5] + i * attr[6] + l * attr[7]) * 256],
                                b[(attr[8] + t * attr[9] + l * attr[10] + j * attr[11]) * 256], sum);
        return sum;
    });
}

template <class S>
void check_contracts() {
    for (unsigned mixture = 0; mixture < 4; ++mixture) {
        for (bool transposed : {false, true}) {
            const bool a = mixture & 1, b = mixture & 2;
            for (int64_t m : {1, 2, 3, 4, 5, 7, 13}) check_contract<S>(1, m, 1, 5, a, b, transposed);
            check_contract<S>(2, 3, 4, 2, a, b, transposed);
            check_contract<S>(1, 5, 9, 3, a, b, transposed);
            check_contract<S>(1, 2, 2, 0, a, b, transposed);
            check_contract<S>(1, 9, 1, 300, a, b, transposed);  // more than one slice of k
            check_contract<S>(1, 1, 19, 7, a, b, transposed);
        }
    }
}

// A positive definite matrix per sample: a lower factor times its transpose.
template <class S>
std::function<S(int, int64_t, int64_t, TestRandom&)> positive_definite(int64_t n) {
    return [n](int k, int64_t e, int64_t i, TestRandom& random) {
        if (k == 1) return S(random.uniform());
        const int64_t r = e / n % n, c = e % n;
        return r == c ? S(2 + double(n) + double(i % 7)) : S(1.0 / double(1 + r + c));
    };
}

template <class S>
void check_factors() {
    const double tolerance = sizeof(S) == 8 ? 1e-14 : 1e-5;
    for (int64_t n : {1, 2, 3, 8, 18}) {
        Call<S> cholesky{Block::cholesky, {2, n}, {2 * n * n, 0},         2 * n * n,
                         {true, true},    256,    positive_definite<S>(n)};
        const Result<S> l = check_call(cholesky);
        CHECK(l.fault == 0, "fault %ld", long(l.fault));
        const auto at = [&](const std::vector<S>& x, int64_t e, int64_t i) { return double(x[size_t(e * 256 + i)]); };
        for (int64_t e = 0; e < 2 * n * n; ++e) {
            const int64_t base = e / (n * n) * n * n, r = e / n % n, c = e % n;
            for (int64_t i = 0; i < 256; ++i) {
                double sum = 0;
                for (int64_t k = 0; k < n; ++k) sum += at(l.out, base + r * n + k, i) * at(l.out, base + c * n + k, i);
                CHECK(fabs(sum - at(l.in[0], e, i)) <= tolerance * double(n + 10), "cholesky: %g", sum);
                if (c > r) CHECK(at(l.out, e, i) == 0, "upper triangle");
            }
        }
        for (int flags = 0; flags < 4; ++flags) {
            const bool lower = flags & 1, transposed = flags & 2;
            const int64_t m = 3;
            for (unsigned mixture = 1; mixture < 4; ++mixture) {
                Call<S> solve{Block::solve_triangular,
                              {2, n, m, lower, transposed},
                              {2 * n * n, 2 * n * m},
                              2 * n * m,
                              {(mixture & 1) != 0, (mixture & 2) != 0},
                              256,
                              positive_definite<S>(n)};
                const Result<S> x = check_call(solve);
                for (int64_t e = 0; e < 2 * n * m; ++e) {
                    const int64_t b = e / (n * m), r = e / m % n, j = e % m;
                    for (int64_t i = 0; i < 256; ++i) {
                        double sum = 0;
                        for (int64_t k = 0; k < n; ++k) {
                            const int64_t row = transposed ? k : r, column = transposed ? r : k;
                            if (lower ? column > row : column < row) continue;
                            sum += at(x.in[0], b * n * n + row * n + column, i) * at(x.out, (b * n + k) * m + j, i);
                        }
                        CHECK(fabs(sum - at(x.in[1], e, i)) <= tolerance * 10, "solve: %g, %g", sum, at(x.in[1], e, i));
                    }
                }
            }
        }
    }
    for (int64_t valid : {256, 30}) {
        Call<S> bad{Block::cholesky, {1, 2}, {4, 0}, 4, {true, true}, valid};
        bad.value = [](int, int64_t e, int64_t i, TestRandom&) {
            return e == 0 ? S(1) : e == 3 ? S(i == 40 ? NAN : i == 77 ? -1 : 2) : S(0.5);
        };
        const Result<S> r = check_call(bad);
        CHECK(r.fault == (valid == 256 ? 41 : 0), "fault %ld", long(r.fault));
    }
}

template <class S>
void check_all() {
    check_linear<S>();
    check_indexed<S>();
    check_reductions<S>();
    check_leave_one_out<S>();
    check_contracts<S>();
    check_factors<S>();
}

}  // namespace

int main() {
    check_all<double>();
    check_all<float>();
    for (const std::string& isa : available()) printf("%s ", isa.c_str());
    printf("agree\n");
    return 0;
}
