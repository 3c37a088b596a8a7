// A graph as text, one node a line, for people.
#include <cstdio>

#include "node.hpp"

namespace reparamx {

namespace {

std::string number(double v) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.17g", v);
    return buffer;
}

std::string describe(const NodeData& d) {
    if (d.type == NodeType::constant)
        return d.values->size() == 1 ? number((*d.values)[0]) : "constant of " + std::to_string(size_of(d.shape));
    return d.name.empty() ? op_name(d) : op_name(d) + (" " + d.name);
}

}  // namespace

std::string Graph::text(const std::vector<int>& roots) const {
    std::string out;
    for (int id : ancestors(roots)) {
        const NodeData& d = nodes_[size_t(id)];
        out += "%" + std::to_string(id) + " = " + describe(d);
        for (int i : d.inputs) out += " %" + std::to_string(i);
        out += " : " + to_string(d.shape) + "\n";
    }
    return out;
}

}  // namespace reparamx
