// Noise has the bits of tests/data/noise_known_answers.txt on every instruction set, and stays in its range whatever
// the words are.
#include <math.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "check.hpp"
#include "reparamx/vm/dispatch.hpp"

using namespace reparamx::vm;

namespace {

struct Case {
    bool keyed = false;
    uint64_t seed[2] = {0, 0}, site = 0, block = 0;
    std::vector<uint64_t> words;
};

template <class S>
void check_values(const Case& c, const std::string& noise, Dtype dtype, std::istringstream& line) {
    std::vector<S> want;
    for (std::string text; line >> text;) want.push_back(S(strtod(text.c_str(), nullptr)));
    CHECK(want.size() == c.words.size() * (8 / sizeof(S)), "%s: %zu values", noise.c_str(), want.size());
    for (const std::string& isa : available()) {
        std::vector<S> got(want.size());
        draw_noise(noise, dtype, c.seed, c.site, c.block, int64_t(got.size()), isa, c.keyed ? nullptr : c.words.data(),
                   got.data());
        for (size_t i = 0; i < got.size(); ++i)
            CHECK(same(got[i], want[i]), "%s %s [%zu]: %a, known %a", isa.c_str(), noise.c_str(), i, double(got[i]),
                  double(want[i]));
    }
}

int known_answers() {
    std::ifstream file(REPARAMX_TEST_DATA "/noise_known_answers.txt");
    CHECK(file.good(), "no known answers");
    Case c;
    int checked = 0;
    for (std::string text; std::getline(file, text);) {
        std::istringstream line(text);
        std::string what, dtype;
        line >> what;
        if (what == "#") continue;
        line >> std::hex;
        if (what == "key") {
            c = Case{true, {0, 0}, 0, 0, {}};
            line >> c.seed[0] >> c.seed[1] >> c.site >> c.block;
        } else if (what == "given") {
            c = Case{};
        } else if (what == "words") {
            for (uint64_t w; line >> w;) c.words.push_back(w);
            if (!c.keyed) continue;
            for (const std::string& isa : available())
                CHECK(generator_words(c.seed, c.site, c.block, int64_t(c.words.size()), isa) == c.words, "%s words",
                      isa.c_str());
        } else {
            line >> dtype;
            if (dtype == "float64") check_values<double>(c, what, Dtype::float64, line);
            if (dtype == "float32") check_values<float>(c, what, Dtype::float32, line);
            ++checked;
        }
    }
    return checked;
}

// Structured words and random ones.
std::vector<uint64_t> words_to_try(int64_t n, uint64_t seed) {
    TestRandom random{seed};
    std::vector<uint64_t> words;
    for (int k = 0; k < 64; ++k)
        for (int d = -2; d <= 2; ++d) words.push_back((uint64_t(1) << k) + uint64_t(int64_t(d)));
    while (int64_t(words.size()) < n) {
        uint64_t w = random.word();
        if (words.size() % 3 == 0) w = (w & 0xFFFFFFFF00000000u) | (w & 0xFFFu);
        if (words.size() % 5 == 0) w >>= words.size() % 64;
        words.push_back(w);
    }
    return words;
}

struct Range {
    const char* noise;
    double low64, high64, low32, high32;
};

template <class S>
void check_range(const Range& range, Dtype dtype) {
    const double low = sizeof(S) == 8 ? range.low64 : range.low32, high = sizeof(S) == 8 ? range.high64 : range.high32;
    const std::vector<uint64_t> words = words_to_try(1 << 14, 5);
    std::vector<S> first;
    for (const std::string& isa : available()) {
        std::vector<S> x(words.size() * (8 / sizeof(S)));
        const uint64_t seed[2] = {0, 0};
        draw_noise(range.noise, dtype, seed, 0, 0, int64_t(x.size()), isa, words.data(), x.data());
        for (size_t i = 0; i < x.size(); ++i)
            CHECK(x[i] >= low && x[i] <= high, "%s %s: %a of word %016lx", isa.c_str(), range.noise, double(x[i]),
                  (unsigned long)words[i * sizeof(S) / 8]);
        if (first.empty()) first = x;
        for (size_t i = 0; i < x.size(); ++i) CHECK(same(x[i], first[i]), "%s %s differs", isa.c_str(), range.noise);
    }
}

// A row drawn in one call or several, from one state, is the same.
void check_continuation() {
    for (const std::string& name : available()) {
        const Isa& isa = isa_named(name);
        const uint64_t seed[2] = {3, 4};
        uint64_t state[32];
        double whole[256], parts[256];
        isa.seed(state, seed, 5, 6);
        isa.f64.draw[1](whole, state, nullptr, 256);
        isa.seed(state, seed, 5, 6);
        for (int i = 0; i < 256; i += 16) isa.f64.draw[1](parts + i, state, nullptr, 16);
        CHECK(memcmp(whole, parts, sizeof(whole)) == 0, "%s", name.c_str());
        draw_noise("normal", Dtype::float64, seed, 5, 6, 37, name, nullptr, parts);
        CHECK(memcmp(whole, parts, 37 * sizeof(double)) == 0, "%s: a prefix", name.c_str());
    }
}

}  // namespace

int main() {
    const int checked = known_answers();
    CHECK(checked == 100, "%d", checked);
    const Range ranges[] = {
        {"uniform", 0x1p-53, 1 - 0x1p-53, 0x1p-33, 1 - 0x1p-24},
        {"exponential", 0x1p-53, 36.74, 0x1p-33, 22.88},
        {"gumbel", -3.604, 36.74, -3.131, 22.88},
        {"rayleigh", 1.490e-8, 8.573, 1.525e-5, 6.765},
        {"normal", -8.572, 8.572, -6.764, 6.764},
    };
    for (const Range& range : ranges) {
        check_range<double>(range, Dtype::float64);
        check_range<float>(range, Dtype::float32);
    }
    check_continuation();
    printf("noise: %d known answers\n", checked);
    return 0;
}
