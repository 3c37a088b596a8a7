// The finish of an output: what does not vary from sample to sample and is applied to the mean, not to every sample.
#include <math.h>

#include "once.hpp"

namespace reparamx::vm {
namespace {

class Finisher {
public:
    Finisher(const Program& program, const Plan& plan, const Invariants& invariants, const void* const* params)
        : program_(program), plan_(plan), invariants_(invariants), params_(params) {}

    double operand(const Operand& o, int64_t e) const {
        const int64_t at = (o.space == Space::param ? 0 : o.at) + element_of(plan_, o.map, e);
        const void* base = o.space == Space::param ? params_[o.at] : invariants_.values.get();
        return program_.dtype == Dtype::float64 ? static_cast<const double*>(base)[at]
                                                : double(static_cast<const float*>(base)[at]);
    }

    void apply(const FinishStep& f, OutputValue& value) const {
        if (f.kind == Finish::view) {
            value.mean = viewed(f, value.mean);
            if (!value.stderr_.empty()) value.stderr_ = viewed(f, value.stderr_);
            return;
        }
        for (int64_t e = 0; e < f.extent; ++e) {
            const double with = f.kind == Finish::neg ? 0 : operand(f.operand, e);
            double& mean = value.mean[size_t(e)];
            double* error = value.stderr_.empty() ? nullptr : &value.stderr_[size_t(e)];
            switch (f.kind) {
                case Finish::add:
                    mean += with;
                    break;
                case Finish::sub:
                    mean -= with;
                    break;
                case Finish::rsub:
                    mean = with - mean;
                    break;
                case Finish::neg:
                    mean = -mean;
                    break;
                case Finish::mul:
                    mean *= with;
                    if (error) *error *= fabs(with);
                    break;
                case Finish::div:
                    mean /= with;
                    if (error) *error /= fabs(with);
                    break;
                case Finish::view:
                    break;
            }
        }
    }

private:
    std::vector<double> viewed(const FinishStep& f, const std::vector<double>& from) const {
        std::vector<double> to(static_cast<size_t>(f.extent));
        for (int64_t e = 0; e < f.extent; ++e) to[size_t(e)] = from[size_t(element_of(plan_, f.operand.map, e))];
        return to;
    }

    const Program& program_;
    const Plan& plan_;
    const Invariants& invariants_;
    const void* const* params_;
};

}  // namespace

OutputValue finish_output(const Program& program, const Plan& plan, size_t number, const Invariants& invariants,
                          const void* const* params, const reduce::Subtree& all, bool stderr_wanted) {
    const Finisher finisher(program, plan, invariants, params);
    const Output& output = program.outputs[number];
    const size_t extent = size_t(output.extent);
    OutputValue value;
    if (output.kind == Output_kind::samples) return value;
    if (output.kind == Output_kind::value) {
        value.mean.resize(extent);
        for (size_t e = 0; e < extent; ++e) value.mean[e] = finisher.operand(output.source, int64_t(e));
    } else {
        const size_t first = size_t(plan.mean_at[number]);
        value.mean.assign(all.mean.begin() + int64_t(first), all.mean.begin() + int64_t(first + extent));
        if (stderr_wanted) value.stderr_.resize(extent);
        for (size_t e = 0; e < value.stderr_.size(); ++e) {
            value.stderr_[e] = reduce::standard_error(all.m2[first + e], all.samples, all.replicates);
        }
    }
    for (const FinishStep& step : output.finish) finisher.apply(step, value);
    if (output.kind == Output_kind::value && stderr_wanted) value.stderr_.assign(value.mean.size(), 0.0);
    return value;
}

}  // namespace reparamx::vm
