// Reverse mode, graph to graph: adjoints are nodes, so derivatives of derivatives need nothing more.
#include <algorithm>

#include "block_rules.hpp"
#include "node.hpp"

namespace reparamx {

std::vector<int> Graph::ancestors(const std::vector<int>& roots) const {
    std::vector<bool> seen(nodes_.size(), false);
    int top = -1;
    for (int r : roots) seen[size_t(r)] = true, top = std::max(top, r);
    std::vector<int> found;
    for (int id = top; id >= 0; --id) {  // inputs precede their node
        if (!seen[size_t(id)]) continue;
        found.push_back(id);
        for (int i : nodes_[size_t(id)].inputs) seen[size_t(i)] = true;
    }
    std::reverse(found.begin(), found.end());
    return found;
}

// (g / c) d = g (d / c): if c and d are the same for every sample, their quotient is computed once.
Node Graph::hoisted(Node part) {
    if (!is_op(part, ops::Index::mul)) return part;
    for (size_t k = 0; k < 2; ++k) {
        const Node d = input(part, 1 - k), factor = under_broadcast(input(part, k));
        const Node ratio = is_op(factor, ops::Index::neg) ? input(factor, 0) : factor;
        if (varies(d) || !is_op(ratio, ops::Index::div) || varies(input(ratio, 1))) continue;
        const Node product = input(ratio, 0) * (d / input(ratio, 1));
        return ratio.id == factor.id ? product : -product;
    }
    return part;
}

// One more contribution to an adjoint. A product of every sample is added without rounding it first; a sign goes to the
// factor that is the same for every sample.
Node Graph::joined(int adjoint, Node part) {
    if (adjoint < 0) return part;
    const bool negative = is_op(part, ops::Index::neg);
    const Node product = negative ? input(part, 0) : part;
    if (is_op(product, ops::Index::mul) && varies(product) && varies({this, adjoint})) {
        Node a = input(product, 0), b = input(product, 1);
        if (!negative) return fma(a, b, Node{this, adjoint});
        if (!varies(a)) return fma(-a, b, Node{this, adjoint});
        if (!varies(b)) return fma(a, -b, Node{this, adjoint});
    }
    return add({this, adjoint}, part);
}

std::vector<int> Graph::gradient(Node cost, const std::vector<int>& wrt) {
    cost = own(cost);
    if (!cost.shape().empty())
        throw Error(Fault::shape, "the gradient needs a scalar cost, got shape " + to_string(cost.shape()));

    // Only what lies between the cost and a node of `wrt` gets an adjoint.
    const int top = cost.id;
    std::vector<bool> leads(size_t(top) + 1, false);
    for (int w : wrt)
        if (w <= top) leads[size_t(w)] = true;
    for (int id = 0; id <= top; ++id) {
        if (!reparamx::differentiable(nodes_[size_t(id)])) continue;
        for (int i : nodes_[size_t(id)].inputs) leads[size_t(id)] = leads[size_t(id)] || leads[size_t(i)];
    }

    std::vector<int> adjoint(size_t(top) + 1, -1);
    if (leads[size_t(top)]) adjoint[size_t(top)] = scalar(1.0).id;
    for (int id = top; id >= 0; --id) {
        if (adjoint[size_t(id)] < 0 || nodes_[size_t(id)].inputs.empty()) continue;
        const std::vector<int> inputs = nodes_[size_t(id)].inputs;
        if (std::none_of(inputs.begin(), inputs.end(), [&](int i) { return leads[size_t(i)]; })) continue;
        const NodeType type = nodes_[size_t(id)].type;
        if (type == NodeType::stop_gradient) continue;
        const Node g{this, adjoint[size_t(id)]};
        std::vector<Node> parts;
        if (type == NodeType::row) {
            std::vector<Node> args;
            for (int i : inputs) args.push_back({this, i});
            const OpInfo& op = op_info(ops::Index(nodes_[size_t(id)].op));
            for (size_t k = 0; k < inputs.size(); ++k)
                if (op.unknown >> k & 1 && leads[size_t(inputs[k])])
                    throw Error(Fault::gradient, "the derivative of " + std::string(op.name) + " by argument " +
                                                     std::to_string(k + 1) + " is not implemented");
            parts = op.vjp(g, {this, id}, args);
            // (g y) / b is (g / b) y, which saves a division; one by an invariant is left to the mean.
            if (is_op({this, id}, ops::Index::div) && varies(args[1])) parts[1] = -(parts[0] * Node{this, id});
        } else {
            parts = structural_vjp(*this, id, g);
        }
        for (size_t k = 0; k < parts.size(); ++k) {
            const auto at = size_t(inputs[k]);
            if (!leads[at] || (parts[k].is_literal() && parts[k].literal == 0)) continue;
            adjoint[at] = joined(adjoint[at], broadcast_to(hoisted(own(parts[k])), nodes_[at].shape)).id;
        }
    }

    std::vector<int> result;
    for (int w : wrt) result.push_back(w <= top ? adjoint[size_t(w)] : -1);
    return result;
}

}  // namespace reparamx
