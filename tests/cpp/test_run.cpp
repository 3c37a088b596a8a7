// The engine: results that depend on nothing but program, parameters, seed and samples; errors likewise.
#include <math.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <limits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "programs.hpp"

namespace {

using reparamx::Fault;

const double k = 3, loc = 1, scale = 2;
const std::vector<const void*> three = {&k, &loc, &scale};

vm::RunOptions options_of(int64_t samples) {
    vm::RunOptions o;
    o.samples = samples;
    o.seed[0] = 0x0123456789abcdef;
    o.seed[1] = 42;
    o.thread_ns = 0;  // as many threads as are asked for
    o.threads = 1;
    return o;
}

// The samples themselves and their mean.
const char* const seen_twice = R"(reparamx program 1
dtype float64
sizes invariants=0 regs=3 temps=1
site "z" key=9 noise=normal size=3
output "draws" samples [3] extent=3 source=r0
output "mean" mean [3] extent=3 source=r0
prologue
body
loop 3
  draw normal 0 r0
loop 3
  store 0 r0
  accumulate 1 r0
end
)";

template <class S>
void test_moments_are_those_of_lanes(const std::string& text) {
    constexpr int64_t L = vm::lane_bytes / int64_t(sizeof(S));
    const vm::VerifiedProgram program = program_of(text);
    std::vector<S> all(3 * 1000);
    vm::run(program, {}, options_of(1000), {all.data()});
    for (int64_t n : {1, 2, 7, 8, 9, 255, 256, 257, 511, 1000}) {
        std::vector<S> draws(size_t(3 * n));
        const vm::Result r = vm::run(program, {}, options_of(n), {draws.data()});
        CHECK(memcmp(draws.data(), all.data(), draws.size() * sizeof(S)) == 0, "n = %d draws other numbers", int(n));
        for (int64_t e = 0; e < 3; ++e) {
            std::vector<long double> sum, count;
            long double mean = 0, m2 = 0;
            for (int64_t i = 0; i < n; ++i) {
                const size_t lane = size_t(i / vm::block_size * L + i % L);
                if (sum.size() <= lane) sum.resize(lane + 1), count.resize(lane + 1);
                sum[lane] += (long double)draws[size_t(3 * i + e)];
                count[lane] += 1;
                mean += (long double)draws[size_t(3 * i + e)] / (long double)n;
            }
            for (size_t l = 0; l < sum.size(); ++l) {
                m2 += count[l] * (sum[l] / count[l] - mean) * (sum[l] / count[l] - mean);
            }
            const long double replicates = (long double)sum.size();
            const long double error = sqrtl(m2 / (replicates - 1) / (long double)n);
            const long double tolerance = sizeof(S) == 8 ? 1e-14L : 1e-6L;
            const vm::OutputValue& value = r.outputs[1];
            CHECK(fabsl(value.mean[size_t(e)] - mean) <= tolerance, "mean of %d", int(n));
            CHECK(n == 1 ? isnan(value.stderr_[size_t(e)]) : fabsl(value.stderr_[size_t(e)] - error) <= 10 * tolerance,
                  "standard error of %d: %g, not %Lg", int(n), value.stderr_[size_t(e)], error);
            CHECK(r.replicates == int64_t(sum.size()) && r.samples == n, "counts of %d", int(n));
        }
    }
}

void test_results_do_not_depend_on_threads_or_grains(const char* isa) {
    const vm::VerifiedProgram program = program_of(normal_square);
    for (int64_t n : {1, 2, 7, 8, 9, 255, 256, 257, 511, 1000, 5000, 20000}) {
        const vm::Result expected = vm::run(program, three, options_of(n));
        for (int threads : {1, 2, 3, 8}) {
            for (int grain : {-1, 0, 1, 3}) {
                vm::RunOptions o = options_of(n);
                o.threads = threads;
                o.grain = grain;
                o.isa = &vm::isa_named(isa);
                const vm::Result r = vm::run(program, three, o);
                CHECK(same_outputs(r, expected), "n = %d, %d threads, grain %d, %s: other bits", int(n), threads, grain,
                      isa);
                CHECK(r.state.size() == expected.state.size(), "other parts are left");
            }
        }
        vm::RunOptions o = options_of(n);
        o.stderr_wanted = false;
        const vm::Result r = vm::run(program, three, o);
        CHECK(r.outputs[0].stderr_.empty() && same_bits(r.outputs[0].mean, expected.outputs[0].mean),
              "without standard errors the mean has other bits");
    }
}

