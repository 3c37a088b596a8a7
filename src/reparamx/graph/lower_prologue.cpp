// The prologue: what does not vary from sample to sample, whole arrays at a time.
#include "lowering.hpp"

namespace reparamx {

using vm::Operand;
using vm::Space;

vm::Step single(vm::Instr instr, int64_t extent) {
    vm::Step step;
    step.extent = extent;
    step.instrs.push_back(std::move(instr));
    return step;
}

std::vector<int64_t> copy_attr(int64_t n) { return {1, n, 1, 0, n}; }

int64_t Lowering::take_invariants(int64_t count) {
    const int64_t at = program_.invariants;
    program_.invariants += (count + 7) / 8 * 8;  // whole cache lines
    return at;
}

int32_t Lowering::map_id(const vm::IndexMap& map) {
    for (size_t i = 0; i < program_.maps.size(); ++i)
        if (program_.maps[i] == map) return int32_t(i);
    program_.maps.push_back(map);
    return int32_t(program_.maps.size()) - 1;
}

Operand Lowering::placed(const Access& a) {
    Operand o = varies(a.base) ? placement_.of_node[size_t(a.base)] : invariant_.at(a.base);
    o.map = a.identity ? vm::map_identity : a.first ? vm::map_first : map_id(a.map);
    return o;
}

// Invariant operand of an array kernel: whole, or one value.
Operand Lowering::whole(int id) {
    const Access a = access(graph_, id);
    if (a.identity || a.first) return placed(a);
    return materialised(id);
}

// Invariant operand of a block op: whole.
Operand Lowering::materialised(int id) {
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

void Lowering::write_prologue() {
    for (int id : order_) {
        if (varies(id)) continue;
        const NodeData& d = node(id);
        if (d.type == NodeType::param)
            invariant_[id] = {Space::param, d.op, vm::map_identity};
        else if (d.type == NodeType::constant)
            write_constant(id);
        else if (d.type == NodeType::row)
            write_prologue_row(id);
        else if (d.type == NodeType::concatenate)
            write_prologue_concatenate(id);
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

void Lowering::write_constant(int id) {
    const Operand out{Space::invariant, take_invariants(size(id)), vm::map_identity};
    program_.constants.push_back({out.at, *node(id).values});
    invariant_[id] = out;
}

void Lowering::write_prologue_row(int id) {
    vm::Instr instr{vm::Kind::row, node(id).op, 0, {}, {}, {}};
    for (size_t k = 0; k < node(id).inputs.size(); ++k) instr.in[k] = whole(node(id).inputs[k]);
    instr.out = {Space::invariant, take_invariants(size(id)), vm::map_identity};
    invariant_[id] = instr.out;
    program_.prologue.push_back(single(std::move(instr), size(id)));
}

void Lowering::write_prologue_block(int id) {
    vm::Instr instr{vm::Kind::block, node(id).op, 0, {}, {}, node(id).attr};
    for (size_t k = 0; k < node(id).inputs.size(); ++k) instr.in[k] = materialised(node(id).inputs[k]);
    instr.out = {Space::invariant, take_invariants(size(id)), vm::map_identity};
    invariant_[id] = instr.out;
    program_.prologue.push_back(single(std::move(instr), 1));
}

void Lowering::write_prologue_concatenate(int id) {
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

}  // namespace reparamx
