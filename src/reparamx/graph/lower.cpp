// From a graph to a Program: split, peel, make units, schedule, allocate, write instructions.
#include "lower.hpp"

#include <algorithm>

#include "access.hpp"

namespace reparamx {

namespace {

using vm::Operand;
using vm::Space;

uint64_t address_of(const std::string& name) {  // FNV-1a, 64 bits: the address of a site is its name
    uint64_t h = 0xcbf29ce484222325u;
    for (char c : name) h = (h ^ uint64_t(static_cast<unsigned char>(c))) * 0x100000001b3u;
    return h;
}

const char* constraint_text(Constraint constraint) {
#define REPARAMX_TEXT(name, text, condition) text,
    static constexpr const char* texts[] = {REPARAMX_CONSTRAINTS(REPARAMX_TEXT)};
#undef REPARAMX_TEXT
    return texts[int(constraint)];
}

class Lowering {
public:
    Lowering(Graph& graph, vm::Dtype dtype) : graph_(graph) { program_.dtype = dtype; }

    vm::Program run(const std::vector<OutputRequest>& requests) {
        find_params(requests);
        for (const OutputRequest& r : requests) plan_output(r);
        plan_checks();
        write_prologue();
        make_units();
        write_body();
        for (size_t i = 0; i < requests.size(); ++i) finish_output(i);
        return std::move(program_);
    }

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

    // ------------------------------------------------------------------------------------------------ split and peel