void test_extending_equals_running_at_once() {
    const vm::VerifiedProgram program = program_of(normal_square);
    for (int64_t first : {1, 255, 256, 257, 1000, 2048, 4097}) {
        const vm::Result start = vm::run(program, three, options_of(first));
        for (int64_t more : {1, 256, 3000}) {
            vm::RunOptions o = options_of(first % 256 + more);
            o.first_sample = first - first % 256;
            o.resume = &start.state;
            o.threads = 2;
            const vm::Result extended = vm::run(program, three, o);
            const vm::Result at_once = vm::run(program, three, options_of(first + more));
            CHECK(same_outputs(extended, at_once), "%d and then %d more", int(first), int(more));
        }
    }
    const vm::Result start = vm::run(program, three, options_of(512));
    vm::RunOptions o = options_of(512);
    o.first_sample = 256;
    o.resume = &start.state;
    CHECK(!error_of([&] { vm::run(program, three, o); }, Fault::value).empty(), "blocks were counted twice");
    o.first_sample = 300;
    CHECK(!error_of([&] { vm::run(program, three, o); }, Fault::value).empty(), "starts inside a block");
}

void test_everything_runs_alike_everywhere(const std::string& text) {
    const vm::VerifiedProgram program = program_of(text);
    const bool wide = program.program().dtype == vm::Dtype::float64;
    const double theta[2] = {1.5, 0.5}, data[6] = {1, 2, 3, 4, 5, 7};
    const float theta32[2] = {1.5, 0.5}, data32[6] = {1, 2, 3, 4, 5, 7};
    const std::vector<const void*> params =
        wide ? std::vector<const void*>{theta, data} : std::vector<const void*>{theta32, data32};
    std::vector<double> expected_draws(2 * 777), draws(2 * 777);
    vm::RunOptions o = options_of(777);
    o.check_finite = false;
    o.isa = &vm::isa_named("portable");
    const vm::Result expected = vm::run(program, params, o, {expected_draws.data()});
    // exact: data times theta, a row each, minus data
    const double exact[6] = {0.5, 1, 1.5, -2, -2.5, -3.5};
    for (size_t e = 0; e < 6; ++e) {
        CHECK(expected.outputs[4].mean[e] == exact[e] && expected.outputs[4].stderr_[e] == 0, "exact %d: %g", int(e),
              expected.outputs[4].mean[e]);
    }
    for (const std::string& isa : vm::available()) {
        for (int threads : {1, 3}) {
            o.isa = &vm::isa_named(isa);
            o.threads = threads;
            const vm::Result r = vm::run(program, params, o, {draws.data()});
            CHECK(same_outputs(r, expected), "%s: other bits", isa.c_str());
            CHECK(memcmp(draws.data(), expected_draws.data(), 2 * 777 * (wide ? 8 : 4)) == 0, "%s: other draws",
                  isa.c_str());
        }
    }
}

// E[x y] at given noise, and what a finish chain makes of mean and error.
void test_given_noise_and_finish() {
    const char* const text = R"(reparamx program 1
dtype float64
sizes invariants=2 regs=2 temps=1
param "a" [2]
site "x" key=1 noise=normal size=2
constant 0 [0x1p+1,-0x1.8p+1]
map table=[1,0,1]
output "m" mean [3] extent=2 source=-
  finish mul i0 extent=2
  finish sub p0 extent=2
  finish view -0.m0 extent=3
  finish neg - extent=3
  finish rsub i0.first extent=3
prologue
body
loop 2
  draw normal 0 r0
  accumulate 0 r0
end
)";
    const double a[2] = {10, 20};
    std::vector<double> noise;
    for (int i = 0; i < 300; ++i) noise.insert(noise.end(), {i % 2 ? 5.0 : 3.0, 1.0});
    vm::RunOptions o = options_of(300);
    o.noise = {noise.data()};
    const vm::Result r = vm::run(program_of(text), {a}, o);
    // means 4 and 1; times 2 and -3: 8 and -3; minus a: -2 and -23; gathered, negated, taken from 2
    const std::vector<double> mean = {-21, 0, -21};
    CHECK(same_bits(r.outputs[0].mean, mean), "%g %g %g", r.outputs[0].mean[0], r.outputs[0].mean[1],
          r.outputs[0].mean[2]);
    CHECK(r.outputs[0].stderr_[0] == 0 && r.outputs[0].stderr_[1] > 0, "standard errors");
    // Raw words, all ones or all zeros: the tails of the noise, finite.
    for (uint64_t word : {uint64_t(0), ~uint64_t(0)}) {
        vm::RunOptions raw = options_of(512);  // whole pairs of rows, so that all lanes are alike
        raw.words = &word;
        raw.words_count = 1;
        const vm::Result tail = vm::run(program_of(text), {a}, raw);
        CHECK(isfinite(tail.outputs[0].mean[0]) && tail.outputs[0].stderr_[0] < 1e-12, "words are not what was drawn");
    }
}

