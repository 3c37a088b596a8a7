// The state of one lowering. The stages are in lower.cpp (split, peel, outputs), lower_prologue.cpp and lower_body.cpp.
#pragma once

#include "access.hpp"
#include "lower.hpp"

namespace reparamx {

class Lowering {
public:
    Lowering(Graph& graph, vm::Dtype dtype) : graph_(graph) { program_.dtype = dtype; }
    vm::Program run(const std::vector<OutputRequest>& requests);

private:
    struct Plan {
        int core = -1;  // the node accumulated or stored; -1: exact
        int exact = -1;
        bool samples = false, finite = false;
        std::vector<std::pair<vm::Finish, int>> peeled;  // outermost first; the operand node, or the view
    };

    const NodeData& node(int id) const { return graph_[id]; }
    int64_t size(int id) const { return size_of(node(id).shape); }
    bool varies(int id) const { return node(id).varies; }
    void need(int id) { needed_.push_back(id); }

    // Split, peel, outputs.
    void find_params(const std::vector<OutputRequest>& requests);
    void plan_output(const OutputRequest& r);
    bool peel(Plan& plan);
    void plan_checks();
    int32_t message(const Check& c);
    void finish_output(size_t i);

    // Prologue.
    int64_t take_invariants(int64_t count);
    int32_t map_id(const vm::IndexMap& map);
    vm::Operand placed(const Access& a);
    vm::Operand whole(int id);
    vm::Operand materialised(int id);
    void write_prologue();
    void write_constant(int id);
    void write_prologue_row(int id);
    void write_prologue_block(int id);
    void write_prologue_concatenate(int id);

    // Body.
    void find_joint_sums();
    void make_joint_sum(int root);
    Unit unit(vm::Kind kind, int id, int64_t extent);
    Access block_input(int id);
    void make_units();
    void make_sink(Unit& u, const Plan& plan);
    void skip(int id);
    void make_unit(int id);
    void make_block_unit(int id);
    Access read(int id);
    void write_body();
    vm::Instr instr_of(const Unit& u);

    Graph& graph_;
    vm::Program program_;
    std::vector<Plan> plans_;
    std::vector<Check> checks_;
    std::vector<int> needed_, order_;
    std::map<int, vm::Operand> invariant_;
    std::vector<Unit> units_;
    std::set<int> made_, pinned_;
    std::map<int, std::vector<int>> joint_sums_;  // a sum of terms that share one register: root -> terms
    std::set<int> absorbed_;                      // nodes whose work is done by a joint sum
    std::map<int, int> readers_;
    Placement placement_;
};

// A step of one instruction.
vm::Step single(vm::Instr instr, int64_t extent);
// The attributes of a view that copies n elements.
std::vector<int64_t> copy_attr(int64_t n);

}  // namespace reparamx
