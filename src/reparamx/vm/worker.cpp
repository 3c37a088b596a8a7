// Preparing the body of a program for one thread: every operand becomes an address and a step.
#include "worker.hpp"

#include <algorithm>

#include "../constraint.hpp"
#include "../ops/list.hpp"
#include "block_sizes.hpp"

namespace reparamx::vm {
namespace {

// Blocks longer than this look for an interrupt between their steps.
constexpr double long_block_ns = 1e6;
constexpr int64_t generator_words = 32;  // SeedFn: 4 words for each of 8 lanes

}  // namespace

Worker::Worker(const Program& program, const Plan& plan, const Isa* isa, std::shared_ptr<Invariants> invariants)
    : program_(program),
      plan_(plan),
      isa_(isa),
      kernels_(program.dtype == Dtype::float64 ? isa->f64 : isa->f32),
      invariants_(std::move(invariants)),
      value_bytes_(program.dtype == Dtype::float64 ? int64_t(sizeof(double)) : int64_t(sizeof(float))),
      row_bytes_(block_size * value_bytes_),
      long_block_(plan.block_ns > long_block_ns),
      not_finite_(violation_fn(program.dtype, int32_t(Constraint::real))) {
    if (!invariants_) {
        invariants_ = std::make_shared<Invariants>();
        const size_t values = size_t(program.invariants * value_bytes_);
        const size_t gathered = size_t(max_operands * plan.gathered * value_bytes_);
        invariants_->values = make_arena(values);
        invariants_->gathered = make_arena(gathered);
        bytes_ += values + gathered;
        for (const Constant& c : program.constants) {
            for (size_t k = 0; k < c.values.size(); ++k) {
                char* at = invariants_->values.get() + (c.at + int64_t(k)) * value_bytes_;
                if (program.dtype == Dtype::float64) {
                    *reinterpret_cast<double*>(at) = c.values[k];
                } else {
                    *reinterpret_cast<float*>(at) = float(c.values[k]);
                }
            }
        }
    }
    // Temps first and together: they are what the first-level cache should hold.
    const size_t rows = size_t((program.temps + program.regs) * row_bytes_);
    const size_t sums = size_t(lane_bytes);
    const size_t generators = program.sites.size() * generator_words * sizeof(uint64_t);
    arena_ = make_arena(rows + sums + generators);
    bytes_ += rows + sums + generators;
    temps_ = arena_.get();
    regs_ = temps_ + program.temps * row_bytes_;
    sums_ = regs_ + program.regs * row_bytes_;
    generators_ = reinterpret_cast<uint64_t*>(sums_ + sums);

    int buffers = 0;
    for (const Output& output : program.outputs) {
        buffer_.push_back(output.kind == Output_kind::samples ? buffers++ : -1);
    }
    non_finite.resize(program.outputs.size());
    bad_.resize(program.outputs.size() * (block_size / 64));
    sources_.resize(program.outputs.size());
    for (const Step& step : program.body) prepare(step);
}

// Params have their addresses only when a call comes: for them `at` is left null, to be patched.
Worker::Place Worker::place(const Operand& o, int64_t extent) const {
    const bool row = o.space == Space::reg || o.space == Space::temp;
    Place p{nullptr, 0, nullptr, row ? row_bytes_ : value_bytes_};
    int64_t first = o.space == Space::param ? 0 : o.at;
    if (o.space == Space::temp) return {temps_ + o.at * row_bytes_, 0, nullptr, row_bytes_};
    if (o.map == map_identity) {
        p.step = p.unit;
    } else if (o.map >= 0) {
        const MapTable& map = plan_.maps[size_t(o.map)];
        if (map.affine || extent == 1) {
            first += extent > 0 ? map.element(0) : 0;
            p.step = map.affine ? map.step * p.unit : 0;
        } else {
            p.table = map.table.data();
        }
    }
    char* base = o.space == Space::reg ? regs_ : o.space == Space::invariant ? invariants_->values.get() : nullptr;
    if (base) p.at = base + first * p.unit;
    return p;
}

void Worker::prepare(const Step& step) {
    if (step.extent == 0) return;
    const size_t first = calls_.size();
    for (const Instr& instr : step.instrs) prepare_call(instr, step.extent);
    loops_.push_back({step.extent, first, calls_.size()});
    if (step.extent == 1) find_direct(first);
}

// A row that is made only to be stored, by the next call, is made where it is stored.
void Worker::find_direct(size_t first) {
    for (size_t i = first; i + 1 < calls_.size(); ++i) {
        const Call& store = calls_[i + 1];
        if (calls_[i].kind != Kind::row || store.kind != Kind::store || store.watched || store.varying != 1) continue;
        if (program_.outputs[size_t(store.number)].extent != 1 || store.at[1] != calls_[i].at[0]) continue;
        bool read_again = false;
        for (const Place& source : sources_) read_again |= source.at == store.at[1];
        for (size_t j = i + 2; j < calls_.size(); ++j) {
            for (int k = 1; k <= max_operands; ++k) read_again |= calls_[j].at[k] == store.at[1];
        }
        calls_[i].direct = !read_again;
    }
}

void Worker::prepare_operand(Call& call, int k, const Operand& o, int64_t extent) {
    if (o.space == Space::none) return;
    const Place p = place(o, extent);
    call.at[k] = p.at;
    call.step[k] = p.step;
    call.table[k] = p.table;
    call.unit[k] = p.unit;
    call.tables |= p.table != nullptr;
    if (k > 0 && (o.space == Space::reg || o.space == Space::temp)) call.varying |= 1u << (k - 1);
    if (o.space == Space::param) {
        const int64_t first = o.map >= 0 && !p.table ? plan_.maps[size_t(o.map)].element(0) : 0;
        call.at[k] = nullptr;
        patches_.push_back({calls_.size(), k, int32_t(o.at), first * value_bytes_});
    }
}

void Worker::prepare_call(const Instr& i, int64_t extent) {
    Call call{};
    call.kind = i.kind;
    call.instr = &i;
    call.number = i.index;
    prepare_operand(call, 0, i.out, extent);
    for (int k = 0; k < max_operands; ++k) prepare_operand(call, k + 1, i.in[k], extent);
    switch (i.kind) {
        case Kind::row:
            call.row = kernels_.row[i.op];
            break;
        case Kind::add:  // out = out + in
        case Kind::compound:
            call.kind = Kind::row;
            call.row = kernels_.row[int(i.kind == Kind::add ? ops::Index::add : ops::Index::compound)];
            for (auto* list : {call.step, call.unit}) list[2] = list[1], list[1] = list[0];
            call.at[2] = call.at[1], call.at[1] = call.at[0];
            call.table[2] = call.table[1], call.table[1] = call.table[0];
            call.varying = call.varying << 1 | 1;
            for (Patch& patch : patches_) patch.operand += patch.call == calls_.size();
            break;
        case Kind::draw:
            call.draw = kernels_.draw[i.op];
            break;
        case Kind::check:
            call.violation = violation_fn(program_.dtype, i.op);
            break;
        case Kind::accumulate:
        case Kind::store: {
            const Output& output = program_.outputs[size_t(i.index)];
            call.watched = output.source.space != Space::none;
            call.separate = !(i.in[0] == output.source) || i.in[1].space != Space::none;
            if (call.watched) sources_[size_t(i.index)] = place(output.source, extent);
            break;
        }
        case Kind::block: {
            call.block = kernels_.body[i.op];
            call.number = int32_t(block_args_.size());
            BlockArgs args{};
            args.attr = i.attr.data();
            args.ld = block_size;
            for (int k = 0; k < 3; ++k) args.in[k].varying = call.varying >> k & 1;
            block_args_.push_back(args);
            break;
        }
        case Kind::zero:
            break;
    }
    calls_.push_back(call);
}

void Worker::begin(const RunContext& context) {
    context_ = &context;
    failure = Failure();
    std::fill(non_finite.begin(), non_finite.end(), NonFinite());
    levels_.clear();
    for (const Patch& patch : patches_) {
        const char* param = static_cast<const char*>(context.params[patch.param]);
        calls_[patch.call].at[patch.operand] = const_cast<char*>(param) + patch.offset;
    }
}

void NonFinite::merge(const NonFinite& other) {
    count += other.count;
    if (other.first < first) {
        first = other.first;
        value = other.value;
        element = other.element;
    }
}

std::vector<reduce::Subtree> Worker::take_nodes() {
    std::vector<reduce::Subtree> nodes;
    const size_t means = size_t(plan_.means);
    const size_t width = means * (context_->options->stderr_wanted ? 2 : 1);
    nodes.reserve(levels_.size());
    for (size_t i = 0; i < levels_.size(); ++i) {
        reduce::Subtree& node = nodes.emplace_back();
        node.level = levels_[i].level;
        node.index = levels_[i].index;
        node.samples = levels_[i].samples;
        node.replicates = levels_[i].replicates;
        const double* mean = moments_.data() + i * width;
        node.mean.assign(mean, mean + means);
        if (width > means) node.m2.assign(mean + means, mean + width);
    }
    levels_.clear();
    return nodes;
}

}  // namespace reparamx::vm
