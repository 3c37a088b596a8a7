// Which work shares a loop: greedy, in the order of the nodes.
//
// A unit may join the current loop if it has the loop's extent and each of its inputs is either finished or made in
// this loop and read at the same element. Sums over elements and block ops are read only after their step.
#include <algorithm>
#include <unordered_map>

#include "lower.hpp"

namespace reparamx {

namespace {

using Steps = std::vector<std::vector<int>>;

// A row that outlives its loop may be written over one that dies in it, once that has been read for the last time
// (allocate.cpp): it is put off until then, if nothing in the loop waits for it.
void put_off_writers(const std::vector<Unit>& units, Steps& steps) {
    std::unordered_map<int, int> last_step;
    for (int s = 0; s < int(steps.size()); ++s)
        for (int u : steps[size_t(s)])
            for (const Access& a : units[size_t(u)].inputs) last_step[a.base] = s;
    std::unordered_map<int, bool> made;
    for (int s = 0; s < int(steps.size()); ++s) {
        std::vector<int>& step = steps[size_t(s)];
        std::unordered_map<int, size_t> first_read, last_read;
        std::vector<int> dying;  // registers of earlier steps, read element by element
        for (size_t p = 0; p < step.size(); ++p) {
            for (const Access& a : units[size_t(step[p])].inputs) {
                if (first_read.emplace(a.base, p).second && made.count(a.base) && last_step[a.base] == s && a.identity)
                    dying.push_back(a.base);
                last_read[a.base] = p;
            }
        }
        std::vector<std::pair<size_t, int>> places;
        size_t next = 0;
        for (size_t p = 0; p < step.size(); ++p) {
            const Unit& u = units[size_t(step[p])];
            size_t place = p;
            const auto read = last_step.find(u.target);
            if (u.kind == vm::Kind::row && read != last_step.end() && read->second > s && next < dying.size()) {
                const auto waiting = first_read.find(u.target);
                const size_t last = last_read[dying[next++]];
                if (waiting == first_read.end() || waiting->second > last) place = std::max(p, last);
            }
            places.emplace_back(2 * place + (place > p), step[p]);  // after what stands there
        }
        std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (size_t p = 0; p < step.size(); ++p) step[p] = places[p].second;
        for (int u : step)
            if (units[size_t(u)].target >= 0) made[units[size_t(u)].target] = true;
    }
}

}  // namespace

Steps schedule(const std::vector<Unit>& units) {
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

    Steps steps;
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
    put_off_writers(units, steps);
    return steps;
}

}  // namespace reparamx
