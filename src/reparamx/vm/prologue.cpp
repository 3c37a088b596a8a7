// The prologue: whole arrays at once, on the calling thread.
#include <string.h>

#include "../error.hpp"
#include "once.hpp"
#include "report.hpp"

namespace reparamx::vm {
namespace {

template <class S>
class Prologue {
public:
    Prologue(const Program& program, const Plan& plan, const Kernels& kernels, const Invariants& invariants,
             const void* const* params)
        : program_(program),
          plan_(plan),
          kernels_(kernels),
          values_(reinterpret_cast<S*>(invariants.values.get())),
          gathered_(reinterpret_cast<S*>(invariants.gathered.get())),
          params_(params) {}

    void step(const Step& step) {
        const Instr& i = step.instrs[0];
        if (step.extent == 0) return;
        switch (i.kind) {
            case Kind::row:
                return row(i, step.extent);
            case Kind::block:
                return block(i);
            case Kind::add:
                return add(i, step.extent);
            case Kind::zero:
                memset(values_ + i.out.at, 0, size_t(step.extent) * sizeof(S));
                return;
            case Kind::check:
                return check(i, step.extent);
            case Kind::draw:
            case Kind::compound:
            case Kind::accumulate:
            case Kind::store:
                return;  // verified not to be here
        }
    }

private:
    const S* base(const Operand& o) const {
        return o.space == Space::param ? static_cast<const S*>(params_[o.at]) : values_ + o.at;
    }

    void row(const Instr& i, int64_t extent) {
        const char* in[max_operands] = {};
        unsigned varying = 0;
        for (int k = 0; k < max_operands; ++k) {
            const Operand& o = i.in[k];
            if (o.space == Space::none) break;
            const S* from = base(o);
            in[k] = reinterpret_cast<const char*>(from);
            if (o.map != map_first) varying |= 1u << k;
            if (o.map < 0) continue;
            const MapTable& map = plan_.maps[size_t(o.map)];
            S* to = gathered_ + k * plan_.gathered;
            for (int64_t e = 0; e < extent; ++e) to[e] = from[map.element(e)];
            in[k] = reinterpret_cast<const char*>(to);
        }
        kernels_.row[i.op](values_ + i.out.at, in, varying, extent);
    }

    void block(const Instr& i) {
        int64_t fault = 0;
        BlockArgs args{};
        args.out = values_ + i.out.at;
        for (int k = 0; k < 3 && i.in[k].space != Space::none; ++k) args.in[k] = {base(i.in[k]), false};
        args.attr = i.attr.data();
        args.n = args.ld = args.valid = 1;
        args.faults = &fault;
        kernels_.once[i.op](&args);
        if (fault > 0) throw Error(Fault::value, block_fault(i.op, args, 0, sizeof(S) == sizeof(float)));
    }

    void add(const Instr& i, int64_t extent) {
        S* out = values_ + i.out.at;
        const S* in = base(i.in[0]);
        for (int64_t e = 0; e < extent; ++e) {
            out[element_of(plan_, i.out.map, e)] += in[element_of(plan_, i.in[0].map, e)];
        }
    }

    void check(const Instr& i, int64_t extent) {
        const ViolationFn violation = violation_fn(program_.dtype, i.op);
        const S* in = base(i.in[0]);
        int64_t e = 0;
        if (i.in[0].map == map_identity) {
            e = violation(in, extent);
        } else {
            while (e < extent && violation(in + element_of(plan_, i.in[0].map, e), 1) < 0) ++e;
            if (e == extent) e = -1;
        }
        if (e < 0) return;
        const Message& message = program_.messages[size_t(i.index)];
        throw Error(Fault::value, message.text + ", got " + shown(in[element_of(plan_, i.in[0].map, e)]) +
                                      at_index(e, message.shape));
    }

    const Program& program_;
    const Plan& plan_;
    const Kernels& kernels_;
    S* values_;
    S* gathered_;
    const void* const* params_;
};

}  // namespace

void run_prologue(const Program& program, const Plan& plan, const Kernels& kernels, const Invariants& invariants,
                  const void* const* params) {
    if (program.dtype == Dtype::float64) {
        Prologue<double> prologue(program, plan, kernels, invariants, params);
        for (const Step& step : program.prologue) prologue.step(step);
    } else {
        Prologue<float> prologue(program, plan, kernels, invariants, params);
        for (const Step& step : program.prologue) prologue.step(step);
    }
}

}  // namespace reparamx::vm
