// Derivative rules of everything that is not an elementwise op: each is written in the ops themselves.
#include "block_rules.hpp"

namespace reparamx {

namespace {

std::vector<int64_t> middle(const std::vector<int64_t>& attr, size_t from, size_t count) {
    return {attr.begin() + int64_t(from), attr.begin() + int64_t(from + count)};
}

Node transposed(Graph& g, Node a) {
    std::vector<int64_t> axes(a.shape().size());
    for (size_t i = 0; i < axes.size(); ++i) axes[i] = int64_t(i);
    std::swap(axes[axes.size() - 1], axes[axes.size() - 2]);
    return g.transpose(a, axes);
}

// 1 on and below the diagonal (above it, if not lower), `diagonal` on it.
Node triangle(Graph& g, int64_t n, bool lower, double diagonal) {
    std::vector<double> mask(static_cast<size_t>(n * n), 0.0);
    for (int64_t i = 0; i < n; ++i)
        for (int64_t j = 0; j < n; ++j) mask[size_t(i * n + j)] = i == j ? diagonal : (i > j) == lower ? 1.0 : 0.0;
    return g.constant(std::move(mask), {n, n});
}

std::vector<Node> contract_vjp(Graph& graph, const NodeData& y, Node g) {
    const auto& t = y.attr;
    const int64_t batch = t[0], m = t[1], n = t[2], k = t[3];
    const Node a{&graph, y.inputs[0]}, b{&graph, y.inputs[1]};
    const std::vector<int64_t> plain{m * n, n, 1};
    // da[b, i, k] = sum_j g[b, i, j] b[b, k, j];  db[b, k, j] = sum_i a[b, i, k] g[b, i, j]
    const Node da = graph.contract(g, b, {batch, m, k, n, 0, plain[0], plain[1], plain[2], t[8], t[9], t[11], t[10]},
                                   {batch, m, k});
    const Node db =
        graph.contract(a, g, {batch, k, n, m, t[4], t[5], t[7], t[6], 0, plain[0], plain[1], plain[2]}, {batch, k, n});
    return {graph.sum_view(da, {t[5], t[6], t[7]}, t[4], a.shape()),
            graph.sum_view(db, {t[9], t[10], t[11]}, t[8], b.shape())};
}

// The extreme's adjoint goes to the elements that attain it, in equal parts.
Node extreme_vjp(Graph& graph, const NodeData& d, Node y, Node g) {
    const int64_t outer = d.attr[0], n = d.attr[1], inner = d.attr[2];
    const Node x{&graph, d.inputs[0]};
    const Shape s{outer, n, inner};
    auto widen = [&](Node a) { return graph.view(a, s, {inner, 0, 1}, 0); };
    const Node hit = equal(graph.reshape(x, s), widen(y));
    const Node share = graph.reshape(g, {outer, inner}) / graph.sum(hit, {1});
    return graph.reshape(hit * widen(share), x.shape());
}

// L = cholesky(A): dA = (S + S') / 2 with S = L^-T Phi(L' g) L^-1, Phi = lower triangle with half of the diagonal
// (Murray 2016, arXiv:1602.07527, eq. 10).
Node cholesky_vjp(Graph& graph, Node l, Node g) {
    const int64_t n = l.shape().back();
    const Node phi =
        graph.matmul(transposed(graph, l), g * triangle(graph, n, true, 1.0)) * triangle(graph, n, true, 0.5);
    const Node left = graph.solve_triangular(l, phi, true, true);
    const Node s = transposed(graph, graph.solve_triangular(l, transposed(graph, left), true, true));
    return Node(0.5) * (s + transposed(graph, s));
}

std::vector<Node> solve_vjp(Graph& graph, const NodeData& d, Node x, Node g) {
    const bool lower = d.attr[3] != 0, flipped = d.attr[4] != 0;
    const Node l{&graph, d.inputs[0]};
    const Node gb = graph.solve_triangular(l, g, lower, !flipped);
    const Node product = flipped ? graph.matmul(x, transposed(graph, gb)) : graph.matmul(gb, transposed(graph, x));
    return {-(product * triangle(graph, l.shape().back(), lower, 1.0)), gb};
}

std::vector<Node> block_vjp(Graph& graph, int id, Node g) {
    const NodeData d = graph[id];
    const Node y{&graph, id};
    const Node x{&graph, d.inputs[0]};
    switch (ops::Block(d.op)) {
        case ops::Block::view: {
            const auto rank = size_t(d.attr[0]);
            return {graph.sum_view(g, middle(d.attr, 1 + rank, rank), d.attr[1 + 2 * rank], x.shape())};
        }
        case ops::Block::sum_view: {
            const auto rank = size_t(d.attr[0]);
            return {graph.view(g, middle(d.attr, 1, rank), middle(d.attr, 1 + rank, rank), d.attr[1 + 2 * rank])};
        }
        case ops::Block::take:
            return {graph.put(g, middle(d.attr, 2, size_t(d.attr[1])), x.shape())};
        case ops::Block::put:
            return {graph.take(g, middle(d.attr, 2, size_t(d.attr[1])), x.shape())};
        case ops::Block::gather:
            return {graph.scatter(g, {&graph, d.inputs[1]}, x.shape()), Node(0.0)};
        case ops::Block::scatter:
            return {graph.gather(g, {&graph, d.inputs[1]}), Node(0.0)};
        case ops::Block::contract:
            return contract_vjp(graph, d, g);
        case ops::Block::cumsum:
            return {graph.reshape(
                graph.along(ops::Block::cumsum, graph.reshape(g, {d.attr[0], d.attr[1], d.attr[2]}), 1, d.attr[3] == 0),
                x.shape())};
        case ops::Block::amax:
        case ops::Block::amin:
            return {extreme_vjp(graph, d, y, g)};
        case ops::Block::cholesky:
            return {cholesky_vjp(graph, y, g)};
        case ops::Block::solve_triangular:
            return solve_vjp(graph, d, y, g);
        case ops::Block::leave_one_out:
            throw Error(Fault::gradient,
                        "leave_one_out couples samples and has no derivative; use stop_gradient on it");
        case ops::Block::compound_at:  // made when derivatives have been taken
        case ops::Block::index:
        case ops::Block::argmax:
        case ops::Block::argmin:
        case ops::Block::count_less:
        case ops::Block::count:
            break;
    }
    return std::vector<Node>(d.inputs.size(), Node(0.0));
}

}  // namespace

std::vector<Node> structural_vjp(Graph& graph, int id, Node g) {
    const NodeData d = graph[id];
    switch (d.type) {
        case NodeType::block:
            return block_vjp(graph, id, g);
        case NodeType::reshape:
            return {graph.reshape(g, graph[d.inputs[0]].shape)};
        case NodeType::concatenate: {
            std::vector<Node> parts;
            int64_t offset = 0;
            for (int input : d.inputs) {
                const Shape s = graph[input].shape;
                std::vector<int64_t> strides(s.size(), 1);
                for (size_t i = s.size(); i-- > 1;) strides[i - 1] = strides[i] * s[i];
                parts.push_back(graph.view(g, s, strides, offset));
                offset += size_of(s);
            }
            return parts;
        }
        default:
            return std::vector<Node>(d.inputs.size(), Node(0.0));
    }
}

}  // namespace reparamx
