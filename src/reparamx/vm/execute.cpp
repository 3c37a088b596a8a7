// The inner loops: running the prepared body on one block.
#include <math.h>
#include <string.h>

#include <algorithm>

#include "../random/gave_up.hpp"
#include "report.hpp"
#include "worker.hpp"

namespace reparamx::vm {

namespace {

// `count` values of `bytes` bytes, every `step`-th of them: without a call for each.
template <class Bits>
void copy_strided(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
        Bits value;
        memcpy(&value, from + i * from_step * int64_t(sizeof(Bits)), sizeof(Bits));
        memcpy(to + i * to_step * int64_t(sizeof(Bits)), &value, sizeof(Bits));
    }
}

void copy_values(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count, int64_t bytes) {
    if (count <= 0) return;
    if (to_step == 1 && from_step == 1) {
        memcpy(to, from, size_t(count * bytes));
    } else if (bytes == 8) {
        copy_strided<uint64_t>(to, to_step, from, from_step, count);
    } else {
        copy_strided<uint32_t>(to, to_step, from, from_step, count);
    }
}

}  // namespace

Worker::Block Worker::start_block(int64_t index, int64_t valid) {
    const bool wide = context_->options->stderr_wanted;
    const size_t width = size_t(plan_.means) * (wide ? 2 : 1);
    const size_t needed = (levels_.size() + 1) * width;
    if (moments_.size() < needed) moments_.resize(needed);
    leaf_mean_ = moments_.data() + levels_.size() * width;
    leaf_m2_ = wide ? leaf_mean_ + plan_.means : nullptr;
    // A partial block is computed up to the next two rows of lanes, the least that noise is drawn by. Lanes behind
    // `valid` hold numbers without meaning, which nothing looks at.
    const int64_t unit = 2 * lane_bytes / value_bytes_;
    return {index, index * block_size, valid, (valid + unit - 1) / unit * unit};
}

void Worker::run_loop(const Loop& loop, const Block& block) {
    const Call* const first = calls_.data() + loop.first;
    const Call* const last = calls_.data() + loop.last;
    if (loop.extent == 1) {
        for (const Call* call = first; call != last; ++call) {
            if (call->direct && block.n == block.valid) {
                const Call& row = *call++;
                row.row(stored_at(*call, 0, block), row.at + 1, row.varying, block.n);
            } else {
                execute(*call, call->at, 0, block);
            }
        }
        return;
    }
    for (int64_t e = 0; e < loop.extent; ++e) {
        for (const Call* call = first; call != last; ++call) {
            char* at[1 + max_operands];
            for (int k = 0; k <= max_operands; ++k) at[k] = call->at[k] + e * call->step[k];
            if (call->tables) {
                for (int k = 0; k <= max_operands; ++k) {
                    if (call->table[k]) at[k] = call->at[k] + call->table[k][e] * call->unit[k];
                }
            }
            execute(*call, at, e, block);
        }
    }
}

inline void Worker::execute(const Call& call, char* const* at, int64_t e, const Block& block) {
    switch (call.kind) {
        case Kind::row:
            return call.row(at[0], at + 1, call.varying, block.n);
        case Kind::draw:
            return draw(call, at[0], e, block);
        case Kind::accumulate:
            return accumulate(call, at, e, block);
        case Kind::store:
            return store(call, at[1], e, block);
        case Kind::block:
            return block_op(call, at, block);
        case Kind::zero:
            memset(at[0], 0, size_t(block.n * value_bytes_));
            return;
        case Kind::check:
            return check(call, at[1], e, block);
        case Kind::add:
        case Kind::compound:
            return;  // prepared as a row
    }
}

void Worker::draw(const Call& call, char* out, int64_t e, const Block& block) {
    const RunOptions& options = *context_->options;
    const Site& site = program_.sites[size_t(call.number)];
    if (!options.noise.empty() && options.noise[size_t(call.number)]) return given_noise(call, out, e, block);
    uint64_t* state = generators_ + 32 * call.number;
    if (e == 0) isa_->seed(state, options.seed, site.key, uint64_t(block.index));
    const uint64_t* words = nullptr;
    if (!context_->words.empty()) {
        const uint64_t row = uint64_t(block.index) * uint64_t(site.size) + uint64_t(e);
        words = context_->words.data() + row * uint64_t(row_bytes_ / 8) % uint64_t(options.words_count);
    }
    // Rows before the last are drawn whole, so that the next row finds the generators where a full block would.
    call.draw(out, state, words, e + 1 < site.size ? block_size : block.n);
}

void Worker::given_noise(const Call& call, char* out, int64_t e, const Block& block) const {
    const RunOptions& options = *context_->options;
    const int64_t size = program_.sites[size_t(call.number)].size;
    const int64_t first = block.first_sample - options.first_sample;
    const char* from = static_cast<const char*>(options.noise[size_t(call.number)]) + (first * size + e) * value_bytes_;
    copy_values(out, 1, from, size, block.valid, value_bytes_);
    // Padding repeats the last sample.
    const char* last = out + (block.valid - 1) * value_bytes_;
    copy_values(out + block.valid * value_bytes_, 1, last, 0, block.n - block.valid, value_bytes_);
}