void test_a_failed_check_names_value_and_place() {
    const vm::VerifiedProgram program = program_of(normal_square);
    const double negative = -1;
    CHECK(error_of([&] { vm::run(program, {&k, &loc, &negative}, options_of(10)); }, Fault::value) ==
              "Normal: scale must be positive, got -1.0",
          "a scalar");
    const double nan = std::numeric_limits<double>::quiet_NaN(), theta[2] = {1, nan}, data[6] = {};
    std::vector<double> draws(20);
    CHECK(error_of([&] { vm::run(program_of(everything), {theta, data}, options_of(10), {draws.data()}); },
                   Fault::value) == "theta must be positive, got nan at index (1,)",
          "an array");
}

void test_the_lowest_sample_is_reported_whatever_the_threads() {
    const vm::VerifiedProgram program = program_of(watched_noise);
    std::vector<double> draws(20000);
    double one = 1, limit = std::numeric_limits<double>::max();
    vm::RunOptions o = options_of(20000);
    o.check_finite = false;
    vm::run(program, {&one, &limit}, o, {draws.data()});
    for (double bound : {1.0, 3.0, 3.8}) {
        int64_t lowest = 0;
        while (!(bound - draws[size_t(lowest)] < 0)) ++lowest;
        const std::string expected =
            " in sample " + std::to_string(lowest) + " (rng=rx.Seed(0x000000000000002a0123456789abcdef))";
        for (int threads : {1, 2, 3, 8}) {
            for (int grain : {-1, 0, 2}) {
                o.threads = threads;
                o.grain = grain;
                const std::string error =
                    error_of([&] { vm::run(program, {&one, &bound}, o, {draws.data()}); }, Fault::value);
                CHECK(
                    error.find("z must stay below the limit, got -") == 0 && error.find(expected) != std::string::npos,
                    "%s, not%s", error.c_str(), expected.c_str());
            }
        }
    }
}

void test_samples_that_are_not_finite_are_counted() {
    const vm::VerifiedProgram program = program_of(watched_noise);
    const double one = 1, limit = std::numeric_limits<double>::max();
    for (int64_t n : {5, 300, 20000}) {
        std::vector<double> draws(static_cast<size_t>(n));
        vm::RunOptions o = options_of(n);
        o.check_finite = false;
        vm::run(program, {&one, &limit}, o, {draws.data()});
        int64_t count = 0, first = -1;
        for (int64_t i = 0; i < n; ++i) {
            if (draws[size_t(i)] + 1 >= 0) continue;
            ++count;
            if (first < 0) first = i;
        }
        CHECK(count > 0, "choose another seed");
        const std::string expected = "logarithm is nan in " + std::to_string(count) + " of " + std::to_string(n) +
                                     " samples, first in sample " + std::to_string(first);
        for (int threads : {1, 3}) {
            o.check_finite = true;
            o.threads = threads;
            const std::string error =
                error_of([&] { vm::run(program, {&one, &limit}, o, {draws.data()}); }, Fault::not_finite);
            CHECK(error.find(expected) == 0, "%s, not %s", error.c_str(), expected.c_str());
        }
    }
    // Every sample is finite, their sum is not.
    const double huge = 1e308, zero = 0;
    CHECK(
        error_of([&] { vm::run(program_of(normal_square), {&zero, &huge, &one}, options_of(1000)); }, Fault::not_finite)
                .find("value is inf in 1000 of 1000 samples") == 0,
        "an infinite loss");
    const double large = 1e154;
    const std::string overflow = error_of(
        [&] { vm::run(program_of(normal_square), {&zero, &large, &one}, options_of(1000)); }, Fault::not_finite);
    CHECK(overflow == "value is inf", "%s", overflow.c_str());
}

