// Products and triangular factors over the last axes.
#include <algorithm>

#include "node.hpp"

namespace reparamx {

namespace {

// A matrix operand as three strides over its source: transposes and broadcasts cost nothing.
struct Matrix {
    Node source;
    int64_t offset, batch, row, column;
};

// Shape (batch, rows, columns); a view of rank 3 is looked through.
Matrix look_through(Graph& g, Node a) {
    const Shape s = a.shape();
    while (g[a.id].type == NodeType::reshape && g[g[a.id].inputs[0]].shape == s) a.id = g[a.id].inputs[0];
    const NodeData& d = g[a.id];
    if (d.type == NodeType::block && ops::Block(d.op) == ops::Block::view && d.attr[0] == 3)
        return {{&g, d.inputs[0]}, d.attr[7], d.attr[4], d.attr[5], d.attr[6]};
    return {a, 0, s[0] == 1 ? 0 : s[1] * s[2], s[1] == 1 ? 0 : s[2], s[2] == 1 ? 0 : 1};
}

Shape batch_of(const Shape& s) { return Shape(s.begin(), s.end() - 2); }

// (batch..., n, m) as (product of batch, n, m).
Node flat_batch(Graph& g, Node a, const Shape& batch) {
    const Shape s = a.shape();
    Shape full = batch;
    full.insert(full.end(), s.end() - 2, s.end());
    const Shape flat{size_of(batch), s[s.size() - 2], s.back()};
    if (batch_of(s) == batch) return g.view(a, flat, {flat[1] * flat[2], flat[2], 1}, 0);
    if (size_of(batch_of(s)) == 1) return g.view(a, flat, {0, flat[2], 1}, 0);
    return g.reshape(g.broadcast_to(a, full), flat);
}

void need_square(const char* op, const Shape& s) {
    if (s.size() < 2 || s[s.size() - 1] != s[s.size() - 2])
        throw Error(Fault::shape,
                    std::string(op) + " needs square matrices in the last two axes, got shape " + to_string(s));
}

}  // namespace

Node Graph::matmul(Node a, Node b) {
    a = own(a), b = own(b);
    const Shape sa = a.shape(), sb = b.shape();
    if (sa.size() < 2 || sb.size() < 2) throw Error(Fault::shape, "matmul needs at least two axes");
    const int64_t m = sa[sa.size() - 2], k = sa.back(), n = sb.back();
    if (sb[sb.size() - 2] != k)
        throw Error(Fault::shape, "matmul: shapes " + to_string(sa) + " and " + to_string(sb) +
                                      " do not fit: " + std::to_string(k) + " columns meet " +
                                      std::to_string(sb[sb.size() - 2]) + " rows");
    const Shape batch = broadcast_shapes(batch_of(sa), batch_of(sb));
    Shape shape = batch;
    shape.insert(shape.end(), {m, n});
    if (size_of(shape) == 0 || k == 0) return constant(std::vector<double>(size_t(size_of(shape)), 0.0), shape);
    const Matrix x = look_through(*this, flat_batch(*this, a, batch));
    const Matrix y = look_through(*this, flat_batch(*this, b, batch));
    return reshape(
        contract(x.source, y.source,
                 {size_of(batch), m, n, k, x.offset, x.batch, x.row, x.column, y.offset, y.batch, y.row, y.column},
                 {size_of(batch), m, n}),
        shape);
}

Node Graph::contract(Node a, Node b, const std::vector<int64_t>& attr, const Shape& shape) {
    const int64_t batch = attr[0], m = attr[1], n = attr[2], k = attr[3];
    if (k == 1) {  // an outer product is elementwise, so that it can be fused
        const Shape s{batch, m, n};
        return reshape(view(a, s, {attr[5], attr[6], 0}, attr[4]) * view(b, s, {attr[9], 0, attr[11]}, attr[8]), shape);
    }
    return intern(
        {NodeType::block, int(ops::Block::contract), ValueKind::real, {a.id, b.id}, shape, attr, nullptr, {}});
}

Node Graph::cholesky(Node a) {
    a = own(a);
    const Shape s = a.shape();
    need_square("cholesky", s);
    return intern({NodeType::block,
                   int(ops::Block::cholesky),
                   ValueKind::real,
                   {a.id},
                   s,
                   {size_of(batch_of(s)), s.back()},
                   nullptr,
                   {}});
}

Node Graph::solve_triangular(Node l, Node b, bool lower, bool transposed) {
    l = own(l), b = own(b);
    need_square("solve_triangular", l.shape());
    const Shape sb = b.shape();
    const int64_t n = l.shape().back();
    if (sb.size() < 2 || sb[sb.size() - 2] != n)
        throw Error(Fault::shape,
                    "solve_triangular: shapes " + to_string(l.shape()) + " and " + to_string(sb) + " do not fit");
    const Shape batch = broadcast_shapes(batch_of(l.shape()), batch_of(sb));
    Shape full_l = batch, full_b = batch;
    full_l.insert(full_l.end(), {n, n});
    full_b.insert(full_b.end(), {n, sb.back()});
    const Node x = broadcast_to(l, full_l), y = broadcast_to(b, full_b);
    return intern({NodeType::block,
                   int(ops::Block::solve_triangular),
                   ValueKind::real,
                   {x.id, y.id},
                   full_b,
                   {size_of(batch), n, sb.back(), lower, transposed},
                   nullptr,
                   {}});
}

}  // namespace reparamx