void Worker::accumulate(const Call& call, char* const* at, int64_t e, const Block& block) {
    kernels_.sum(sums_, at[1], at[2], call.varying, block.n, block.valid);
    const reduce::Moment m = program_.dtype == Dtype::float64
                                 ? reduce::lane_moments(reinterpret_cast<const double*>(sums_), block.valid)
                                 : reduce::lane_moments(reinterpret_cast<const float*>(sums_), block.valid);
    const int64_t place = plan_.mean_at[size_t(call.number)] + e;
    leaf_mean_[place] = m.mean;
    if (leaf_m2_) leaf_m2_[place] = m.m2;
    // A sample that is not finite makes the sum of its lane not finite, for good.
    if (call.watched && (call.separate || !isfinite(m.mean))) watch(call, e, block);
}

char* Worker::stored_at(const Call& call, int64_t e, const Block& block) const {
    const int64_t extent = program_.outputs[size_t(call.number)].extent;
    const int64_t first = block.first_sample - context_->options->first_sample;
    return static_cast<char*>(context_->buffers[buffer_[size_t(call.number)]]) + (first * extent + e) * value_bytes_;
}

void Worker::store(const Call& call, const char* row, int64_t e, const Block& block) {
    const int64_t extent = program_.outputs[size_t(call.number)].extent;
    copy_values(stored_at(call, e, block), extent, row, call.varying & 1, block.valid, value_bytes_);
    if (call.watched) watch(call, e, block);
}

void Worker::block_op(const Call& call, char* const* at, const Block& block) {
    BlockArgs& args = block_args_[size_t(call.number)];
    int64_t fault = 0;
    args.out = at[0];
    for (int k = 0; k < 3; ++k) args.in[k].p = at[k + 1];
    args.n = block.n;
    args.valid = block.valid;
    args.faults = &fault;
    call.block(&args);
    if (fault > 0 && fault <= block.valid && block.first_sample + fault - 1 < failure.sample) {
        const int64_t sample = block.first_sample + fault - 1;
        const std::string what = block_fault(call.instr->op, args, fault - 1, program_.dtype == Dtype::float32);
        fail(sample, what + in_sample(sample, context_->options->seed));
    }
}

void Worker::check(const Call& call, const char* row, int64_t e, const Block& block) {
    const int64_t i = call.violation(row, call.varying & 1 ? block.valid : 1);
    if (i < 0 || block.first_sample + i >= failure.sample) return;
    const Message& message = program_.messages[size_t(call.number)];
    const std::string value = program_.dtype == Dtype::float64 ? shown(reinterpret_cast<const double*>(row)[i])
                                                               : shown(reinterpret_cast<const float*>(row)[i]);
    fail(block.first_sample + i, message.text + ", got " + value + at_index(e, message.shape) +
                                     in_sample(block.first_sample + i, context_->options->seed));
}

// The first failure of the lowest sample; the block goes on, so that it is found whatever the order of instructions.
void Worker::fail(int64_t sample, std::string message, Fault fault) { failure = {sample, std::move(message), fault}; }

double Worker::value_at(const char* row, int64_t i) const {
    return program_.dtype == Dtype::float64 ? reinterpret_cast<const double*>(row)[i]
                                            : double(reinterpret_cast<const float*>(row)[i]);
}

// Counts the samples of the source of an output that are not finite.
void Worker::watch(const Call& call, int64_t e, const Block& block) {
    if (!context_->options->check_finite) return;
    const Place& source = sources_[size_t(call.number)];
    const char* row = source.at + (source.table ? source.table[e] * source.unit : e * source.step);
    int64_t i = not_finite_(row, block.valid);
    if (i < 0) return;
    any_bad_ = true;
    NonFinite& found = non_finite[size_t(call.number)];
    if (block.first_sample + i < found.first) {
        found.first = block.first_sample + i;
        found.value = value_at(row, i);
        found.element = e;
    }
    for (; i < block.valid; ++i) {
        if (!isfinite(value_at(row, i)))
            bad_[size_t(call.number * (block_size / 64) + i / 64)] |= uint64_t(1) << (i % 64);
    }
}

void Worker::finish_block(const Block& block) {
    if (reparamx_gave_up) [[unlikely]] {
        reparamx_gave_up = false;
        if (block.first_sample < failure.sample)
            fail(block.first_sample, gave_up_from(block.first_sample, context_->options->seed), Fault::sampling);
    }
    if (any_bad_) {
        for (size_t word = 0; word < bad_.size(); ++word) {
            non_finite[word / (block_size / 64)].count += __builtin_popcountll(bad_[word]);
            bad_[word] = 0;
        }
        any_bad_ = false;
    }
    if (plan_.means == 0) return;
    levels_.push_back({0, block.index, block.valid, reduce::replicates_of(block.valid, value_bytes_)});
    const size_t means = size_t(plan_.means);
    const size_t width = means * (leaf_m2_ ? 2 : 1);
    while (levels_.size() >= 2) {
        Level& a = levels_[levels_.size() - 2];
        const Level& b = levels_.back();
        if (a.level != b.level || a.index % 2 != 0 || a.index + 1 != b.index || b.samples != block_size << b.level)
            return;
        double* mean_a = moments_.data() + (levels_.size() - 2) * width;
        const double* mean_b = mean_a + width;
        reduce::merge(plan_.means, a.samples, mean_a, leaf_m2_ ? mean_a + means : nullptr, b.samples, mean_b,
                      leaf_m2_ ? mean_b + means : nullptr);
        a = {a.level + 1, a.index / 2, a.samples + b.samples, a.replicates + b.replicates};
        levels_.pop_back();
    }
}

}  // namespace reparamx::vm
