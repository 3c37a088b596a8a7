// Attributes of block ops: their number, their ranges, and the sizes of operands that follow from them.
#include "block_sizes.hpp"

#include <string>

#include "../error.hpp"
#include "limits.hpp"
#include "names.hpp"

namespace reparamx::vm {
namespace {

class Attributes {
public:
    Attributes(int32_t op, const std::vector<int64_t>& attr) : op_(op), attr_(attr) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw Error(Fault::program, std::string(block_ops[op_].name) + ": " + what);
    }
    void count(size_t n) const {
        if (attr_.size() != n) {
            fail("takes " + std::to_string(n) + " attributes, got " + std::to_string(attr_.size()));
        }
    }
    int64_t at(size_t i) const {
        if (i >= attr_.size()) fail("has too few attributes");
        return attr_[i];
    }
    // A number of elements.
    int64_t size(size_t i) const {
        const int64_t value = at(i);
        if (value < 0 || value > max_elements) {
            fail("attribute " + std::to_string(i) + " = " + std::to_string(value) + " is not a size");
        }
        return value;
    }
    void flag(size_t i) const {
        if (at(i) != 0 && at(i) != 1) fail("attribute " + std::to_string(i) + " is not 0 or 1");
    }
    int64_t product(std::initializer_list<int64_t> sizes) const {
        int64_t all = 1;
        if (!checked_product(sizes.begin(), sizes.size(), &all)) fail("has too many elements");
        return all;
    }
    // The smallest count of elements that holds offset + sum_k strides[k] * (0 .. shape[k] - 1).
    int64_t reach(const int64_t* shape, const int64_t* strides, size_t rank, int64_t offset) const {
        int64_t first = 0, last = 0;
        if (!checked_reach(shape, strides, rank, offset, &first, &last)) fail("strides overflow");
        if (first < 0) fail("strides reach below element 0");
        if (last > max_elements) fail("strides reach too far");
        return last;
    }
    const int64_t* data(size_t i) const { return attr_.data() + i; }

private:
    int32_t op_;
    const std::vector<int64_t>& attr_;
};

// {rank, shape.., strides.., offset, size}: the elements of the view, and those it looks at.
void view_sizes(const Attributes& a, int64_t* view, int64_t* viewed) {
    const int64_t rank = a.at(0);
    if (rank < 0 || rank > max_rank) a.fail("rank " + std::to_string(rank) + " is out of range");
    const size_t r = size_t(rank);
    a.count(2 * r + 3);
    for (size_t k = 0; k < r; ++k) a.size(1 + k);
    *view = 1;
    if (!checked_product(a.data(1), r, view)) a.fail("has too many elements");
    *viewed = a.size(2 * r + 2);
    if (a.reach(a.data(1), a.data(1 + r), r, a.at(2 * r + 1)) > *viewed) a.fail("looks past the end of the operand");
}

// {size, count, index..}
void index_list_sizes(const Attributes& a, int64_t* list, int64_t* indexed) {
    *indexed = a.size(0);
    *list = a.size(1);
    a.count(size_t(*list) + 2);
    for (int64_t i = 0; i < *list; ++i) {
        const int64_t index = a.at(size_t(i) + 2);
        if (index < 0 || index >= *indexed) {
            a.fail("index " + std::to_string(index) + " is out of range for size " + std::to_string(*indexed));
        }
    }
}

// {batch, m, n, k, a_offset, a_batch, a_m, a_k, b_offset, b_batch, b_k, b_n}
BlockSizes contract_sizes(const Attributes& a) {
    a.count(12);
    const int64_t batch = a.size(0), m = a.size(1), n = a.size(2), k = a.size(3);
    BlockSizes s;
    s.out = a.product({batch, m, n});
    s.work = double(s.out) * double(k);
    if (s.work > double(max_elements) * 1024) a.fail("has too many steps");
    if (s.out == 0) return s;
    const int64_t a_shape[3] = {batch, m, k};
    const int64_t b_shape[3] = {batch, k, n};
    s.in[0] = a.reach(a_shape, a.data(5), 3, a.at(4));
    s.in[1] = a.reach(b_shape, a.data(9), 3, a.at(8));
    return s;
}

BlockSizes reduction_sizes(const Attributes& a) {
    a.count(3);
    BlockSizes s;
    s.in[0] = a.product({a.size(0), a.size(1), a.size(2)});
    s.out = a.product({a.size(0), a.size(2)});
    if (s.out > 0 && a.size(1) == 0) a.fail("reduces an empty axis");
    return s;
}

BlockSizes sizes_of(ops::Block op, const Attributes& a) {
    BlockSizes s;
    switch (op) {
        case ops::Block::view:
            view_sizes(a, &s.out, &s.in[0]);
            break;
        case ops::Block::sum_view:
            view_sizes(a, &s.in[0], &s.out);
            break;
        case ops::Block::take:
            index_list_sizes(a, &s.out, &s.in[0]);
            break;
        case ops::Block::put:
        case ops::Block::compound_at:
            index_list_sizes(a, &s.in[0], &s.out);
            break;
        case ops::Block::index:
            a.count(2);
            s.in[0] = s.out = a.size(0);
            if (a.size(1) == 0 && s.out > 0) a.fail("indexes an empty axis");
            break;
        case ops::Block::count_less:
            a.count(4);
            s.out = s.in[1] = a.size(0);
            s.in[0] = a.size(3);
            s.work = double(a.product({a.size(0), a.size(1)}));
            if (s.out > 0 && a.size(1) > 0 && a.product({s.out - 1, a.size(2)}) + a.size(1) > s.in[0])
                a.fail("looks past the end of the operand");
            break;
        case ops::Block::gather:
            a.count(2);
            s.in[0] = a.size(0);
            s.in[1] = s.out = a.size(1);
            if (s.in[0] == 0 && s.out > 0) a.fail("indexes an empty axis");
            break;
        case ops::Block::scatter:
            a.count(2);
            s.out = a.size(0);
            s.in[0] = s.in[1] = a.size(1);
            if (s.out == 0 && s.in[0] > 0) a.fail("indexes an empty axis");
            break;
        case ops::Block::contract:
            return contract_sizes(a);
        case ops::Block::cumsum:
            a.count(4);
            a.flag(3);
            s.in[0] = s.out = a.product({a.size(0), a.size(1), a.size(2)});
            break;
        case ops::Block::amax:
        case ops::Block::amin:
        case ops::Block::argmax:
        case ops::Block::argmin:
            s = reduction_sizes(a);
            break;
        case ops::Block::cholesky:
            a.count(2);
            s.in[0] = s.out = a.product({a.size(0), a.size(1), a.size(1)});
            s.work = double(s.out) * double(a.size(1)) / 3;
            break;
        case ops::Block::solve_triangular:
            a.count(5);
            a.flag(3);
            a.flag(4);
            s.in[0] = a.product({a.size(0), a.size(1), a.size(1)});
            s.in[1] = s.out = a.product({a.size(0), a.size(1), a.size(2)});
            s.work = double(s.out) * double(a.size(1)) / 2;
            break;
        case ops::Block::leave_one_out:
            a.count(1);
            s.in[0] = s.out = a.size(0);
            break;
        case ops::Block::count:
            a.fail("is not an op");
    }
    return s;
}

}  // namespace

BlockSizes block_sizes(int32_t op, const std::vector<int64_t>& attr) {
    if (op < 0 || op >= int32_t(ops::Block::count)) {
        throw Error(Fault::program, "there is no block op " + std::to_string(op));
    }
    BlockSizes s = sizes_of(ops::Block(op), Attributes(op, attr));
    if (s.work == 0) s.work = double(s.in[0] + s.in[1] + s.out);
    return s;
}

}  // namespace reparamx::vm
