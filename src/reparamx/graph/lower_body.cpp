// The body: units of work, scheduled into steps, with rows placed.
#include <algorithm>

#include "lowering.hpp"

namespace reparamx {

namespace {

uint64_t address_of(const std::string& name) {  // FNV-1a, 64 bits: the address of a site is its name
    uint64_t h = 0xcbf29ce484222325u;
    for (char c : name) h = (h ^ uint64_t(static_cast<unsigned char>(c))) * 0x100000001b3u;
    return h;
}

}  // namespace

Unit Lowering::unit(vm::Kind kind, int id, int64_t extent) {
    Unit u;
    u.kind = kind;
    u.node = u.target = id;
    u.extent = extent;
    return u;
}

// A block op reads whole registers: a varying view or take becomes a register of its own.
Access Lowering::block_input(int id) {
    const int p = plain(graph_, id);
    const NodeData& d = node(p);
    const bool lazy =
        d.type == NodeType::block && (ops::Block(d.op) == ops::Block::view || ops::Block(d.op) == ops::Block::take);
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

// A chain of additions of scattered terms (the adjoint of x[0], x[1], ... read one by one) becomes one register that
// each term adds to, instead of a register of all elements for every term.
void Lowering::find_joint_sums() {
    std::map<int, int> uses;
    for (int id : order_)
        for (int i : node(id).inputs) ++uses[i];
    for (int id : needed_) ++uses[id];
    auto is_add = [&](int id) {
        return varies(id) && node(id).type == NodeType::row && ops::Index(node(id).op) == ops::Index::add;
    };
    auto is_scattered = [&](int id) {
        const NodeData& d = node(id);
        return varies(id) && uses[id] == 1 && d.type == NodeType::block &&
               (ops::Block(d.op) == ops::Block::sum_view || ops::Block(d.op) == ops::Block::put);
    };
    for (auto it = order_.rbegin(); it != order_.rend(); ++it) {
        if (!is_add(*it) || absorbed_.count(*it)) continue;
        std::vector<int> terms, inner, open{*it};
        int64_t scattered = 0;
        while (!open.empty()) {
            const int id = open.back();
            open.pop_back();
            if (id == *it || (is_add(id) && uses[id] == 1)) {
                if (id != *it) inner.push_back(id);
                open.push_back(node(id).inputs[1]);
                open.push_back(node(id).inputs[0]);
            } else {
                terms.push_back(id);
                scattered += is_scattered(id);
            }
        }
        if (scattered < 2) continue;
        absorbed_.insert(inner.begin(), inner.end());
        for (int id : terms)
            if (is_scattered(id)) absorbed_.insert(id);
        joint_sums_[*it] = std::move(terms);
    }
}

void Lowering::make_joint_sum(int root) {
    for (int term : joint_sums_.at(root)) {
        const int from = absorbed_.count(term) ? node(term).inputs[0] : term;
        Unit u = unit(vm::Kind::add, term, size(from));
        u.target = root;
        u.inputs.push_back(read(from));
        units_.push_back(std::move(u));
    }
}

void Lowering::make_units() {
    for (const Plan& p : plans_)
        if (p.core >= 0) ++readers_[access(graph_, p.core).base];
    for (const Check& c : checks_) ++readers_[access(graph_, c.node).base];
    find_joint_sums();
    for (int id : order_) {
        if (!varies(id) || absorbed_.count(id)) continue;
        if (joint_sums_.count(id))
            make_joint_sum(id);
        else
            make_unit(id);
    }
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
void Lowering::make_sink(Unit& u, const Plan& plan) {
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

void Lowering::skip(int id) {
    std::erase_if(units_, [&](const Unit& u) { return u.node == id && u.kind == vm::Kind::row; });
}

void Lowering::make_unit(int id) {
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

void Lowering::make_block_unit(int id) {
    const NodeData& d = node(id);
    const auto op = ops::Block(d.op);
    if (op == ops::Block::view || op == ops::Block::take) return;  // read through
    if (op == ops::Block::sum_view || op == ops::Block::put || op == ops::Block::compound_at) {
        const bool sums = op != ops::Block::compound_at;
        Unit u = unit(sums ? vm::Kind::add : vm::Kind::compound, id, size(d.inputs[0]));
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

Access Lowering::read(int id) {
    const Access a = access(graph_, id);
    ++readers_[a.base];
    return a;
}

void Lowering::write_body() {
    const auto steps = schedule(units_);
    placement_ = allocate(graph_, units_, steps, pinned_);
    program_.regs = placement_.regs;
    program_.temps = placement_.temps;
    std::set<int> zeroed;
    for (const auto& units : steps) {
        vm::Step step;
        step.extent = units_[size_t(units[0])].extent;
        for (int i : units) {
            const Unit& u = units_[size_t(i)];
            if (vm::gathers(u.kind) && zeroed.insert(u.target).second) {
                vm::Instr zero{vm::Kind::zero, 0, 0, placement_.of_node[size_t(u.target)], {}, {}};
                program_.body.push_back(single(std::move(zero), size(u.target)));
            }
            step.instrs.push_back(instr_of(u));
        }
        program_.body.push_back(std::move(step));
    }
}

vm::Instr Lowering::instr_of(const Unit& u) {
    vm::Instr instr{u.kind, u.op, u.index, {}, {}, u.attr};
    if (u.target >= 0) {
        instr.out = placement_.of_node[size_t(u.target)];
        instr.out.at += u.out_offset;
    }
    for (size_t k = 0; k < u.inputs.size(); ++k) instr.in[k] = placed(u.inputs[k]);
    if (vm::gathers(u.kind)) {
        const bool scattered = node(u.target).type == NodeType::block || absorbed_.count(u.node);
        if (size(u.target) == 1)
            instr.out.map = vm::map_first;
        else if (scattered)
            instr.out.map = map_id(map_of(node(u.node)));
    }
    return instr;
}

}  // namespace reparamx
