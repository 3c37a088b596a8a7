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
    switch (d.type) {
        case NodeType::row:
            return op_info(ops::Index(d.op)).name;
        case NodeType::block:
            return block_info(ops::Block(d.op)).name;
        case NodeType::reshape:
            return "reshape";
        case NodeType::concatenate:
            return "concatenate";
        case NodeType::stop_gradient:
            return "stop_gradient";
        case NodeType::param:
            return "param " + d.name;
        case NodeType::noise:
            return "noise " + d.name;
        case NodeType::variable:
            return "random variable " + d.name;
        case NodeType::constant:
            return d.values->size() == 1 ? number((*d.values)[0]) : "constant of " + std::to_string(size_of(d.shape));
    }
    return "";
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
