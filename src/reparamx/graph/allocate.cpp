// Registers and temporaries by liveness.
//
// A node whose row is read only in the loop that makes it, at the same element, is a temporary: a slot reused as soon
// as its last reader has run. Any other node is a register: `size` rows, from the step that first writes it to the step
// that last reads it. A register may take over the rows of one that dies in the same loop, when element e is read
// before element e is written.
#include <algorithm>
#include <limits>
#include <map>

#include "lower.hpp"

namespace reparamx {

namespace {

struct Life {
    int first_step = -1, last_step = -1;  // written first, read last
    int writer = -1;                      // position in its step of the first writer
    int last_read = -1;                   // position in `last_step` of the last reader
    bool crosses = false;                 // read outside of its loop or at another element
    bool identity_reads = true;           // in `last_step`
};

// Rows by first fit.
class Rows {
public:
    int64_t take(int64_t count) {
        for (auto it = free_.begin(); it != free_.end(); ++it) {
            if (it->second < count) continue;
            const auto [at, have] = *it;
            free_.erase(it);
            if (have > count) free_[at + count] = have - count;
            return at;
        }
        const int64_t at = top_;
        top_ += count;
        return at;
    }
    void give(int64_t at, int64_t count) {
        auto next = free_.lower_bound(at);
        if (next != free_.begin()) {
            auto before = std::prev(next);
            if (before->first + before->second == at) {
                at = before->first, count += before->second;
                free_.erase(before);
            }
        }
        if (next != free_.end() && at + count == next->first) {
            count += next->second;
            free_.erase(next);
        }
        free_[at] = count;
    }
    int64_t top() const { return top_; }

private:
    std::map<int64_t, int64_t> free_;
    int64_t top_ = 0;
};

using Steps = std::vector<std::vector<int>>;

std::map<int, Life> lives_of(const std::vector<Unit>& units, const Steps& steps, const std::set<int>& pinned) {
    std::map<int, Life> lives;
    for (int s = 0; s < int(steps.size()); ++s)
        for (int p = 0; p < int(steps[size_t(s)].size()); ++p) {
            const Unit& u = units[size_t(steps[size_t(s)][size_t(p)])];
            for (const Access& a : u.inputs) {
                const auto it = lives.find(a.base);
                if (it == lives.end()) continue;  // invariant
                Life& life = it->second;
                if (life.last_step != s) life.identity_reads = true;
                life.last_step = s, life.last_read = p;
                life.identity_reads &= a.identity && !u.is_block();
                life.crosses |= s != life.first_step || !a.identity || u.is_block();
            }
            if (u.target < 0) continue;
            Life& life = lives[u.target];
            if (life.first_step < 0) {
                life.first_step = life.last_step = s;
                life.writer = life.last_read = p;
                life.identity_reads = u.kind == vm::Kind::row || u.kind == vm::Kind::draw;
            }
            life.crosses |= u.is_block() || vm::gathers(u.kind) || u.node != u.target;
        }
    for (int id : pinned)
        if (const auto it = lives.find(id); it != lives.end()) {
            it->second.crosses = true;
            it->second.last_step = std::numeric_limits<int>::max();
        }
    return lives;
}

void place_temps(const std::vector<Unit>& units, const Steps& steps, const std::map<int, Life>& lives,
                 Placement& placement) {
    for (const auto& step : steps) {
        std::vector<int64_t> free;
        int64_t used = 0;
        for (int p = 0; p < int(step.size()); ++p) {
            const Unit& u = units[size_t(step[size_t(p)])];
            // Slots of operands that die here are free for the result: a kernel may write over its operand.
            for (const Access& a : u.inputs) {
                const auto it = lives.find(a.base);
                if (it == lives.end() || it->second.crosses || it->second.last_read != p) continue;
                const int64_t slot = placement.of_node[size_t(a.base)].at;
                if (std::find(free.begin(), free.end(), slot) == free.end()) free.push_back(slot);
            }
            if (u.target < 0 || lives.at(u.target).crosses) continue;
            int64_t slot = used;
            if (free.empty())
                ++used;
            else
                slot = free.back(), free.pop_back();
            placement.of_node[size_t(u.target)] = {vm::Space::temp, slot, vm::map_identity};
            if (lives.at(u.target).last_read == p) free.push_back(slot);  // never read
        }
        placement.temps = std::max(placement.temps, used);
    }
}

void place_regs(const Graph& graph, const std::vector<Unit>& units, const Steps& steps, std::map<int, Life>& lives,
                Placement& placement) {
    Rows rows;
    std::map<int, std::vector<int>> dying;  // step -> nodes
    for (auto& [id, life] : lives)
        if (life.crosses) dying[life.last_step].push_back(id);
    for (int s = 0; s < int(steps.size()); ++s) {
        std::set<int> inherited;
        for (int p = 0; p < int(steps[size_t(s)].size()); ++p) {
            const Unit& u = units[size_t(steps[size_t(s)][size_t(p)])];
            if (u.target < 0) continue;
            const Life& life = lives.at(u.target);
            if (!life.crosses || life.first_step != s || life.writer != p) continue;
            const int64_t size = size_of(graph[u.target].shape);
            int64_t at = -1;
            if (u.kind == vm::Kind::row)
                for (int id : dying[s]) {
                    const Life& old = lives.at(id);
                    if (inherited.count(id) || old.first_step == s || !old.identity_reads || old.last_read > p ||
                        size_of(graph[id].shape) != size)
                        continue;
                    at = placement.of_node[size_t(id)].at;
                    inherited.insert(id);
                    break;
                }
            if (at < 0) at = rows.take(size);
            placement.of_node[size_t(u.target)] = {vm::Space::reg, at, vm::map_identity};
        }
        for (int id : dying[s])
            if (!inherited.count(id)) rows.give(placement.of_node[size_t(id)].at, size_of(graph[id].shape));
    }
    placement.regs = rows.top();
}

}  // namespace

Placement allocate(const Graph& graph, const std::vector<Unit>& units, const Steps& steps,
                   const std::set<int>& pinned) {
    Placement placement;
    placement.of_node.resize(size_t(graph.size()));
    std::map<int, Life> lives = lives_of(units, steps, pinned);
    place_temps(units, steps, lives, placement);
    place_regs(graph, units, steps, lives, placement);
    return placement;
}

}  // namespace reparamx
