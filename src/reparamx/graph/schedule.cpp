// Which work shares a loop: greedy, in the order of the nodes.
//
// A unit may join the current loop if it has the loop's extent and each of its inputs is either finished or made in
// this loop and read at the same element. Sums over elements and block ops are read only after their step.
#include <unordered_map>

#include "lower.hpp"

namespace reparamx {

std::vector<std::vector<int>> schedule(const std::vector<Unit>& units) {
    std::unordered_map<int, std::vector<int>> makers;  // node -> units that write its register
    for (int u = 0; u < int(units.size()); ++u)
        if (units[size_t(u)].target >= 0) makers[units[size_t(u)].target].push_back(u);

    enum : char { waiting, in_loop, finished };
    std::vector<char> state(units.size(), waiting);
    auto finished_input = [&](const Access& a) {
        const auto it = makers.find(a.base);
        if (it == makers.end()) return true;  // invariant
        for (int m : it->second)
            if (state[size_t(m)] != finished) return false;
        return true;
    };
    auto can_join = [&](const Unit& u, int64_t extent) {
        if (u.is_block() || u.extent != extent) return false;
        for (const Access& a : u.inputs) {
            if (finished_input(a)) continue;
            for (int m : makers.at(a.base)) {
                const Unit& maker = units[size_t(m)];
                const bool same_iteration = state[size_t(m)] == in_loop && a.identity && maker.extent == extent &&
                                            (maker.kind == vm::Kind::row || maker.kind == vm::Kind::draw);
                if (!same_iteration) return false;
            }
        }
        return true;
    };
    auto is_ready = [&](const Unit& u) {
        for (const Access& a : u.inputs)
            if (!finished_input(a)) return false;
        return true;
    };

    std::vector<std::vector<int>> steps;
    for (size_t done = 0; done < units.size();) {
        std::vector<int> step;
        int first = -1;
        for (int u = 0; u < int(units.size()) && first < 0; ++u)
            if (state[size_t(u)] == waiting && is_ready(units[size_t(u)])) first = u;
        if (first < 0) throw Error(Fault::program, "lowering: the graph has a cycle");
        if (units[size_t(first)].is_block()) {
            step.push_back(first);
        } else {
            const int64_t extent = units[size_t(first)].extent;
            for (int u = first; u < int(units.size()); ++u) {
                if (state[size_t(u)] != waiting || !can_join(units[size_t(u)], extent)) continue;
                state[size_t(u)] = in_loop;
                step.push_back(u);
            }
        }
        for (int u : step) state[size_t(u)] = finished;
        done += step.size();
        steps.push_back(std::move(step));
    }
    return steps;
}

}  // namespace reparamx
