// The graph: hash-consed nodes with static shapes. The same expression is the same node, so common subexpressions are
// shared by construction; inputs always precede their node, so node numbers are a topological order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "../constraint.hpp"
#include "../error.hpp"
#include "../ops/block.hpp"
#include "../random/noise.hpp"

namespace reparamx::ops {
enum class Index : int;
}

namespace reparamx {

using Shape = std::vector<int64_t>;

// Largest number of elements of a node; sizes below it cannot overflow 64-bit arithmetic.
inline constexpr int64_t max_elements = int64_t(1) << 28;

int64_t size_of(const Shape& shape);
std::string to_string(const Shape& shape);
// NumPy's rule; throws Error(Fault::shape) that names both shapes.
Shape broadcast_shapes(const Shape& a, const Shape& b);

// What the numbers of a node mean. All are stored as floating-point numbers.
enum class ValueKind : uint8_t { real, integer, boolean };

enum class NodeType : uint8_t {
    row,          // elementwise op, inputs of equal shape
    block,        // block op with attributes
    reshape,      // the same elements in another shape
    concatenate,  // the elements of the first input, then of the second, ...
    param,        // an array of the call
    constant,
    noise,          // standard noise
    variable,       // a random variable, to be replaced by an estimator
    stop_gradient,  // its input; no derivative passes
};

struct NodeData {
    NodeType type;
    int op = 0;  // row: ops::Index; block: ops::Block; noise: random::Noise; param: its number
    ValueKind kind = ValueKind::real;
    std::vector<int> inputs;
    Shape shape;
    std::vector<int64_t> attr;
    std::shared_ptr<const std::vector<double>> values;  // constant
    std::string name;                                   // param, noise, variable

    // Known of every node, see facts.cpp.
    bool varies = false;                                    // from sample to sample
    double low = -__builtin_inf(), high = __builtin_inf();  // of an integer, boolean or constant: it is never NaN
};

struct Check {
    int node;
    Constraint constraint;
    std::string text;
};

class Graph;

// A node of a graph, or a number that becomes one when it meets a node.
struct Node {
    Graph* graph = nullptr;
    int id = -1;
    double literal = 0;

    Node(double literal) : literal(literal) {}
    Node(Graph* graph, int id) : graph(graph), id(id) {}
    bool is_literal() const { return graph == nullptr; }
    const Shape& shape() const;
};

class Graph {
public:
    Graph() = default;
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    // Leaves.
    Node param(const std::string& name, const Shape& shape, ValueKind kind);
    Node constant(std::vector<double> values, const Shape& shape, ValueKind kind = ValueKind::real);
    Node scalar(double value) { return constant({value}, {}); }
    Node noise(random::Noise kind, const Shape& shape, const std::string& name);
    Node variable(const std::string& name, const Shape& shape, ValueKind kind);
    Node stop_gradient(Node a);

    // Elementwise: broadcasts, folds constants, applies the local rewrites.
    Node apply(ops::Index op, std::vector<Node> args);

    // Structure; see shape_ops.cpp.
    Node reshape(Node a, const Shape& shape);
    Node view(Node a, const Shape& shape, const std::vector<int64_t>& strides, int64_t offset);
    Node sum_view(Node a, const std::vector<int64_t>& strides, int64_t offset, const Shape& out_shape);
    Node broadcast_to(Node a, const Shape& shape);
    Node transpose(Node a, const std::vector<int64_t>& axes);
    Node take(Node a, const std::vector<int64_t>& indices, const Shape& shape);
    Node put(Node a, const std::vector<int64_t>& indices, const Shape& out_shape);
    Node compound_at(Node a, const std::vector<int64_t>& indices, const Shape& out_shape);
    Node concatenate(std::vector<Node> parts, int64_t axis);
    Node sum(Node a, const std::vector<int64_t>& axes);
    Node along(ops::Block op, Node a, int64_t axis, bool reverse = false);  // amax amin argmax argmin cumsum
    Node matmul(Node a, Node b);
    Node contract(Node a, Node b, const std::vector<int64_t>& attr, const Shape& shape);
    Node index(Node a, int64_t size);
    Node gather(Node a, Node index);
    Node scatter(Node a, Node index, const Shape& out_shape);
    Node cholesky(Node a);
    Node solve_triangular(Node l, Node b, bool lower, bool transposed);
    Node leave_one_out(Node a);
    Node count_less(Node rows, Node x);  // how many of rows[..., :-1] are less than x[...]

    // The call fails unless the constraint holds for every element of a; `text` names it: "Normal: scale".
    void check(Node a, Constraint constraint, const std::string& text);

    // Derivatives of a scalar node, graph to graph; id -1 where it does not depend on the node. See derive.cpp.
    std::vector<int> gradient(Node cost, const std::vector<int>& wrt);

    // A copy of what the roots need, with some nodes replaced; checks follow. See rewrite.cpp.
    std::vector<int> substitute(const std::vector<int>& roots, const std::unordered_map<int, int>& replaced);
    // A copy with composed ops taken apart, ready to be lowered; checks follow.
    std::vector<int> decompose(const std::vector<int>& roots);
    // A copy of such a one in which sums of softplus take one logarithm for many terms.
    std::vector<int> compound_logs(const std::vector<int>& roots);
    // A copy without choices that another choice has made already. See choices.cpp.
    std::vector<int> settle(const std::vector<int>& roots);

    std::vector<int> ancestors(const std::vector<int>& roots) const;  // ascending, roots included
    std::string text(const std::vector<int>& roots) const;

    const NodeData& operator[](int id) const { return nodes_[size_t(id)]; }
    int size() const { return int(nodes_.size()); }
    int params() const { return params_; }
    const std::vector<Check>& checks() const { return checks_; }

    // The value of a node that is a literal or a constant of equal elements.
    bool is_constant(Node a, double value) const;
    Node shown_whole(Node a) const;
    Node own(Node a);  // a literal becomes a constant of this graph

    Node intern(NodeData data);  // the one place where nodes are made

private:
    void learn(NodeData& data) const;
    Node rewrite(ops::Index op, const std::vector<Node>& args);  // id -1: no rule applies
    Node decide(ops::Index op, Node a, Node b);                  // by what is known of the arguments
    Node fold(ops::Index op, const std::vector<Node>& args);
    Node apply_once(ops::Index op, std::vector<Node> args, const Shape& shape);
    Node rebuild(int id, const std::vector<Node>& inputs);
    // The roots on new nodes: copy[id] where it is given, else what `make` returns for a node, its new inputs, and
    // whether they changed.
    using Make = std::function<int(int id, const std::vector<Node>& inputs, bool changed)>;
    std::vector<int> remake(const std::vector<int>& roots, std::unordered_map<int, int> copy, const Make& make);
    Node without_logs(Node a, bool minus, const std::unordered_map<int, int>& uses,
                      std::vector<std::pair<Node, bool>>* logs);
    Node sum_of_logs(Node growth, const NodeData& sum);
    Node joined(int adjoint, Node part);
    Node hoisted(Node part);
    bool varies(Node a) const { return nodes_[size_t(a.id)].varies; }
    bool is_op(Node a, ops::Index which) const;
    Node input(Node a, size_t k) { return {this, nodes_[size_t(a.id)].inputs[k]}; }
    Node under_broadcast(Node a);  // the value under a broadcast of one value
    bool is_broadcast_scalar(const NodeData& data) const;

    std::deque<NodeData> nodes_;  // references to nodes stay good while nodes are added
    std::unordered_multimap<uint64_t, int> interned_;
    std::vector<Check> checks_;
    int params_ = 0;
};

}  // namespace reparamx
