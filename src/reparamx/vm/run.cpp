// A call of the engine: prologue, blocks, finish.
#include "run.hpp"

#include <math.h>

#include <algorithm>
#include <thread>

#include "../error.hpp"
#include "../random/gave_up.hpp"
#include "dispatch.hpp"
#include "float_environment.hpp"
#include "limits.hpp"
#include "once.hpp"
#include "report.hpp"
#include "schedule.hpp"

namespace reparamx::vm {
namespace {

// Grains take about this long: short enough to serve an interrupt, long enough to cost nothing.
constexpr double grain_ns = 2e6;
constexpr int grains_per_thread = 8;
// A larger prepared worker is not kept between calls: allocating it is nothing beside running it.
constexpr size_t kept_bytes = size_t(4) << 20;

void check_arguments(const Program& p, const Plan& plan, const std::vector<const void*>& params,
                     const RunOptions& options, const std::vector<void*>& buffers) {
    const auto fail = [](const std::string& what) { throw Error(Fault::value, what); };
    const bool means = plan.means > 0;
    if (options.samples < (means ? 1 : 0) || options.samples > max_samples) {
        fail("samples must be positive, got " + std::to_string(options.samples));
    }
    if (options.first_sample < 0 || options.first_sample % block_size != 0 ||
        options.first_sample > max_samples - options.samples) {
        fail("first_sample must be a multiple of " + std::to_string(block_size) + ", got " +
             std::to_string(options.first_sample));
    }
    if (params.size() != p.params.size()) {
        fail("the program takes " + std::to_string(p.params.size()) + " params, got " + std::to_string(params.size()));
    }
    for (size_t i = 0; i < params.size(); ++i) {
        if (!params[i] && plan.param_sizes[i] > 0) fail(p.params[i].name + " is missing");
    }
    size_t samples_outputs = 0;
    for (const Output& output : p.outputs) samples_outputs += output.kind == Output_kind::samples;
    if (buffers.size() != samples_outputs ||
        (options.samples > 0 && std::count(buffers.begin(), buffers.end(), nullptr))) {
        fail("every samples output needs a buffer");
    }
    if (!options.noise.empty() && options.noise.size() != p.sites.size()) fail("noise must be given per site");
    if (options.words && options.words_count < 1) fail("words must not be empty");
}

void fill_context(RunContext& context, const Program& p, const std::vector<const void*>& params,
                  const RunOptions& options, const std::vector<void*>& buffers) {
    context.options = &options;
    context.params = params.data();
    context.buffers = buffers.data();
    if (options.words) {
        const int64_t row = block_size * (p.dtype == Dtype::float64 ? 8 : 4) / 8;
        context.words.resize(size_t(options.words_count + row));
        for (size_t i = 0; i < context.words.size(); ++i)
            context.words[i] = options.words[int64_t(i) % options.words_count];
    }
}

Blocks blocks_of(const RunOptions& options) {
    Blocks blocks;
    blocks.first = options.first_sample / block_size;
    blocks.last = blocks.first + (options.samples + block_size - 1) / block_size;
    blocks.last_valid = options.samples - (blocks.last - blocks.first - 1) * block_size;
    return blocks;
}

int choose_threads(const RunOptions& options, const Plan& plan, Blocks& blocks) {
    const int64_t count = blocks.last - blocks.first;
    const double block_ns = std::max(plan.block_ns, 1.0);
    const double work = double(count) * block_ns;
    // Asking the system costs a microsecond: only if there is work for two.
    double threads =
        options.thread_ns > 0 ? std::min(1 + floor(work / options.thread_ns), double(count)) : double(count);
    if (threads > 1) {
        const unsigned most = options.threads > 0 ? unsigned(options.threads) : std::thread::hardware_concurrency();
        threads = std::min(threads, double(std::max(most, 1u)));
    }
    const double wanted = std::min(grain_ns / block_ns, double(count) / (threads * grains_per_thread));
    blocks.grain = options.grain >= 0 ? std::min(options.grain, 30) : 0;
    if (options.grain < 0) {
        while (blocks.grain < 30 && double(int64_t(2) << blocks.grain) <= wanted) ++blocks.grain;
    }
    return std::max(1, int(threads));
}

void report_non_finite(const Program& p, const std::vector<NonFinite>& found, const RunOptions& options,
                       int64_t samples) {
    const auto lowest = std::min_element(found.begin(), found.end(),
                                         [](const NonFinite& a, const NonFinite& b) { return a.first < b.first; });
    if (lowest == found.end() || lowest->count == 0) return;
    throw Error(Fault::not_finite, p.outputs[size_t(lowest - found.begin())].name + " is " + shown(lowest->value) +
                                       " in " + std::to_string(lowest->count) + " of " + std::to_string(samples) +
                                       " samples, first" + in_sample(lowest->first, options.seed));
}

void check_finite(const Output& output, const OutputValue& value) {
    for (size_t e = 0; e < value.mean.size(); ++e) {
        if (isfinite(value.mean[e])) continue;
        throw Error(Fault::not_finite,
                    output.name + " is " + shown(value.mean[e]) + at_index(int64_t(e), output.shape));
    }
}

// Blocks of an earlier run that stay; the others are computed again.
void resume(reduce::Tree& tree, const RunOptions& options, Blocks blocks, size_t means) {
    if (!options.resume) return;
    for (const reduce::Subtree& node : *options.resume) {
        const bool partial = node.level == 0 && !node.is_full();
        if (partial && node.index >= blocks.first) continue;
        if (node.mean.size() != means || node.m2.size() != (options.stderr_wanted ? means : 0)) {
            throw Error(Fault::value, "the run to be extended is of another program");
        }
        tree.insert(node);
    }
}

std::unique_ptr<Worker> own_worker(const VerifiedProgram& program, const RunOptions& options) {
    const Isa* isa = options.isa ? options.isa : &active();
    std::unique_ptr<Worker> worker = program.take_spare();
    if (worker && worker->isa() == isa) return worker;
    return std::make_unique<Worker>(program.program(), program.plan(), isa, nullptr);
}

}  // namespace

Result run(const VerifiedProgram& program, const std::vector<const void*>& params, const RunOptions& options,
           const std::vector<void*>& sample_buffers) {
    const Program& p = program.program();
    const Plan& plan = program.plan();
    check_arguments(p, plan, params, options, sample_buffers);
    const FloatEnvironment environment;
    std::unique_ptr<Worker> worker = own_worker(program, options);
    reparamx_gave_up = false;
    run_prologue(p, plan, worker->kernels(), *worker->invariants(), params.data());
    if (reparamx_gave_up) throw Error(Fault::sampling, gave_up_from(0, options.seed));

    Result result;
    reduce::Subtree all;
    if (!p.body.empty() && options.samples > 0) {
        RunContext context;
        fill_context(context, p, params, options, sample_buffers);
        Blocks blocks = blocks_of(options);
        const int threads = choose_threads(options, plan, blocks);
        Schedule schedule(program, context, blocks);
        if (plan.means > 0) resume(schedule.tree, options, blocks, size_t(plan.means));
        result.threads = schedule.run(*worker, threads);
        if (context.interrupted) {
            result.interrupted = true;
            return result;
        }
        if (schedule.failure.happened()) throw Error(schedule.failure.fault, schedule.failure.message);
        report_non_finite(p, schedule.non_finite, options, options.samples);
        result.state = schedule.tree.take();
        if (!result.state.empty()) all = result.state.size() > 1 ? reduce::fold(result.state) : result.state[0];
    }
    result.samples = plan.means > 0 ? all.samples : options.samples;
    result.replicates = all.replicates;
    result.outputs.reserve(p.outputs.size());
    for (size_t i = 0; i < p.outputs.size(); ++i) {
        result.outputs.push_back(
            finish_output(p, plan, i, *worker->invariants(), params.data(), all, options.stderr_wanted));
        if (options.check_finite) check_finite(p.outputs[i], result.outputs.back());
    }
    if (worker->bytes() <= kept_bytes) program.give_spare(std::move(worker));
    return result;
}

}  // namespace reparamx::vm
