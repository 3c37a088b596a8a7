// From a graph to a Program: split, peel, and the outputs.
#include "lower.hpp"

#include "lowering.hpp"

namespace reparamx {

namespace {

const char* constraint_text(Constraint constraint) {
#define REPARAMX_TEXT(name, text, condition) text,
    static constexpr const char* texts[] = {REPARAMX_CONSTRAINTS(REPARAMX_TEXT)};
#undef REPARAMX_TEXT
    return texts[int(constraint)];
}

}  // namespace

vm::Program Lowering::run(const std::vector<OutputRequest>& requests) {
    find_params(requests);
    for (const OutputRequest& r : requests) plan_output(r);
    plan_checks();
    write_prologue();
    make_units();
    write_body();
    for (size_t i = 0; i < requests.size(); ++i) finish_output(i);
    return std::move(program_);
}

void Lowering::find_params(const std::vector<OutputRequest>& requests) {
    std::vector<int> roots;
    for (const OutputRequest& r : requests) roots.push_back(r.node);
    for (int id : graph_.ancestors(roots))
        if (node(id).type == NodeType::variable)
            throw Error(Fault::program, "random variable '" + node(id).name + "' has no estimator");
    for (int id = 0; id < graph_.size(); ++id)
        if (node(id).type == NodeType::param) {
            program_.params.resize(size_t(graph_.params()));
            program_.params[size_t(node(id).op)] = {node(id).name, node(id).shape};
        }
}

void Lowering::plan_output(const OutputRequest& r) {
    vm::Output out;
    out.name = r.name;
    out.shape = node(r.node).shape;
    Plan plan;
    plan.samples = r.samples;
    plan.finite = r.finite;
    if (!varies(r.node)) {
        out.kind = vm::Output_kind::value;
        plan.exact = r.node;
        need(r.node);
    } else {
        out.kind = r.samples ? vm::Output_kind::samples : vm::Output_kind::mean;
        plan.core = r.node;
        while (!r.samples && !r.finite && peel(plan)) {
        }
        out.extent = size(plan.core);
        need(plan.core);
    }
    program_.outputs.push_back(std::move(out));
    plans_.push_back(std::move(plan));
}

// One factor, term or view that does not vary moves from every sample to the mean.
bool Lowering::peel(Plan& plan) {
    const int id = plain(graph_, plan.core);
    plan.core = id;
    const NodeData& d = node(id);
    if (d.type == NodeType::block && ops::Block(d.op) == ops::Block::view && size(d.inputs[0]) <= size(id)) {
        plan.peeled.push_back({vm::Finish::view, id});
        plan.core = d.inputs[0];
        return true;
    }
    if (d.type != NodeType::row) return false;
    const auto op = ops::Index(d.op);
    if (op == ops::Index::neg) {
        plan.peeled.push_back({vm::Finish::neg, -1});
        plan.core = d.inputs[0];
        return true;
    }
    if (d.inputs.size() != 2 || varies(d.inputs[0]) == varies(d.inputs[1])) return false;
    const bool left = varies(d.inputs[0]);
    vm::Finish kind;
    if (op == ops::Index::mul)
        kind = vm::Finish::mul;
    else if (op == ops::Index::add)
        kind = vm::Finish::add;
    else if (op == ops::Index::sub)
        kind = left ? vm::Finish::sub : vm::Finish::rsub;
    else if (op == ops::Index::div && left)
        kind = vm::Finish::div;
    else
        return false;
    plan.core = d.inputs[left ? 0 : 1];
    plan.peeled.push_back({kind, d.inputs[left ? 1 : 0]});
    need(d.inputs[left ? 1 : 0]);
    return true;
}

void Lowering::plan_checks() {
    for (const Check& c : graph_.checks()) {
        bool complete = true;
        for (int id : graph_.ancestors({c.node})) complete &= node(id).type != NodeType::variable;
        if (!complete || size(c.node) == 0) continue;
        checks_.push_back(c);
        need(c.node);
    }
    order_ = graph_.ancestors(needed_);
}

int32_t Lowering::message(const Check& c) {
    program_.messages.push_back({c.text + " " + constraint_text(c.constraint), node(c.node).shape});
    return int32_t(program_.messages.size()) - 1;
}

void Lowering::finish_output(size_t i) {
    const Plan& plan = plans_[i];
    vm::Output& out = program_.outputs[i];
    if (plan.exact >= 0) {
        out.source = materialised(plan.exact);
        out.extent = size(plan.exact);
        return;
    }
    if (plan.finite) out.source = placed(access(graph_, plan.core));
    int64_t extent = out.extent;
    for (auto it = plan.peeled.rbegin(); it != plan.peeled.rend(); ++it) {
        vm::FinishStep step;
        step.kind = it->first;
        if (step.kind == vm::Finish::view) {
            step.operand.map = map_id(map_of(node(it->second)));
            extent = size(it->second);
        } else if (it->second >= 0) {
            step.operand = placed(access(graph_, it->second));
        }
        step.extent = extent;
        out.finish.push_back(std::move(step));
    }
}

vm::Program lower(Graph& graph, const std::vector<OutputRequest>& outputs, vm::Dtype dtype) {
    std::vector<int> roots;
    for (const OutputRequest& r : outputs) roots.push_back(r.node);
    roots = graph.settle(graph.compound_logs(graph.decompose(roots)));
    std::vector<OutputRequest> requests = outputs;
    for (size_t i = 0; i < roots.size(); ++i) requests[i].node = roots[i];
    return Lowering(graph, dtype).run(requests);
}

}  // namespace reparamx
