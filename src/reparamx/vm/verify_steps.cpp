// The verifier's second half: every operand of every instruction, for every iteration of its loop.
#include "verify_steps.hpp"

#include <algorithm>

#include "block_sizes.hpp"
#include "costs.hpp"
#include "limits.hpp"
#include "names.hpp"

namespace reparamx::vm {
namespace {

const char* const kind_names[] = {"row", "draw", "add", "compound", "accumulate", "store", "block", "zero", "check"};
const char* const in_names[max_operands] = {"operand 0", "operand 1", "operand 2", "operand 3", "operand 4"};

}  // namespace

bool Elements::has_all(int64_t first, int64_t count) const {
    int64_t i = first;
    const int64_t last = first + count;
    while (i < last) {
        if (i % 64 == 0 && last - i >= 64) {
            if (~words_[size_t(i) / 64] != 0) return false;
            i += 64;
        } else if (!has(i++)) {
            return false;
        }
    }
    return true;
}

void Elements::add_all(int64_t first, int64_t count) {
    int64_t i = first;
    const int64_t last = first + count;
    while (i < last) {
        if (i % 64 == 0 && last - i >= 64) {
            words_[size_t(i) / 64] = ~uint64_t(0);
            i += 64;
        } else {
            add(i++);
        }
    }
}

StepVerifier::StepVerifier(const Program& program, Plan& plan)
    : program_(program),
      plan_(plan),
      constants_(program.invariants),
      invariants_(program.invariants),
      regs_(program.regs),
      drawn_(program.sites.size()),
      accumulated_(program.outputs.size()),
      stored_(program.outputs.size()),
      temp_step_(size_t(program.temps)) {
    for (size_t i = 0; i < program.constants.size(); ++i) {
        const Constant& c = program.constants[i];
        for (int64_t k = 0; k < int64_t(c.values.size()); ++k) {
            if (constants_.has(c.at + k)) vm::fail("constant " + std::to_string(i), "overlaps another constant");
            constants_.add(c.at + k);
        }
        invariants_.add_all(c.at, int64_t(c.values.size()));
    }
}

void StepVerifier::fail(const std::string& what) const {
    if (!step_) vm::fail("output " + std::to_string(output_index_), what);
    std::string where = in_body_ ? "body step " : "prologue step ";
    where += std::to_string(step_index_);
    if (instr_index_ < step_->instrs.size()) {
        const Kind kind = step_->instrs[instr_index_].kind;
        where += ", instruction " + std::to_string(instr_index_);
        if (size_t(kind) < std::size(kind_names)) where += std::string(" (") + kind_names[size_t(kind)] + ")";
    }
    vm::fail(where, what);
}

void StepVerifier::prologue() {
    in_body_ = false;
    steps(program_.prologue);
}

void StepVerifier::body() {
    in_body_ = true;
    steps(program_.body);
    step_ = nullptr;
    for (size_t i = 0; i < drawn_.size(); ++i) {
        if (!drawn_[i]) vm::fail("site " + std::to_string(i), "is never drawn");
    }
}

void StepVerifier::steps(const std::vector<Step>& steps) {
    for (step_index_ = 0; step_index_ < steps.size(); ++step_index_) {
        step_ = &steps[step_index_];
        if (!written_.empty()) written_ = {};  // clear() would keep, and wipe, the buckets of the largest step
        instr_index_ = step_->instrs.size();
        if (!in_body_ && step_->instrs.size() != 1) fail("a prologue step holds exactly one instruction");
        for (instr_index_ = 0; instr_index_ < step_->instrs.size(); ++instr_index_) instr(step_->instrs[instr_index_]);
        for (const Instr& instr : step_->instrs) {
            if (instr.out.space != Space::reg) continue;
            const int64_t extent = instr.kind == Kind::block ? block_sizes(instr.op, instr.attr).out : step_->extent;
            for (int64_t e = 0; e < extent; ++e) regs_.add(instr.out.at + element_of(plan_, instr.out.map, e));
        }
    }
}

void StepVerifier::instr(const Instr& i) {
    switch (i.kind) {
        case Kind::row:
            return row(i);
        case Kind::draw:
            return draw(i);
        case Kind::compound:
            only_in_body();
            [[fallthrough]];
        case Kind::add:
            return add(i);
        case Kind::accumulate:
            return accumulate(i);
        case Kind::store:
            return store(i);
        case Kind::block:
            return block(i);
        case Kind::zero:
            return zero(i);
        case Kind::check:
            return check(i);
    }
    fail("unknown kind");
}

void StepVerifier::row(const Instr& i) {
    op(i, std::size(row_ops));
    const int arity = row_ops[i.op].arity;
    uses(i, {.op = true, .out = true, .operands = arity});
    for (int k = 0; k < arity; ++k) readable(i.in[k], step_->extent, in_names[k]);
    if (!in_body_) prologue_row(i);
    write(i.out, step_->extent);
    cost(in_body_ ? double(step_->extent) * costs::row : costs::call + double(step_->extent) * costs::value);
}

// A row of the prologue is the whole array: its operands are contiguous, one value, or gathered first.
void StepVerifier::prologue_row(const Instr& i) {
    whole(i.out, step_->extent, "the result");
    for (int k = 0; k < row_ops[i.op].arity; ++k) {
        if (i.in[k].map >= 0) {
            plan_.gathered = std::max(plan_.gathered, step_->extent);
        } else if (!(i.in[k] == i.out)) {
            apart(i.out, step_->extent, i.in[k], i.in[k].map == map_first ? 1 : step_->extent, in_names[k]);
        }
    }
}

void StepVerifier::draw(const Instr& i) {
    only_in_body();
    op(i, std::size(noises));
    uses(i, {.op = true, .index = true, .out = true});
    if (i.index < 0 || size_t(i.index) >= program_.sites.size()) fail("there is no site " + std::to_string(i.index));
    const Site& site = program_.sites[size_t(i.index)];
    if (site.noise != i.op) fail("the noise is not that of the site");
    if (site.size != step_->extent) fail("the loop does not have the size of the site");
    if (drawn_[size_t(i.index)]) fail("the site is drawn twice");
    drawn_[size_t(i.index)] = 1;
    write(i.out, step_->extent);
    cost(double(step_->extent) * costs::draw);
}

void StepVerifier::add(const Instr& i) {
    uses(i, {.out = true, .operands = 1});
    if (i.out.space != (in_body_ ? Space::reg : Space::invariant))
        fail("the sum is not in a reg (in the prologue: an invariant)");
    readable(i.in[0], step_->extent, in_names[0]);
    readable(i.out, step_->extent, "the sum");
    write(i.out, step_->extent);
    cost(double(step_->extent) * (in_body_ ? costs::row : costs::value));
}

void StepVerifier::output(const Instr& i, Output_kind kind, std::vector<char>& done) {
    only_in_body();
    if (i.index < 0 || size_t(i.index) >= program_.outputs.size())
        fail("there is no output " + std::to_string(i.index));
    const Output& output = program_.outputs[size_t(i.index)];
    if (output.kind != kind) fail("the output is of another kind");
    if (output.extent != step_->extent) fail("the loop does not have the extent of the output");
    if (done[size_t(i.index)]) fail("the output is written twice");
    done[size_t(i.index)] = 1;
    if (output.source.space == Space::none) return;
    if (output.source.space != Space::reg && output.source.space != Space::temp) {
        fail("the source of the output is not a reg or temp");
    }
    readable(output.source, step_->extent, "the source of the output");
}

void StepVerifier::accumulate(const Instr& i) {
    uses(i, {.index = true, .operands = i.in[1].space == Space::none ? 1 : 2});
    readable(i.in[0], step_->extent, in_names[0]);
    if (i.in[1].space != Space::none) readable(i.in[1], step_->extent, in_names[1]);
    output(i, Output_kind::mean, accumulated_);
    cost(double(step_->extent) * costs::accumulate);
}

void StepVerifier::store(const Instr& i) {
    uses(i, {.index = true, .operands = 1});
    readable(i.in[0], step_->extent, in_names[0]);
    output(i, Output_kind::samples, stored_);
    cost(double(step_->extent) * costs::row);
}

void StepVerifier::block(const Instr& i) {
    op(i, std::size(block_ops));
    const int arity = block_ops[i.op].arity;
    uses(i, {.op = true, .out = true, .attr = true, .operands = arity});
    alone();
    if (step_->extent != 1) fail("the extent is not 1");
    BlockSizes sizes;
    try {
        sizes = block_sizes(i.op, i.attr);
    } catch (const Error& error) {
        fail(error.what());
    }
    for (int k = 0; k < arity; ++k) {
        whole(i.in[k], sizes.in[k], in_names[k]);
        readable(i.in[k], sizes.in[k], in_names[k]);
        apart(i.out, sizes.out, i.in[k], sizes.in[k], in_names[k]);
    }
    whole(i.out, sizes.out, "the result");
    if (i.out.space == Space::temp) fail("the result is a temp");
    write(i.out, sizes.out);
    cost(costs::call + sizes.work * (in_body_ ? costs::block_step : costs::value));
}

void StepVerifier::zero(const Instr& i) {
    uses(i, {.out = true});
    alone();
    whole(i.out, step_->extent, "the result");
    if (i.out.space == Space::temp) fail("the result is a temp");
    write(i.out, step_->extent);
    cost(double(step_->extent) * (in_body_ ? costs::row : costs::value));
}

void StepVerifier::check(const Instr& i) {
    op(i, std::size(constraints));
    uses(i, {.op = true, .index = true, .operands = 1});
    if (i.index < 0 || size_t(i.index) >= program_.messages.size())
        fail("there is no message " + std::to_string(i.index));
    const std::vector<int64_t>& shape = program_.messages[size_t(i.index)].shape;
    int64_t size = 0;
    if (!checked_product(shape.data(), shape.size(), &size) || size != step_->extent) {
        fail("the message does not have the shape of the loop");
    }
    readable(i.in[0], step_->extent, in_names[0]);
    cost(double(step_->extent) * (in_body_ ? costs::row : costs::value));
}

void StepVerifier::outputs() {
    for (output_index_ = 0; output_index_ < program_.outputs.size(); ++output_index_) {
        const Output& output = program_.outputs[output_index_];
        if (output.kind == Output_kind::mean && !accumulated_[output_index_]) fail("is never accumulated");
        if (output.kind == Output_kind::samples && !stored_[output_index_]) fail("is never stored");
        if (output.kind == Output_kind::samples && !output.finish.empty()) fail("samples cannot be finished");
        if (output.kind == Output_kind::value) {
            if (output.source.space != Space::param && output.source.space != Space::invariant) {
                fail("a value lies in a param or an invariant");
            }
            readable(output.source, output.extent, "the source");
        }
        finish(output);
    }
}

void StepVerifier::finish(const Output& output) {
    int64_t elements = output.extent;
    for (const FinishStep& f : output.finish) {
        if (f.kind > Finish::view) fail("unknown kind of finish step");
        if (f.extent < 0 || f.extent > max_elements) fail("the extent of a finish step is out of range");
        if (f.kind == Finish::view) {
            if (f.operand.space != Space::none || f.operand.at != 0) fail("a view has no operand but a map");
            const Range r = range(f.operand, f.extent, "a view");
            if (r.last > elements) fail("a view looks past the elements before it");
        } else {
            if (f.extent != elements) fail("a finish step does not have the extent of the elements before it");
            if (f.kind == Finish::neg) {
                if (!(f.operand == Operand{})) fail("neg has no operand");
            } else {
                if (f.operand.space != Space::param && f.operand.space != Space::invariant) {
                    fail("the operand of a finish step is not a param or an invariant");
                }
                readable(f.operand, f.extent, "the operand of a finish step");
            }
        }
        elements = f.extent;
    }
    int64_t size = 0;
    if (!checked_product(output.shape.data(), output.shape.size(), &size) || size != elements) {
        fail("the finished elements do not fill the shape");
    }
}

}  // namespace reparamx::vm
