// The verifier's second half: prologue and body, instruction by instruction. Private to verify.cpp.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "../error.hpp"
#include "verify.hpp"

namespace reparamx::vm {

[[noreturn]] inline void fail(const std::string& where, const std::string& what) {
    throw Error(Fault::program, where.empty() ? what : where + ": " + what);
}

// A set of elements.
class Elements {
public:
    explicit Elements(int64_t size) : words_(size_t(size + 63) / 64) {}
    bool has(int64_t i) const { return words_[size_t(i) / 64] >> (i % 64) & 1; }
    void add(int64_t i) { words_[size_t(i) / 64] |= uint64_t(1) << (i % 64); }
    bool has_all(int64_t first, int64_t count) const;
    void add_all(int64_t first, int64_t count);

private:
    std::vector<uint64_t> words_;
};

class StepVerifier {
public:
    StepVerifier(const Program& program, Plan& plan);
    void prologue();
    void body();
    void outputs();

private:
    void steps(const std::vector<Step>& steps);
    void instr(const Instr& instr);
    void row(const Instr& instr);
    void draw(const Instr& instr);
    void add(const Instr& instr);
    void accumulate(const Instr& instr);
    void store(const Instr& instr);
    void block(const Instr& instr);
    void zero(const Instr& instr);
    void check(const Instr& instr);
    void finish(const Output& output);

    // What an instruction uses besides its operands; the rest must be left at its default.
    struct Uses {
        bool op = false, index = false, out = false, attr = false;
        int operands = 0;
    };
    void uses(const Instr& instr, Uses uses) const;
    void op(const Instr& instr, size_t count) const;
    void alone() const;
    void only_in_body() const;
    void output(const Instr& instr, Output_kind kind, std::vector<char>& done);

    // The elements [first, last) of its space that an operand spans in `extent` iterations, checked to exist.
    struct Range {
        int64_t first, last;
    };
    Range range(const Operand& operand, int64_t extent, const char* name) const;
    void readable(const Operand& operand, int64_t extent, const char* name) const;
    bool defined(const Elements& set, const Operand& operand, int64_t extent, Range range) const;
    void whole(const Operand& operand, int64_t extent, const char* name) const;
    void write(const Operand& operand, int64_t extent);
    void apart(const Operand& out, int64_t out_extent, const Operand& in, int64_t in_extent, const char* name) const;
    void prologue_row(const Instr& instr);
    void cost(double ns) { (in_body_ ? plan_.block_ns : plan_.prologue_ns) += ns; }
    [[noreturn]] void fail(const std::string& what) const;

    const Program& program_;
    Plan& plan_;
    Elements constants_, invariants_, regs_;
    std::vector<char> drawn_, accumulated_, stored_;
    std::vector<uint32_t> temp_step_;       // 1 + the step that wrote each temp last
    std::unordered_set<uint64_t> written_;  // reg operands written earlier in this iteration
    bool in_body_ = false;
    const Step* step_ = nullptr;
    size_t step_index_ = 0, instr_index_ = 0, output_index_ = 0;
};

}  // namespace reparamx::vm
