// Ops that move or combine elements: shapes are computed here, derivatives in block_rules.cpp.
#include <algorithm>
#include <numeric>

#include "node.hpp"

namespace reparamx {

namespace {

std::vector<int64_t> contiguous(const Shape& shape) {
    std::vector<int64_t> strides(shape.size(), 1);
    for (size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * shape[i];
    return strides;
}

int64_t checked_axis(int64_t axis, const Shape& shape) {
    const auto rank = int64_t(shape.size());
    if (axis < -rank || axis >= rank)
        throw Error(Fault::shape, "axis " + std::to_string(axis) + " is out of bounds for shape " + to_string(shape));
    return axis < 0 ? axis + rank : axis;
}

std::vector<int64_t> view_attr(const Shape& shape, const std::vector<int64_t>& strides, int64_t offset, int64_t size) {
    std::vector<int64_t> attr{int64_t(shape.size())};
    attr.insert(attr.end(), shape.begin(), shape.end());
    attr.insert(attr.end(), strides.begin(), strides.end());
    attr.push_back(offset);
    attr.push_back(size);
    return attr;
}

// The smallest and largest element that a view touches.
std::pair<int64_t, int64_t> extent_of(const Shape& shape, const std::vector<int64_t>& strides, int64_t offset) {
    int64_t low = offset, high = offset;
    for (size_t i = 0; i < shape.size(); ++i) {
        const int64_t reach = strides[i] * (shape[i] - 1);
        (reach < 0 ? low : high) += reach;
    }
    return {low, high};
}

void check_view(const Shape& shape, const std::vector<int64_t>& strides, int64_t offset, int64_t size) {
    if (strides.size() != shape.size()) throw Error(Fault::shape, "view: one stride per axis");
    if (size_of(shape) == 0) return;
    const auto [low, high] = extent_of(shape, strides, offset);
    if (low < 0 || high >= size) throw Error(Fault::shape, "view: reaches outside of its source");
}

// How many elements a view without overlaps touches.
int64_t distinct(const Shape& shape, const std::vector<int64_t>& strides) {
    int64_t n = 1;
    for (size_t i = 0; i < shape.size(); ++i)
        if (strides[i] != 0) n *= shape[i];
    return n;
}

// A view of a view as one view, if it is one: strides are read off, then every element is compared.
bool compose(const NodeData& inner, const Shape& shape, std::vector<int64_t>& strides, int64_t& offset) {
    const auto rank = size_t(inner.attr[0]);
    const int64_t* in_shape = &inner.attr[1];
    const int64_t* in_strides = in_shape + rank;
    const int64_t in_offset = in_strides[rank];
    auto at = [&](int64_t e) {
        int64_t r = in_offset;
        for (size_t i = rank; i-- > 0; e /= in_shape[i]) r += in_strides[i] * (e % in_shape[i]);
        return r;
    };
    const int64_t n = size_of(shape);
    if (n == 0) return false;
    const int64_t origin = at(offset);
    std::vector<int64_t> out(shape.size(), 0);
    for (size_t i = 0; i < shape.size(); ++i)
        if (shape[i] > 1) out[i] = at(offset + strides[i]) - origin;
    std::vector<int64_t> index(shape.size(), 0);
    int64_t from = offset, to = origin;
    for (int64_t e = 0; e < n; ++e) {
        if (at(from) != to) return false;
        for (size_t i = shape.size(); i-- > 0;) {
            from += strides[i], to += out[i];
            if (++index[i] < shape[i]) break;
            from -= strides[i] * shape[i], to -= out[i] * shape[i];
            index[i] = 0;
        }
    }
    strides = out;
    offset = origin;
    return true;
}

}  // namespace

bool Graph::is_broadcast_scalar(const NodeData& d) const {
    return d.type == NodeType::block && ops::Block(d.op) == ops::Block::view &&
           size_of(nodes_[size_t(d.inputs[0])].shape) == 1;
}

// What a view shows all of: a check of the one is a check of the other.
Node Graph::shown_whole(Node a) const {
    for (;;) {
        const NodeData& d = nodes_[size_t(a.id)];
        if (d.type != NodeType::block || ops::Block(d.op) != ops::Block::view) return a;
        const auto rank = d.attr[0];
        const std::vector<int64_t> strides(d.attr.begin() + 1 + rank, d.attr.begin() + 1 + 2 * rank);
        if (distinct(d.shape, strides) != d.attr[size_t(2 + 2 * rank)]) return a;
        a.id = d.inputs[0];
    }
}

Node Graph::reshape(Node a, const Shape& shape) {
    a = own(a);
    const NodeData& d = nodes_[size_t(a.id)];
    if (d.shape == shape) return a;
    if (size_of(shape) != size_of(d.shape))
        throw Error(Fault::shape, "cannot reshape " + to_string(d.shape) + " into " + to_string(shape));
    if (d.type == NodeType::reshape) return reshape({this, d.inputs[0]}, shape);
    if (d.type == NodeType::constant) return constant(*d.values, shape, d.kind);
    return intern({NodeType::reshape, 0, d.kind, {a.id}, shape, {}, nullptr, {}});
}

Node Graph::view(Node a, const Shape& shape, const std::vector<int64_t>& strides_, int64_t offset) {
    a = own(a);
    while (nodes_[size_t(a.id)].type == NodeType::reshape) a.id = nodes_[size_t(a.id)].inputs[0];
    const NodeData d = nodes_[size_t(a.id)];
    const int64_t size = size_of(d.shape), n = size_of(shape);
    std::vector<int64_t> strides = strides_;
    for (size_t i = 0; i < shape.size() && i < strides.size(); ++i)
        if (shape[i] == 1) strides[i] = 0;
    check_view(shape, strides, offset, size);
    if (d.type == NodeType::block && ops::Block(d.op) == ops::Block::view && compose(d, shape, strides, offset))
        return view({this, d.inputs[0]}, shape, strides, offset);
    if (n == 0) return constant({}, shape, d.kind);
    std::vector<int64_t> plain = contiguous(shape);
    for (size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == 1) plain[i] = 0;
    if (n == size && offset == 0 && strides == plain) return reshape(a, shape);
    if (d.type == NodeType::constant && n <= size) {
        std::vector<double> out(static_cast<size_t>(n));
        for (int64_t e = 0; e < n; ++e) {
            int64_t at = offset, rest = e;
            for (size_t i = shape.size(); i-- > 0; rest /= shape[i]) at += strides[i] * (rest % shape[i]);
            out[size_t(e)] = (*d.values)[size_t(at)];
        }
        return constant(std::move(out), shape, d.kind);
    }
    return intern({NodeType::block,
                   int(ops::Block::view),
                   d.kind,
                   {a.id},
                   shape,
                   view_attr(shape, strides, offset, size),
                   nullptr,
                   {}});
}

Node Graph::sum_view(Node a, const std::vector<int64_t>& strides_, int64_t offset, const Shape& out_shape) {
    a = own(a);
    const NodeData d = nodes_[size_t(a.id)];
    const int64_t size = size_of(out_shape);
    std::vector<int64_t> strides = strides_;
    for (size_t i = 0; i < d.shape.size() && i < strides.size(); ++i)
        if (d.shape[i] == 1) strides[i] = 0;
    check_view(d.shape, strides, offset, size);
    std::vector<int64_t> plain = contiguous(d.shape);
    for (size_t i = 0; i < d.shape.size(); ++i)
        if (d.shape[i] == 1) plain[i] = 0;
    if (size_of(d.shape) == size && offset == 0 && strides == plain) return reshape(a, out_shape);
    const ValueKind kind = d.kind == ValueKind::real ? ValueKind::real : ValueKind::integer;
    if (is_broadcast_scalar(d) && size > 0 && distinct(d.shape, strides) == size) {  // equal terms, equally many
        const Node value = reshape({this, d.inputs[0]}, {});
        return broadcast_to(value * scalar(double(size_of(d.shape) / size)), out_shape);
    }
    if (size_of(d.shape) == 0) return constant(std::vector<double>(size_t(size), 0.0), out_shape, kind);
    return intern({NodeType::block,
                   int(ops::Block::sum_view),
                   kind,
                   {a.id},
                   out_shape,
                   view_attr(d.shape, strides, offset, size),
                   nullptr,
                   {}});
}

Node Graph::broadcast_to(Node a, const Shape& shape) {
    a = own(a);
    const Shape from = a.shape();
    if (from == shape) return a;
    if (from.size() > shape.size() || broadcast_shapes(from, shape) != shape)
        throw Error(Fault::shape, "cannot broadcast " + to_string(from) + " to " + to_string(shape));
    const size_t lead = shape.size() - from.size();
    const std::vector<int64_t> plain = contiguous(from);
    std::vector<int64_t> strides(shape.size(), 0);
    for (size_t i = 0; i < from.size(); ++i) strides[lead + i] = from[i] == 1 ? 0 : plain[i];
    return view(a, shape, strides, 0);
}

Node Graph::transpose(Node a, const std::vector<int64_t>& axes) {
    a = own(a);
    const Shape from = a.shape();
    std::vector<int64_t> seen(from.size(), 0), strides, plain = contiguous(from);
    Shape shape;
    for (int64_t axis : axes) {
        const auto k = size_t(checked_axis(axis, from));
        if (seen[k]++) throw Error(Fault::shape, "repeated axis in transpose");
        shape.push_back(from[k]);
        strides.push_back(plain[k]);
    }
    if (shape.size() != from.size()) throw Error(Fault::shape, "axes don't match the array");
    return view(a, shape, strides, 0);
}

Node Graph::take(Node a, const std::vector<int64_t>& indices, const Shape& shape) {
    a = own(a);
    const NodeData d = nodes_[size_t(a.id)];
    const int64_t size = size_of(d.shape);
    if (int64_t(indices.size()) != size_of(shape)) throw Error(Fault::shape, "take: indices do not fill the shape");
    for (int64_t i : indices)
        if (i < 0 || i >= size) throw Error(Fault::shape, "take: index " + std::to_string(i) + " is out of range");
    if (indices.empty()) return constant({}, shape, d.kind);
    if (d.type == NodeType::constant) {
        std::vector<double> out;
        out.reserve(indices.size());
        for (int64_t i : indices) out.push_back((*d.values)[size_t(i)]);
        return constant(std::move(out), shape, d.kind);
    }
    std::vector<int64_t> attr{size, int64_t(indices.size())};
    attr.insert(attr.end(), indices.begin(), indices.end());
    return intern({NodeType::block, int(ops::Block::take), d.kind, {a.id}, shape, attr, nullptr, {}});
}

Node Graph::put(Node a, const std::vector<int64_t>& indices, const Shape& out_shape) {
    a = own(a);
    if (indices.empty()) return constant(std::vector<double>(size_t(size_of(out_shape)), 0.0), out_shape);
    std::vector<int64_t> attr{size_of(out_shape), int64_t(indices.size())};
    attr.insert(attr.end(), indices.begin(), indices.end());
    return intern({NodeType::block, int(ops::Block::put), ValueKind::real, {a.id}, out_shape, attr, nullptr, {}});
}

Node Graph::compound_at(Node a, const std::vector<int64_t>& indices, const Shape& out_shape) {
    a = own(a);
    std::vector<int64_t> attr{size_of(out_shape), int64_t(indices.size())};
    attr.insert(attr.end(), indices.begin(), indices.end());
    return intern(
        {NodeType::block, int(ops::Block::compound_at), ValueKind::real, {a.id}, out_shape, attr, nullptr, {}});
}

Node Graph::concatenate(std::vector<Node> parts, int64_t axis) {
    if (parts.empty()) throw Error(Fault::shape, "need at least one array to concatenate");
    const Shape first = own(parts[0]).shape();
    axis = checked_axis(axis, first);
    std::vector<int64_t> front(first.size()), back(first.size());
    std::iota(front.begin(), front.end(), 0);
    std::rotate(front.begin(), front.begin() + axis, front.begin() + axis + 1);
    for (size_t i = 0; i < front.size(); ++i) back[size_t(front[i])] = int64_t(i);
    NodeData d{NodeType::concatenate, 0, ValueKind::real, {}, {}, {}, nullptr, {}};
    bool all_integer = true, all_boolean = true;
    for (Node& p : parts) {
        p = own(p);
        Shape rest = p.shape();
        if (rest.size() != first.size()) throw Error(Fault::shape, "concatenate: arrays of different dimension");
        rest[size_t(axis)] = first[size_t(axis)];
        if (rest != first)
            throw Error(Fault::shape, "concatenate: shapes " + to_string(first) + " and " + to_string(p.shape()) +
                                          " differ in more than the axis");
        all_integer &= (*this)[p.id].kind != ValueKind::real;
        all_boolean &= (*this)[p.id].kind == ValueKind::boolean;
        const Node moved = transpose(p, front);
        if (d.inputs.empty())
            d.shape = moved.shape();
        else
            d.shape[0] += moved.shape()[0];
        d.inputs.push_back(moved.id);
    }
    d.kind = all_boolean ? ValueKind::boolean : all_integer ? ValueKind::integer : ValueKind::real;
    if (parts.size() == 1) return parts[0];
    return transpose(intern(std::move(d)), back);
}

Node Graph::sum(Node a, const std::vector<int64_t>& axes) {
    a = own(a);
    const Shape from = a.shape();
    std::vector<bool> summed(from.size(), false);
    for (int64_t axis : axes) summed[size_t(checked_axis(axis, from))] = true;
    Shape shape;
    for (size_t i = 0; i < from.size(); ++i)
        if (!summed[i]) shape.push_back(from[i]);
    const std::vector<int64_t> plain = contiguous(shape);
    std::vector<int64_t> strides(from.size(), 0);
    for (size_t i = 0, k = 0; i < from.size(); ++i)
        if (!summed[i]) strides[i] = plain[k++];
    return sum_view(a, strides, 0, shape);
}

Node Graph::along(ops::Block op, Node a, int64_t axis, bool reverse) {
    a = own(a);
    const NodeData d = nodes_[size_t(a.id)];
    const auto k = size_t(checked_axis(axis, d.shape));
    int64_t outer = 1, inner = 1;
    for (size_t i = 0; i < k; ++i) outer *= d.shape[i];
    for (size_t i = k + 1; i < d.shape.size(); ++i) inner *= d.shape[i];
    const int64_t n = d.shape[k];
    Shape shape = d.shape;
    std::vector<int64_t> attr{outer, n, inner};
    ValueKind kind = d.kind;
    if (op == ops::Block::cumsum) {
        attr.push_back(reverse);
        if (kind == ValueKind::boolean) kind = ValueKind::integer;
        if (n <= 1) return a;
    } else {
        if (n == 0) throw Error(Fault::shape, std::string(block_info(op).name) + " of an empty axis");
        shape.erase(shape.begin() + int64_t(k));
        if (op == ops::Block::argmax || op == ops::Block::argmin) kind = ValueKind::integer;
    }
    return intern({NodeType::block, int(op), kind, {a.id}, shape, attr, nullptr, {}});
}

Node Graph::index(Node a, int64_t size) {
    a = own(a);
    const NodeData d = nodes_[size_t(a.id)];
    if (d.kind != ValueKind::real && d.low >= 0 && d.high < double(size)) return a;  // cannot be out of range
    return intern({NodeType::block,
                   int(ops::Block::index),
                   ValueKind::integer,
                   {a.id},
                   d.shape,
                   {size_of(d.shape), size},
                   nullptr,
                   {}});
}

Node Graph::gather(Node a, Node index) {
    a = own(a), index = own(index);
    const int64_t size = size_of(a.shape());
    if (size == 0) throw Error(Fault::shape, "gather: an empty source has no elements to take");
    const Shape shape = index.shape();
    return intern({NodeType::block,
                   int(ops::Block::gather),
                   nodes_[size_t(a.id)].kind,
                   {a.id, index.id},
                   shape,
                   {size, size_of(shape)},
                   nullptr,
                   {}});
}

Node Graph::scatter(Node a, Node index, const Shape& out_shape) {
    a = own(a), index = own(index);
    if (size_of(a.shape()) == 0) return constant(std::vector<double>(size_t(size_of(out_shape)), 0.0), out_shape);
    if (size_of(index.shape()) == 1) {  // elementwise, and so fused with what reads it
        std::vector<double> element(size_t(size_of(out_shape)));
        std::iota(element.begin(), element.end(), 0.0);
        const Node at = constant(std::move(element), out_shape, ValueKind::integer);
        return where_equal(reshape(index, {}), at, reshape(a, {}));
    }
    return intern({NodeType::block,
                   int(ops::Block::scatter),
                   ValueKind::real,
                   {a.id, index.id},
                   out_shape,
                   {size_of(out_shape), size_of(index.shape())},
                   nullptr,
                   {}});
}

Node Graph::count_less(Node rows, Node x) {
    rows = own(rows), x = own(x);
    const Shape s = rows.shape();
    const Shape batch(s.begin(), s.end() - 1), shape = broadcast_shapes(batch, x.shape());
    const int64_t length = s.back();
    const bool shared = size_of(batch) == 1;
    if (!shared && batch != shape) {
        Shape full = shape;
        full.push_back(length);
        rows = broadcast_to(rows, full);
    }
    x = broadcast_to(x, shape);
    return intern({NodeType::block,
                   int(ops::Block::count_less),
                   ValueKind::integer,
                   {rows.id, x.id},
                   shape,
                   {size_of(shape), length - 1, shared ? 0 : length, size_of(rows.shape())},
                   nullptr,
                   {}});
}

Node Graph::leave_one_out(Node a) {
    a = own(a);
    const Shape shape = a.shape();
    return intern({NodeType::block,
                   int(ops::Block::leave_one_out),
                   ValueKind::real,
                   {a.id},
                   shape,
                   {size_of(shape)},
                   nullptr,
                   {}});
}

}  // namespace reparamx
