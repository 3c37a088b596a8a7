// A Program: the flat, serialisable product of lowering. Prologue (once per call), body (once per block), epilogue.
//
// Values live in four spaces. `param`: the arrays of the call. `invariant`: values that do not vary from sample to
// sample, computed by the prologue or constant. `reg`: rows of a block that outlive a loop. `temp`: rows that live
// inside one iteration of one loop and stay in the first-level cache.
#pragma once

#include <stdint.h>

#include <string>
#include <vector>

#include "abi.hpp"

namespace reparamx::vm {

enum class Dtype : uint8_t { float64, float32 };

enum class Space : uint8_t { none, param, invariant, reg, temp };

// How element e of a loop finds its element in an operand.
struct IndexMap {
    std::vector<int64_t> shape;    // of the loop; empty with a table
    std::vector<int64_t> strides;  // element = offset + sum_k strides[k] * (index k of e in shape)
    int64_t offset = 0;
    std::vector<int32_t> table;  // or element = table[e]
    bool operator==(const IndexMap&) const = default;
};

inline constexpr int32_t map_identity = -1;  // element e
inline constexpr int32_t map_first = -2;     // element 0, whatever e

struct Operand {
    Space space = Space::none;
    int64_t at = 0;              // param: its number; invariant: first value; reg: first row; temp: slot
    int32_t map = map_identity;  // map_identity, map_first or an index into Program::maps
    bool operator==(const Operand&) const = default;
};

enum class Kind : uint8_t {
    row,         // out = op(in...), element by element
    draw,        // out = standard noise of `site`; elements in order
    add,         // out += in[0]: sums over elements; out is a reg, its map says where
    compound,    // out = (1 + out) (1 + in[0]) - 1, as add
    accumulate,  // output `index` += in[0], or in[0] * in[1]; element e of the output is element e of the loop
    store,       // per-sample output `index`, element e = in[0]
    block,       // out = block op(in...) with attributes; alone in its step, extent 1
    zero,        // out = 0 for `extent` elements; alone in its step
    check,       // the constraint `op` must hold for in[0], else the call fails with message `index`
};

constexpr bool gathers(Kind kind) { return kind == Kind::add || kind == Kind::compound; }

struct Instr {
    Kind kind = Kind::row;
    int32_t op = 0;     // row: ops/list.hpp; block: ops/block.hpp; draw: the noise; check: the constraint
    int32_t index = 0;  // output, site or message
    Operand out;
    Operand in[max_operands];
    std::vector<int64_t> attr;
    bool operator==(const Instr&) const = default;
};

// A loop over `extent` elements. All instructions of one iteration run on one row before the next element.
// In the prologue a step holds one instruction and its row is the whole array.
struct Step {
    int64_t extent = 1;
    std::vector<Instr> instrs;
    bool operator==(const Step&) const = default;
};

struct Param {
    std::string name;  // how the user knows it: "theta['scale']"
    std::vector<int64_t> shape;
    bool operator==(const Param&) const = default;
};

// One source of noise. Its address (seed, key, block) fixes its numbers.
struct Site {
    std::string name;
    uint64_t key = 0;
    int32_t noise = 0;
    int64_t size = 1;  // elements
    bool operator==(const Site&) const = default;
};

// What is done to a mean after the reduction. Standard errors follow: |factor|, unchanged by addition.
enum class Finish : uint8_t { add, sub, rsub, mul, div, neg, view };
struct FinishStep {
    Finish kind = Finish::add;
    Operand operand;     // invariant or param; element e by its map
    int64_t extent = 1;  // elements after this step; view: gathered through operand.map from the elements before
    bool operator==(const FinishStep&) const = default;
};

enum class Output_kind : uint8_t {
    mean,     // mean over samples of accumulated elements, with standard error
    samples,  // every sample, shape (samples, *shape)
    value,    // does not vary from sample to sample: exact
};

struct Output {
    std::string name;  // "value", "gradient of theta['scale']"
    Output_kind kind = Output_kind::mean;
    std::vector<int64_t> shape;  // of the finished result
    int64_t extent = 1;          // elements accumulated or stored, before `finish`
    Operand source;              // value: where it lies; mean and samples: the reg or temp of the row whose samples are
                                 // checked to be finite (Space::none: not checked)
    std::vector<FinishStep> finish;
    bool operator==(const Output&) const = default;
};

struct Message {
    std::string text;            // "Normal: scale must be positive"
    std::vector<int64_t> shape;  // of the checked value, to name the index
    bool operator==(const Message&) const = default;
};

struct Constant {
    int64_t at = 0;  // first invariant
    std::vector<double> values;
    bool operator==(const Constant&) const = default;
};

struct Program {
    Dtype dtype = Dtype::float64;
    std::vector<Param> params;
    std::vector<Site> sites;
    std::vector<Constant> constants;
    std::vector<IndexMap> maps;
    std::vector<Message> messages;
    std::vector<Output> outputs;
    int64_t invariants = 0;  // values
    int64_t regs = 0;        // rows
    int64_t temps = 0;       // slots
    std::vector<Step> prologue;
    std::vector<Step> body;
    bool operator==(const Program&) const = default;
};

// Text form: prints by name, parses back to an equal Program.
std::string to_text(const Program& program);
Program from_text(const std::string& text);

}  // namespace reparamx::vm