    void find_params(const std::vector<OutputRequest>& requests) {
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

    void plan_output(const OutputRequest& r) {
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
    bool peel(Plan& plan) {
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
        if (op == ops::Index::mul) kind = vm::Finish::mul;
        else if (op == ops::Index::add) kind = vm::Finish::add;
        else if (op == ops::Index::sub) kind = left ? vm::Finish::sub : vm::Finish::rsub;
        else if (op == ops::Index::div && left) kind = vm::Finish::div;
        else return false;
        plan.core = d.inputs[left ? 0 : 1];
        plan.peeled.push_back({kind, d.inputs[left ? 1 : 0]});
        need(d.inputs[left ? 1 : 0]);
        return true;
    }

    void need(int id) { needed_.push_back(id); }

    void plan_checks() {
        for (const Check& c : graph_.checks()) {
            bool complete = true;
            for (int id : graph_.ancestors({c.node})) complete &= node(id).type != NodeType::variable;
            if (!complete || size(c.node) == 0) continue;
            checks_.push_back(c);
            need(c.node);
        }
        order_ = graph_.ancestors(needed_);
    }

    // ------------------------------------------------------------------------------------------------ prologue

    static vm::Step single(vm::Instr instr, int64_t extent) {
        vm::Step step;
        step.extent = extent;
        step.instrs.push_back(std::move(instr));
        return step;
    }

    int64_t take_invariants(int64_t count) {
        const int64_t at = program_.invariants;
        program_.invariants += (count + 7) / 8 * 8;  // whole cache lines
        return at;
    }

    int32_t map_id(const vm::IndexMap& map) {
        for (size_t i = 0; i < program_.maps.size(); ++i)
            if (program_.maps[i] == map) return int32_t(i);
        program_.maps.push_back(map);
        return int32_t(program_.maps.size()) - 1;
    }

    Operand placed(const Access& a) {
        Operand o = varies(a.base) ? placement_.of_node[size_t(a.base)] : invariant_.at(a.base);
        o.map = a.identity ? vm::map_identity : a.first ? vm::map_first : map_id(a.map);
        return o;
    }

    // Invariant operand of an array kernel: whole, or one value.
    Operand whole(int id) {
        const Access a = access(graph_, id);
        if (a.identity || a.first) return placed(a);
        return materialised(id);
    }

    // Invariant operand of a block op: whole.
    Operand materialised(int id) {
        const int p = plain(graph_, id);
        const auto it = invariant_.find(p);
        if (it != invariant_.end()) return it->second;
        const NodeData& d = node(p);
        const Operand out{Space::invariant, take_invariants(size(p)), vm::map_identity};
        vm::Instr instr{vm::Kind::block, d.op, 0, out, {}, d.attr};
        instr.in[0] = materialised(d.inputs[0]);
        invariant_[p] = out;
        program_.prologue.push_back(single(std::move(instr), 1));
        return out;
    }

    void write_prologue() {
        for (int id : order_) {
            if (varies(id)) continue;
            const NodeData& d = node(id);
            if (d.type == NodeType::param) invariant_[id] = {Space::param, d.op, vm::map_identity};
            else if (d.type == NodeType::constant) write_constant(id);
            else if (d.type == NodeType::row) write_prologue_row(id);
            else if (d.type == NodeType::concatenate) write_prologue_concatenate(id);
            else if (d.type == NodeType::block && ops::Block(d.op) != ops::Block::view &&
                     ops::Block(d.op) != ops::Block::take)
                write_prologue_block(id);
        }
        for (const Plan& p : plans_)
            if (p.exact >= 0) materialised(p.exact);
        for (const Check& c : checks_) {
            if (varies(c.node)) continue;
            vm::Instr instr{vm::Kind::check, int32_t(c.constraint), message(c), {}, {}, {}};
            instr.in[0] = materialised(c.node);
            program_.prologue.push_back(single(std::move(instr), size(c.node)));
        }
    }

    int32_t message(const Check& c) {
        program_.messages.push_back({c.text + " " + constraint_text(c.constraint), node(c.node).shape});
        return int32_t(program_.messages.size()) - 1;
    }

    void write_constant(int id) {
        const Operand out{Space::invariant, take_invariants(size(id)), vm::map_identity};
        program_.constants.push_back({out.at, *node(id).values});
        invariant_[id] = out;
    }

    void write_prologue_row(int id) {
        vm::Instr instr{vm::Kind::row, node(id).op, 0, {}, {}, {}};
        for (size_t k = 0; k < node(id).inputs.size(); ++k) instr.in[k] = whole(node(id).inputs[k]);
        instr.out = {Space::invariant, take_invariants(size(id)), vm::map_identity};
        invariant_[id] = instr.out;
        program_.prologue.push_back(single(std::move(instr), size(id)));
    }

    void write_prologue_block(int id) {
        vm::Instr instr{vm::Kind::block, node(id).op, 0, {}, {}, node(id).attr};
        for (size_t k = 0; k < node(id).inputs.size(); ++k) instr.in[k] = materialised(node(id).inputs[k]);
        instr.out = {Space::invariant, take_invariants(size(id)), vm::map_identity};
        invariant_[id] = instr.out;
        program_.prologue.push_back(single(std::move(instr), 1));
    }

    static std::vector<int64_t> copy_attr(int64_t n) { return {1, n, 1, 0, n}; }

    void write_prologue_concatenate(int id) {
        const Operand out{Space::invariant, take_invariants(size(id)), vm::map_identity};
        invariant_[id] = out;
        int64_t offset = 0;
        for (int part : node(id).inputs) {
            if (size(part) == 0) continue;
            vm::Instr instr{vm::Kind::block, int32_t(ops::Block::view), 0, out, {}, copy_attr(size(part))};
            instr.out.at += offset;
            instr.in[0] = materialised(part);
            program_.prologue.push_back(single(std::move(instr), 1));
            offset += size(part);
        }
    }

    // ------------------------------------------------------------------------------------------------ body

    Unit unit(vm::Kind kind, int id, int64_t extent) {
        Unit u;
        u.kind = kind;
        u.node = u.target = id;
        u.extent = extent;
        return u;
    }

    // A block op reads whole registers: a varying view or take becomes a register of its own.
    Access block_input(int id) {
        const int p = plain(graph_, id);
        const NodeData& d = node(p);
        const bool lazy = d.type == NodeType::block &&
                          (ops::Block(d.op) == ops::Block::view || ops::Block(d.op) == ops::Block::take);
        if (!varies(p)) {
            materialised(p);
        } else if (lazy && made_.insert(p).second) {
            Unit u = unit(vm::Kind::block, p, 1);
            u.op = d.op, u.attr = d.attr;
            u.inputs.push_back(block_input(d.inputs[0]));
            units_.push_back(std::move(u));
        }
        return {p, {}, true, false};
    }

    void make_units() {
        for (const Plan& p : plans_)
            if (p.core >= 0) ++readers_[access(graph_, p.core).base];
        for (const Check& c : checks_) ++readers_[access(graph_, c.node).base];
        for (int id : order_)
            if (varies(id)) make_unit(id);
        for (size_t i = 0; i < plans_.size(); ++i) {
            if (plans_[i].core < 0) continue;
            Unit u = unit(plans_[i].samples ? vm::Kind::store : vm::Kind::accumulate, -1, size(plans_[i].core));
            u.index = int32_t(i);
            make_sink(u, plans_[i]);
        }
        for (const Check& c : checks_) {
            if (!varies(c.node)) continue;
            Unit u = unit(vm::Kind::check, -1, size(c.node));
            u.op = int32_t(c.constraint), u.index = message(c);
            u.inputs.push_back(access(graph_, c.node));
            units_.push_back(std::move(u));
        }
    }

    // A mean of products needs no row for the products.
    void make_sink(Unit& u, const Plan& plan) {
        const int id = plain(graph_, plan.core);
        const NodeData& d = node(id);
        const bool lone = u.kind == vm::Kind::accumulate && !plan.finite && d.type == NodeType::row && readers_[id] == 1;
        if (lone && ops::Index(d.op) == ops::Index::mul) {
            u.inputs = {access(graph_, d.inputs[0]), access(graph_, d.inputs[1])};
            skip(id);
        } else if (lone && ops::Index(d.op) == ops::Index::square) {
            u.inputs = {access(graph_, d.inputs[0]), access(graph_, d.inputs[0])};
            skip(id);
        } else {
            u.inputs.push_back(access(graph_, plan.core));
        }
        if (plan.finite) pinned_.insert(u.inputs[0].base);
        units_.push_back(std::move(u));
    }

    void skip(int id) {
        std::erase_if(units_, [&](const Unit& u) { return u.node == id && u.kind == vm::Kind::row; });
    }

    void make_unit(int id) {
        const NodeData& d = node(id);
        if (d.type == NodeType::noise) {
            Unit u = unit(vm::Kind::draw, id, size(id));
            u.op = d.op, u.index = int32_t(program_.sites.size());
            program_.sites.push_back({d.name, address_of(d.name), d.op, size(id)});
            units_.push_back(std::move(u));
        } else if (d.type == NodeType::row) {
            Unit u = unit(vm::Kind::row, id, size(id));
            u.op = d.op;
            for (int i : d.inputs) u.inputs.push_back(read(i));
            units_.push_back(std::move(u));
        } else if (d.type == NodeType::concatenate) {
            int64_t offset = 0;
            for (int part : d.inputs) {
                if (size(part) == 0) continue;
                Unit u = unit(vm::Kind::block, -1, 1);
                u.target = id, u.op = int32_t(ops::Block::view), u.attr = copy_attr(size(part)), u.out_offset = offset;
                u.inputs.push_back(block_input(part));
                units_.push_back(std::move(u));
                offset += size(part);
            }
        } else if (d.type == NodeType::block) {
            make_block_unit(id);
        }
    }

    void make_block_unit(int id) {
        const NodeData& d = node(id);
        const auto op = ops::Block(d.op);
        if (op == ops::Block::view || op == ops::Block::take) return;  // read through
        if (op == ops::Block::sum_view || op == ops::Block::put) {
            Unit u = unit(vm::Kind::add, id, size(d.inputs[0]));
            u.inputs.push_back(read(d.inputs[0]));
            units_.push_back(std::move(u));
            return;
        }
        Unit u = unit(vm::Kind::block, id, 1);
        u.op = d.op, u.attr = d.attr;
        for (int i : d.inputs) {
            u.inputs.push_back(block_input(i));
            ++readers_[u.inputs.back().base];
        }
        units_.push_back(std::move(u));
    }

    Access read(int id) {
        const Access a = access(graph_, id);
        ++readers_[a.base];
        return a;
    }

    void write_body() {
        const auto steps = schedule(units_);
        placement_ = allocate(graph_, units_, steps, pinned_);
        program_.regs = placement_.regs;
        program_.temps = placement_.temps;
        for (const auto& units : steps) {
            vm::Step step;
            step.extent = units_[size_t(units[0])].extent;
            for (int i : units) {
                const Unit& u = units_[size_t(i)];
                if (u.kind == vm::Kind::add) {
                    vm::Instr zero{vm::Kind::zero, 0, 0, placement_.of_node[size_t(u.target)], {}, {}};
                    program_.body.push_back(single(std::move(zero), size(u.target)));
                }
                step.instrs.push_back(instr_of(u));
            }
            program_.body.push_back(std::move(step));
        }
    }

    vm::Instr instr_of(const Unit& u) {
        vm::Instr instr{u.kind, u.op, u.index, {}, {}, u.attr};
        if (u.target >= 0) {
            instr.out = placement_.of_node[size_t(u.target)];
            instr.out.at += u.out_offset;
        }
        for (size_t k = 0; k < u.inputs.size(); ++k) instr.in[k] = placed(u.inputs[k]);
        if (u.kind == vm::Kind::add) {
            const NodeData& d = node(u.node);
            vm::IndexMap map;
            if (ops::Block(d.op) == ops::Block::put) {
                map.table.assign(d.attr.begin() + 2, d.attr.end());
            } else {
                const auto rank = int64_t(d.attr[0]);
                map.shape.assign(d.attr.begin() + 1, d.attr.begin() + 1 + rank);
                map.strides.assign(d.attr.begin() + 1 + rank, d.attr.begin() + 1 + 2 * rank);
                map.offset = d.attr[size_t(1 + 2 * rank)];
            }
            instr.out.map = size(u.target) == 1 ? vm::map_first : map_id(map);
        }
        return instr;
    }

    // ------------------------------------------------------------------------------------------------ outputs

    void finish_output(size_t i) {
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
                const NodeData& d = node(it->second);
                const auto rank = int64_t(d.attr[0]);
                vm::IndexMap map;
                map.shape.assign(d.attr.begin() + 1, d.attr.begin() + 1 + rank);
                map.strides.assign(d.attr.begin() + 1 + rank, d.attr.begin() + 1 + 2 * rank);
                map.offset = d.attr[size_t(1 + 2 * rank)];
                step.operand.map = map_id(map);
                extent = size(it->second);
            } else if (it->second >= 0) {
                step.operand = placed(access(graph_, it->second));
            }
            step.extent = extent;
            out.finish.push_back(std::move(step));
        }
    }

    Graph& graph_;
    vm::Program program_;
    std::vector<Plan> plans_;
    std::vector<Check> checks_;
    std::vector<int> needed_, order_;
    std::map<int, Operand> invariant_;
    std::vector<Unit> units_;
    std::set<int> made_, pinned_;
    std::map<int, int> readers_;
    Placement placement_;
};

}  // namespace

vm::Program lower(Graph& graph, const std::vector<OutputRequest>& outputs, vm::Dtype dtype) {
    return Lowering(graph, dtype).run(outputs);
}

}  // namespace reparamx
