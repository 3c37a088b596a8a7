// Local rewrites, applied as nodes are made, and substitution; each gives the same bits as what it replaces. And sums
// of logarithms before lowering, which are the one exception: they differ by the rounding of a sum.
#include <algorithm>
#include <cmath>

#include "access.hpp"
#include "node.hpp"

namespace reparamx {

namespace {

// c with |c| = 2^k, |k| <= 8: multiplying by it commutes with rounding, short of overflow and underflow.
bool is_small_power_of_two(const Graph& g, Node a, double* value) {
    const NodeData& d = g[a.id];
    if (d.type != NodeType::constant || d.values->size() != 1) return false;
    int exponent = 0;
    *value = (*d.values)[0];
    return std::fabs(std::frexp(*value, &exponent)) == 0.5 && std::abs(exponent) <= 8;
}

}  // namespace

bool Graph::is_op(Node a, ops::Index which) const {
    return nodes_[size_t(a.id)].type == NodeType::row && ops::Index(nodes_[size_t(a.id)].op) == which;
}

Node Graph::under_broadcast(Node a) {
    const NodeData& d = nodes_[size_t(a.id)];
    if (d.type == NodeType::block && ops::Block(d.op) == ops::Block::view &&
        size_of(nodes_[size_t(d.inputs[0])].shape) == 1)
        return reshape({this, d.inputs[0]}, {});
    return a;
}

Node Graph::rewrite(ops::Index op, const std::vector<Node>& args) {
    using enum ops::Index;
    const Node none{this, -1};
    const Node a = args[0];
    const Node b = args.size() > 1 ? args[1] : none;
    if (const Node known = decide(op, a, b); known.id >= 0) return known;
    switch (op) {
        case add:
            if (is_op(b, neg)) return a - input(b, 0);
            if (is_op(a, neg)) return b - input(a, 0);
            break;
        case sub:
            if (is_constant(b, 0.0)) return a;
            if (is_op(b, neg)) return a + input(b, 0);
            break;
        case mul: {
            if (is_constant(b, 1.0)) return a;
            if (is_constant(a, 1.0)) return b;
            if (is_constant(b, -1.0)) return -a;
            if (is_constant(a, -1.0)) return -b;
            if (a.id == b.id) return reparamx::square(a);
            if (is_op(a, neg) && is_op(b, neg)) return input(a, 0) * input(b, 0);
            // Constant factors move outward, where they are applied once to a mean: x * (c y) -> c (x y).
            double c = 0, c2 = 0;
            const Node au = under_broadcast(a), bu = under_broadcast(b);
            if (is_small_power_of_two(*this, au, &c)) {
                if (is_op(b, mul) && is_small_power_of_two(*this, under_broadcast(input(b, 0)), &c2))
                    return scalar(c * c2) * input(b, 1);
                break;
            }
            if (is_small_power_of_two(*this, bu, &c)) return bu * a;  // the constant stands first
            if (is_op(a, mul) && is_small_power_of_two(*this, under_broadcast(input(a, 0)), &c))
                return scalar(c) * (input(a, 1) * b);
            if (is_op(b, mul) && is_small_power_of_two(*this, under_broadcast(input(b, 0)), &c))
                return scalar(c) * (a * input(b, 1));
            if (is_op(a, neg)) return -(input(a, 0) * b);
            if (is_op(b, neg)) return -(a * input(b, 0));
            break;
        }
        case div:
            if (is_constant(b, 1.0)) return a;
            if (is_constant(a, 1.0)) return reparamx::reciprocal(b);
            if (is_op(a, neg)) return -(input(a, 0) / b);
            break;
        case neg:
            if (is_op(a, neg)) return input(a, 0);
            break;
        case exp_minus_abs:
            if (is_op(a, neg)) return reparamx::exp_minus_abs(input(a, 0));
            break;
        case pow:
            if (is_constant(b, 1.0)) return a;
            if (is_constant(b, 2.0)) return reparamx::square(a);
            if (is_constant(b, -1.0)) return reparamx::reciprocal(a);
            break;
        case fma:
            if (is_constant(a, 1.0)) return b + args[2];
            if (is_constant(b, 1.0)) return a + args[2];
            break;
        case where:
            if (b.id == args[2].id) return b;
            if (is_constant(a, 1.0)) return b;
            if (is_constant(a, 0.0)) return args[2];
            break;
        case on_support:
            if (is_constant(a, 1.0)) return b;
            break;
        default:
            break;
    }
    return none;
}

// Node `id` made again on other inputs, through the same doors, so that rewrites apply.
Node Graph::rebuild(int id, const std::vector<Node>& in) {
    const NodeData d = nodes_[size_t(id)];
    auto part = [&](size_t from, size_t count) {
        return std::vector<int64_t>(d.attr.begin() + int64_t(from), d.attr.begin() + int64_t(from + count));
    };
    switch (d.type) {
        case NodeType::row:
            return apply(ops::Index(d.op), in);
        case NodeType::reshape:
            return reshape(in[0], d.shape);
        case NodeType::stop_gradient:
            return stop_gradient(in[0]);
        case NodeType::block: {
            const auto rank = size_t(d.attr[0]);
            switch (ops::Block(d.op)) {
                case ops::Block::view:
                    return view(in[0], d.shape, part(1 + rank, rank), d.attr[1 + 2 * rank]);
                case ops::Block::sum_view:
                    return sum_view(in[0], part(1 + rank, rank), d.attr[1 + 2 * rank], d.shape);
                case ops::Block::take:
                    return take(in[0], part(2, size_t(d.attr[1])), d.shape);
                case ops::Block::contract:
                    return contract(in[0], in[1], d.attr, d.shape);
                case ops::Block::index:
                    return index(in[0], d.attr[1]);
                default:
                    break;
            }
            [[fallthrough]];
        }
        default: {
            NodeData copy = d;
            for (size_t k = 0; k < in.size(); ++k) copy.inputs[k] = in[k].id;
            return intern(std::move(copy));
        }
    }
}

std::vector<int> Graph::remake(const std::vector<int>& roots, std::unordered_map<int, int> copy, const Make& make) {
    std::vector<int> all = roots;
    for (const Check& c : checks_) all.push_back(c.node);
    auto image = [&](int id) {
        const auto it = copy.find(id);
        return it == copy.end() ? id : it->second;
    };
    for (int id : ancestors(all)) {
        if (copy.count(id)) continue;
        const std::vector<int> inputs = nodes_[size_t(id)].inputs;
        std::vector<Node> in;
        bool changed = false;
        for (int i : inputs) {
            in.push_back({this, image(i)});
            changed |= in.back().id != i;
        }
        const int made = make(id, in, changed);
        if (made != id) copy[id] = made;
    }
    for (Check& c : checks_) c.node = image(c.node);
    std::vector<int> result;
    for (int r : roots) result.push_back(image(r));
    return result;
}

std::vector<int> Graph::substitute(const std::vector<int>& roots, const std::unordered_map<int, int>& replaced) {
    for (const auto& [from, to] : replaced)
        if (nodes_[size_t(from)].shape != nodes_[size_t(to)].shape)
            throw Error(Fault::shape, "substitute: shapes differ");
    return remake(roots, replaced, [this](int id, const std::vector<Node>& in, bool changed) {
        return changed ? rebuild(id, in).id : id;
    });
}

std::vector<int> Graph::decompose(const std::vector<int>& roots) {
    return remake(roots, {}, [this](int id, const std::vector<Node>& in, bool changed) {
        const NodeData& d = nodes_[size_t(id)];
        if (d.type == NodeType::row)
            if (const auto composed = op_info(ops::Index(d.op)).composed) return composed(in).id;
        return changed ? rebuild(id, in).id : id;
    });
}

// ---------------------------------------------------------------------------------------------- sums of logarithms

// a, a sum of terms, without the log1p(t) in those of its softplus and log_sigmoid that nothing else reads: each t goes
// to `logs`, with whether the logarithm is subtracted.
Node Graph::without_logs(Node a, bool minus, const std::unordered_map<int, int>& uses,
                         std::vector<std::pair<Node, bool>>* logs) {
    using enum ops::Index;
    const auto used = uses.find(a.id);
    if (used == uses.end() || used->second != 1 || !nodes_[size_t(a.id)].varies) return a;
    const auto part = [&](int k, bool negative) { return without_logs(input(a, k), negative, uses, logs); };
    if (is_op(a, neg)) return -part(0, !minus);
    if (is_op(a, add) || is_op(a, sub)) {
        const Shape& shape = nodes_[size_t(a.id)].shape;
        if (input(a, 0).shape() != shape || input(a, 1).shape() != shape) return a;
        const Node left = part(0, minus), right = part(1, minus != is_op(a, sub));
        if (is_op(a, add)) return left + right;
        // A factor that is the same for every sample takes the sign.
        for (int k = 0; k < 2 && is_op(right, mul); ++k)
            if (!varies(input(right, k))) return reparamx::fma(-input(right, k), input(right, 1 - k), left);
        return left - right;
    }
    const bool rises = is_op(a, softplus_given);
    if (!rises && !is_op(a, log_sigmoid_given)) return a;
    const Node x = input(a, 0), t = input(a, 1);
    if (!is_op(t, exp_minus_abs) || t.shape() != a.shape()) return a;
    logs->emplace_back(t, minus == rises);
    return rises ? reparamx::maximum(x, scalar(0.0)) : reparamx::minimum(x, scalar(0.0));
}

// The sum of log1p(growth), as `sum` sums: 64 terms, each at most log 2, are compounded before their logarithm is
// taken. The product's error is that of a sum of as many terms.
Node Graph::sum_of_logs(Node growth, const NodeData& sum) {
    constexpr int64_t terms = 64;
    const vm::IndexMap map = map_of(sum);
    std::vector<int64_t> target, seen(size_t(size_of(sum.shape)), 0);
    for (const int32_t at : expand(map, size_of(growth.shape()))) {
        target.push_back(at);
        ++seen[size_t(at)];
    }
    const int64_t parts = (*std::max_element(seen.begin(), seen.end()) + terms - 1) / terms;
    std::fill(seen.begin(), seen.end(), 0);
    for (int64_t& at : target) at = at * parts + seen[size_t(at)]++ / terms;
    const Node products = compound_at(growth, target, {int64_t(seen.size()), parts});
    return reshape(this->sum(log1p(products), {1}), sum.shape);
}

std::vector<int> Graph::compound_logs(const std::vector<int>& roots) {
    constexpr int64_t fewest = 4, most = 1 << 20;  // terms, of one sum and of all
    std::vector<int> all = roots;
    for (const Check& c : checks_) all.push_back(c.node);
    std::unordered_map<int, int> uses;
    for (int id : ancestors(all))
        for (int i : nodes_[size_t(id)].inputs) ++uses[i];
    for (int id : all) ++uses[id];
    return remake(roots, {}, [&](int id, const std::vector<Node>& in, bool changed) {
        const NodeData d = nodes_[size_t(id)];
        if (changed) return rebuild(id, in).id;
        if (d.type != NodeType::block || ops::Block(d.op) != ops::Block::sum_view) return id;
        const int64_t from = size_of(in[0].shape()), to = size_of(d.shape);
        if (from < fewest * to || from > most) return id;
        std::vector<std::pair<Node, bool>> logs;
        const Node rest = without_logs(in[0], false, uses, &logs);
        if (logs.empty()) return id;
        Node total = rebuild(id, {rest});
        for (const auto& [growth, minus] : logs) {
            const Node part = sum_of_logs(growth, d);
            total = minus ? total - part : total + part;
        }
        return total.id;
    });
}

}  // namespace reparamx
