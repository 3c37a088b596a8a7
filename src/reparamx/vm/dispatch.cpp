// Detection of the machine's instruction sets, and the choice of one.
#include "dispatch.hpp"

#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <atomic>

#include "../error.hpp"
#include "../random/noise.hpp"
#include "../random/xoshiro.hpp"

namespace reparamx::vm {
namespace {

bool always() { return true; }

#if defined(__x86_64__)
// What -march=x86-64-v3 and -v4 let the compiler use; named one by one, because older compilers do not know the levels.
bool has_avx2() {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("avx") && __builtin_cpu_supports("popcnt");
}
[[maybe_unused]] bool has_avx512() {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#endif

struct Candidate {
    const Isa* isa;
    bool (*runs)();
};

// Best first.
const Candidate candidates[] = {
#if defined(REPARAMX_HAVE_AVX512)
    {&reparamx_isa_avx512, has_avx512},
#endif
#if defined(REPARAMX_HAVE_AVX2)
    {&reparamx_isa_avx2, has_avx2},
#endif
    {&reparamx_isa_portable, always},
};

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

const Isa* find(const std::string& name, const std::string& who) {
    for (const Candidate& c : candidates) {
        if (name != c.isa->name) continue;
        if (c.runs()) return c.isa;
        throw Error(Fault::value, who + ": this machine cannot run '" + name + "'; available: " + joined(available()));
    }
    throw Error(Fault::value, who + ": there is no instruction set '" + name + "'; available: " + joined(available()));
}

std::atomic<const Isa*> chosen{nullptr};

constexpr const char* noise_names[] = {
#define REPARAMX_NOISE_NAME(Struct, name) #name,
    REPARAMX_NOISES(REPARAMX_NOISE_NAME)
#undef REPARAMX_NOISE_NAME
};

int64_t words_per_row(Dtype dtype) { return dtype == Dtype::float64 ? block_size : block_size / 2; }

}  // namespace

std::vector<std::string> built() {
    std::vector<std::string> names;
    for (const Candidate& c : candidates) names.push_back(c.isa->name);
    return names;
}

std::vector<std::string> available() {
    std::vector<std::string> names;
    for (const Candidate& c : candidates) {
        if (c.runs()) names.push_back(c.isa->name);
    }
    return names;
}

const Isa& active() {
    const Isa* isa = chosen.load(std::memory_order_acquire);
    if (isa == nullptr) {
        // Two threads that come here at once find the same.
        const char* wanted = getenv("REPARAMX_ISA");
        isa = find(wanted != nullptr && *wanted != 0 ? wanted : available().front(), "REPARAMX_ISA");
        chosen.store(isa, std::memory_order_release);
    }
    return *isa;
}

const Isa& isa_named(const std::string& name) { return name.empty() ? active() : *find(name, "isa"); }

void set_active(const std::string& name) { chosen.store(find(name, "isa"), std::memory_order_release); }

int64_t words_needed(Dtype dtype, int64_t n) {
    const int64_t per_word = dtype == Dtype::float64 ? 1 : 2;
    const int64_t pair = 16 * per_word;
    return (n + pair - 1) / pair * 16;
}

void draw_noise(const std::string& noise, Dtype dtype, const uint64_t seed[2], uint64_t site, uint64_t block, int64_t n,
                const std::string& isa, const uint64_t* words, void* out) {
    const auto* name = std::find(std::begin(noise_names), std::end(noise_names), noise);
    if (name == std::end(noise_names)) {
        throw Error(Fault::value, "noise: there is no noise '" + noise + "'; there are " +
                                      joined({std::begin(noise_names), std::end(noise_names)}));
    }
    if (n < 0) throw Error(Fault::value, "n: must not be negative, got " + std::to_string(n));
    const Isa& on = isa_named(isa);
    const DrawFn draw = (dtype == Dtype::float64 ? on.f64 : on.f32).draw[name - std::begin(noise_names)];
    const size_t size = dtype == Dtype::float64 ? sizeof(double) : sizeof(float);
    uint64_t state[32];
    on.seed(state, seed, site, block);
    alignas(64) unsigned char row[block_size * sizeof(double)];
    for (int64_t done = 0; done < n; done += block_size) {
        const int64_t count = std::min(block_size, n - done);
        const int64_t used = words_needed(dtype, count);
        draw(row, state, words, used * (dtype == Dtype::float64 ? 1 : 2));
        memcpy(static_cast<unsigned char*>(out) + size_t(done) * size, row, size_t(count) * size);
        if (words != nullptr) words += words_per_row(dtype);
    }
}

std::vector<uint64_t> generator_words(const uint64_t seed[2], uint64_t site, uint64_t block, int64_t n,
                                      const std::string& isa) {
    if (n < 0) throw Error(Fault::value, "n: must not be negative, got " + std::to_string(n));
    const Isa& on = isa_named(isa);
    uint64_t state[4][8];
    on.seed(state[0], seed, site, block);
    std::vector<uint64_t> words(static_cast<size_t>(n));
    random::Xoshiro<uint64_t> lane[8];
    for (int l = 0; l < 8; ++l) lane[l] = {{state[0][l], state[1][l], state[2][l], state[3][l]}};
    for (size_t i = 0; i < words.size(); ++i) words[i] = lane[i % 8].next();
    return words;
}

}  // namespace reparamx::vm
