// The graph: Python holds node numbers.
#include "bindings.hpp"
#include "reparamx/distributions/registry.hpp"

namespace reparamx::bindings {

namespace {

using Ids = std::vector<int>;
using DoubleArray = py::array_t<double, py::array::c_style | py::array::forcecast>;
using IndexArray = py::array_t<int64_t, py::array::c_style | py::array::forcecast>;

ValueKind kind_of(const std::string& name) { return ValueKind(position("kind", name, kind_names)); }

Shape shape_of(const py::array& a) { return Shape(a.shape(), a.shape() + a.ndim()); }

Node at(Graph& g, int id) {
    if (id < 0 || id >= g.size()) throw Error(Fault::value, "there is no node " + std::to_string(id));
    return {&g, id};
}

std::vector<Node> nodes(Graph& g, const Ids& ids) {
    std::vector<Node> r;
    for (int id : ids) r.push_back(at(g, id));
    return r;
}

py::object constant_value(const Graph& g, int id) {
    const NodeData& d = g[id];
    if (d.type != NodeType::constant) return py::none();
    py::array_t<double> a(d.shape);
    std::copy(d.values->begin(), d.values->end(), a.mutable_data());
    return a;
}

void leaves(py::class_<Graph>& c) {
    c.def(
        "param",
        [](Graph& g, const std::string& name, const Shape& shape, const std::string& kind) {
            return g.param(name, shape, kind_of(kind)).id;
        },
        py::arg("name"), py::arg("shape"), py::arg("kind") = "real", "The next array of a call.");
    c.def(
        "constant",
        [](Graph& g, const DoubleArray& values, const std::string& kind) {
            return g.constant({values.data(), values.data() + values.size()}, shape_of(values), kind_of(kind)).id;
        },
        py::arg("values"), py::arg("kind") = "real");
    c.def(
        "noise",
        [](Graph& g, const std::string& kind, const Shape& shape, const std::string& name) {
            return g.noise(random::Noise(position("noise", kind, noise_names)), shape, name).id;
        },
        py::arg("kind"), py::arg("shape"), py::arg("name"), "Standard noise. The name is its address.");
    c.def(
        "random_variable",
        [](Graph& g, const std::string& name, const Shape& shape, const std::string& kind) {
            return g.variable(name, shape, kind_of(kind)).id;
        },
        py::arg("name"), py::arg("shape"), py::arg("kind") = "real", "A placeholder, to be replaced by substitute().");
    c.def("stop_gradient", [](Graph& g, int a) { return g.stop_gradient(at(g, a)).id; }, py::arg("a"));
}

void arithmetic(py::class_<Graph>& c) {
    c.def(
        "apply",
        [](Graph& g, const std::string& op, const Ids& args) { return g.apply(op_index(op), nodes(g, args)).id; },
        py::arg("op"), py::arg("args"), "An elementwise op, with NumPy's broadcasting.");
    c.def(
        "sum", [](Graph& g, int a, const std::vector<int64_t>& axes) { return g.sum(at(g, a), axes).id; }, py::arg("a"),
        py::arg("axes"));
    for (const auto& [name, op] : {std::pair{"amax", ops::Block::amax},
                                   {"amin", ops::Block::amin},
                                   {"argmax", ops::Block::argmax},
                                   {"argmin", ops::Block::argmin}}) {
        c.def(
            name, [op = op](Graph& g, int a, int64_t axis) { return g.along(op, at(g, a), axis).id; }, py::arg("a"),
            py::arg("axis"));
    }
    c.def(
        "cumsum",
        [](Graph& g, int a, int64_t axis, bool reverse) {
            return g.along(ops::Block::cumsum, at(g, a), axis, reverse).id;
        },
        py::arg("a"), py::arg("axis"), py::arg("reverse") = false);
    c.def("matmul", [](Graph& g, int a, int b) { return g.matmul(at(g, a), at(g, b)).id; }, py::arg("a"), py::arg("b"));
    c.def("cholesky", [](Graph& g, int a) { return g.cholesky(at(g, a)).id; }, py::arg("a"));
    c.def(
        "solve_triangular",
        [](Graph& g, int l, int b, bool lower, bool transposed) {
            return g.solve_triangular(at(g, l), at(g, b), lower, transposed).id;
        },
        py::arg("l"), py::arg("b"), py::arg("lower") = true, py::arg("transposed") = false);
    c.def(
        "leave_one_out", [](Graph& g, int a) { return g.leave_one_out(at(g, a)).id; }, py::arg("a"),
        "Mean over the other samples of the same replicate; 0 if there are none.");
}

void structure(py::class_<Graph>& c) {
    c.def(
        "reshape", [](Graph& g, int a, const Shape& shape) { return g.reshape(at(g, a), shape).id; }, py::arg("a"),
        py::arg("shape"));
    c.def(
        "broadcast_to", [](Graph& g, int a, const Shape& shape) { return g.broadcast_to(at(g, a), shape).id; },
        py::arg("a"), py::arg("shape"));
    c.def(
        "transpose", [](Graph& g, int a, const std::vector<int64_t>& axes) { return g.transpose(at(g, a), axes).id; },
        py::arg("a"), py::arg("axes"));
    c.def(
        "view",
        [](Graph& g, int a, const Shape& shape, const std::vector<int64_t>& strides, int64_t offset) {
            return g.view(at(g, a), shape, strides, offset).id;
        },
        py::arg("a"), py::arg("shape"), py::arg("strides"), py::arg("offset"));
    c.def(
        "take",
        [](Graph& g, int a, const IndexArray& indices) {
            return g.take(at(g, a), {indices.data(), indices.data() + indices.size()}, shape_of(indices)).id;
        },
        py::arg("a"), py::arg("indices"), "Elements of the flat array at indices known now.");
    c.def(
        "concatenate", [](Graph& g, const Ids& parts, int64_t axis) { return g.concatenate(nodes(g, parts), axis).id; },
        py::arg("parts"), py::arg("axis"));
    c.def(
        "index", [](Graph& g, int a, int64_t size) { return g.index(at(g, a), size).id; }, py::arg("a"),
        py::arg("size"), "A traced index, checked and wrapped.");
    c.def(
        "gather", [](Graph& g, int a, int index) { return g.gather(at(g, a), at(g, index)).id; }, py::arg("a"),
        py::arg("index"), "Elements of the flat array at traced indices.");
}

void transformations(py::class_<Graph>& c) {
    c.def(
        "check",
        [](Graph& g, int a, const std::string& constraint, const std::string& text) {
            g.check(at(g, a), Constraint(position("constraint", constraint, constraint_names)), text);
        },
        py::arg("a"), py::arg("constraint"), py::arg("text"));
    c.def(
        "gradient",
        [](Graph& g, int cost, const Ids& wrt) {
            nodes(g, wrt);
            std::vector<std::optional<int>> r;
            for (int id : g.gradient(at(g, cost), wrt)) r.push_back(id < 0 ? std::nullopt : std::optional(id));
            return r;
        },
        py::arg("cost"), py::arg("wrt"), "Derivative nodes of a scalar; None where it does not depend.");
    c.def(
        "substitute",
        [](Graph& g, const Ids& roots, const std::unordered_map<int, int>& mapping) {
            nodes(g, roots);
            for (const auto& [from, to] : mapping) at(g, from), at(g, to);
            return g.substitute(roots, mapping);
        },
        py::arg("roots"), py::arg("mapping"));
    c.def(
        "ancestors",
        [](Graph& g, const Ids& roots) {
            nodes(g, roots);
            const Ids found = g.ancestors(roots);
            return std::set<int>(found.begin(), found.end());
        },
        py::arg("roots"));
    c.def(
        "sample",
        [](Graph& g, const std::string& distribution, const Ids& parameters, const Ids& noises) {
            const auto& d = distributions::find(distribution);
            if (parameters.size() != d.parameters.size())
                throw Error(Fault::value, d.name + ": wrong number of parameters");
            if (noises.size() != d.noise.size()) throw Error(Fault::value, d.name + ": wrong number of noises");
            return g.own(d.sample(nodes(g, noises), nodes(g, parameters))).id;
        },
        py::arg("distribution"), py::arg("parameters"), py::arg("noises"), "The one-liner g(noises, parameters).");
    c.def(
        "log_prob",
        [](Graph& g, const std::string& distribution, int x, const Ids& parameters) {
            const auto& d = distributions::find(distribution);
            if (parameters.size() != d.parameters.size())
                throw Error(Fault::value, d.name + ": wrong number of parameters");
            return g.own(d.log_prob(at(g, x), nodes(g, parameters))).id;
        },
        py::arg("distribution"), py::arg("x"), py::arg("parameters"));
}

void questions(py::class_<Graph>& c) {
    c.def("shape", [](Graph& g, int a) { return to_tuple(at(g, a).shape()); }, py::arg("a"));
    c.def("kind", [](Graph& g, int a) { return kind_names[int(g[at(g, a).id].kind)]; }, py::arg("a"));
    c.def("op", [](Graph& g, int a) { return std::string(op_name(g[at(g, a).id])); }, py::arg("a"));
    c.def("inputs", [](Graph& g, int a) { return g[at(g, a).id].inputs; }, py::arg("a"));
    c.def("attributes", [](Graph& g, int a) { return g[at(g, a).id].attr; }, py::arg("a"));
    c.def("name", [](Graph& g, int a) { return g[at(g, a).id].name; }, py::arg("a"));
    c.def("differentiable", [](Graph& g, int a) { return differentiable(g[at(g, a).id]); }, py::arg("a"));
    c.def("constant_value", [](Graph& g, int a) { return constant_value(g, at(g, a).id); }, py::arg("a"));
    c.def("text", [](Graph& g, const Ids& roots) { return nodes(g, roots), g.text(roots); }, py::arg("roots"));
    c.def("__len__", &Graph::size);
}

}  // namespace

void register_graph(py::module_& m) {
    py::class_<Graph> c(m, "Graph", "Hash-consed graph of ops with static shapes. Nodes are numbers.");
    c.def(py::init<>());
    leaves(c);
    arithmetic(c);
    structure(c);
    transformations(c);
    questions(c);
}

}  // namespace reparamx::bindings
