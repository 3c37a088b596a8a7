// The wording of what can go wrong while running.
#include "report.hpp"

#include <charconv>
#include <cmath>

#include "../random/gave_up.hpp"
#include "names.hpp"

namespace reparamx::vm {
namespace {

template <class S>
std::string shown_as(S value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    std::string text(digits, end.ptr);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

// All 16 digits.
std::string hexadecimal(uint64_t word) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, word, 16);
    const std::string text(digits, end.ptr);
    return std::string(16 - text.size(), '0') + text;
}

std::string seed_text(const uint64_t* seed) {
    return "rng=rx.Seed(0x" + hexadecimal(seed[1]) + hexadecimal(seed[0]) + ")";
}

// The first element of an index that means nothing in value i of its row.
template <class S>
std::string bad_index(const BlockArgs& args, int64_t i) {
    const S* p = static_cast<const S*>(args.in[0].p);
    S value{};
    bool whole = false;
    for (int64_t e = 0; e < args.attr[0]; ++e) {
        value = args.in[0].varying ? p[e * args.ld + i] : p[e];
        whole = std::abs(value) < S(1e15) && std::trunc(value) == value;
        if (!whole || value < -S(args.attr[1]) || value >= S(args.attr[1])) break;
    }
    return whole ? std::to_string(int64_t(value)) : shown_as(value);
}

}  // namespace

std::string shown(double value) { return shown_as(value); }
std::string shown(float value) { return shown_as(value); }

std::string at_index(int64_t element, const std::vector<int64_t>& shape) {
    if (shape.empty()) return "";
    std::string inside;
    for (size_t k = shape.size(); k-- > 0;) {
        const int64_t i = shape[k] > 0 ? element % shape[k] : 0;
        element = shape[k] > 0 ? element / shape[k] : 0;
        inside = std::to_string(i) + (inside.empty() ? "" : ", " + inside);
    }
    return " at index (" + inside + (shape.size() == 1 ? ",)" : ")");
}

std::string in_sample(int64_t sample, const uint64_t* seed) {
    return " in sample " + std::to_string(sample) + " (" + seed_text(seed) + ")";
}

std::string gave_up_from(int64_t sample, const uint64_t* seed) {
    return std::to_string(random::most_attempts) + " attempts to draw a number were rejected, in one of the " +
           std::to_string(block_size) + " samples from " + std::to_string(sample) + " on (" + seed_text(seed) + ")";
}

std::string block_fault(int32_t op, const BlockArgs& args, int64_t i, bool single) {
    switch (ops::Block(op)) {
        case ops::Block::index:
            return "index out of range for size " + std::to_string(args.attr[1]) + ", got " +
                   (single ? bad_index<float>(args, i) : bad_index<double>(args, i));
        case ops::Block::cholesky:
            return "cholesky: the matrix is not positive definite";
        case ops::Block::solve_triangular:
            return "solve_triangular: the matrix is singular";
        default:
            return std::string(block_ops[op].name) + ": an argument outside the domain";
    }
}

}  // namespace reparamx::vm