void test_an_interrupt_stops_the_run() {
    const vm::VerifiedProgram program = program_of(normal_square);
    for (int threads : {1, 3}) {
        vm::RunOptions o = options_of(int64_t(1) << 40);
        o.threads = threads;
        int asked = 0;
        o.interrupted = [&] { return ++asked == 3; };
        const auto start = std::chrono::steady_clock::now();
        const vm::Result r = vm::run(program, three, o);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        CHECK(r.interrupted && r.outputs.empty(), "went on");
        CHECK(seconds < 5, "took %g s", seconds);
        o.interrupted = []() -> bool { throw std::length_error("from the host"); };
        bool thrown = false;
        try {
            vm::run(program, three, o);
        } catch (const std::length_error&) {
            thrown = true;
        }
        CHECK(thrown, "lost an exception of the host");
    }
}

void test_arguments_are_checked() {
    const vm::VerifiedProgram program = program_of(normal_square);
    const auto error = [&](const std::vector<const void*>& params, const vm::RunOptions& o) {
        return error_of([&] { vm::run(program, params, o); }, Fault::value);
    };
    CHECK(error(three, options_of(0)) == "samples must be positive, got 0", "no samples");
    CHECK(error(three, options_of(-5)) == "samples must be positive, got -5", "negative samples");
    CHECK(!error(three, options_of(std::numeric_limits<int64_t>::max())).empty(), "too many samples");
    CHECK(error({&k, &loc}, options_of(1)) == "the program takes 3 params, got 2", "too few params");
    CHECK(error({&k, nullptr, &scale}, options_of(1)) == "loc is missing", "a null param");
    CHECK(error_of([&] { vm::run(program_of(seen_twice), {}, options_of(1)); }, Fault::value) ==
              "every samples output needs a buffer",
          "no buffer");
}

void test_the_float_environment_is_ours_and_given_back() {
#if defined(__x86_64__)
    const vm::VerifiedProgram program = program_of(normal_square);
    vm::RunOptions o = options_of(3000);
    o.threads = 2;
    const vm::Result expected = vm::run(program, three, o);
    const unsigned before = _mm_getcsr();
    const unsigned changed = 0x1f80 | 0x8040 | 0x4000;  // flush to zero, denormals are zero, round up
    _mm_setcsr(changed);
    const vm::Result r = vm::run(program, three, o);
    const unsigned after = _mm_getcsr();
    _mm_setcsr(before);
    CHECK(after == changed, "MXCSR is %x, was %x", after, changed);
    CHECK(same_outputs(r, expected), "other bits in another environment");
#endif
}

void test_a_forked_child_runs() {
    const vm::VerifiedProgram program = program_of(normal_square);
    vm::RunOptions o = options_of(20000);
    o.threads = 3;
    const vm::Result expected = vm::run(program, three, o);
    const pid_t child = fork();
    if (child == 0) _exit(same_outputs(vm::run(program, three, o), expected) ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0, "the child ended with %d", status);
}

void test_a_program_without_body_needs_no_samples() {
    const char* const text = R"(reparamx program 1
dtype float64
sizes invariants=1 regs=0 temps=0
param "x" []
output "square" value [] extent=1 source=i0
prologue
loop 1
  row square i0 = p0
body
end
)";
    const double x = 1.5;
    const vm::Result r = vm::run(program_of(text), {&x}, options_of(0));
    CHECK(r.outputs[0].mean[0] == 2.25 && r.outputs[0].stderr_[0] == 0, "%g", r.outputs[0].mean[0]);
}

}  // namespace

int main() {
    test_moments_are_those_of_lanes<double>(seen_twice);
    test_moments_are_those_of_lanes<float>(in_float32(seen_twice));
    for (const std::string& isa : vm::available()) test_results_do_not_depend_on_threads_or_grains(isa.c_str());
    test_extending_equals_running_at_once();
    test_everything_runs_alike_everywhere(everything);
    test_everything_runs_alike_everywhere(in_float32(everything));
    test_given_noise_and_finish();
    test_a_failed_check_names_value_and_place();
    test_the_lowest_sample_is_reported_whatever_the_threads();
    test_samples_that_are_not_finite_are_counted();
    test_an_interrupt_stops_the_run();
    test_arguments_are_checked();
    test_the_float_environment_is_ours_and_given_back();
    test_a_forked_child_runs();
    test_a_program_without_body_needs_no_samples();
    return 0;
}
