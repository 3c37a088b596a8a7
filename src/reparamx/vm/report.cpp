// The wording of what can go wrong while running.
#include "report.hpp"

#include <charconv>
#include <cmath>

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
    return " in sample " + std::to_string(sample) + " (rng=rx.Seed(0x" + hexadecimal(seed[1]) + hexadecimal(seed[0]) +
           "))";
}

std::string block_fault(int32_t op, const std::vector<int64_t>& attr) {
    switch (ops::Block(op)) {
        case ops::Block::index:
            return "index out of range for size " + std::to_string(attr[1]);
        case ops::Block::cholesky:
            return "cholesky: the matrix is not positive definite";
        case ops::Block::solve_triangular:
            return "solve_triangular: the matrix is singular";
        default:
            return std::string(block_ops[op].name) + ": an argument outside the domain";
    }
}

}  // namespace reparamx::vm
