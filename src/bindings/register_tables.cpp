// Ops, block ops, noises, constraints, distributions and instruction sets, as plain data.
#include <algorithm>

#include "bindings.hpp"
#include "reparamx/distributions/registry.hpp"
#include "reparamx/vm/dispatch.hpp"

namespace reparamx::bindings {

namespace {

py::list ops_table() {
    py::list rows;
    for (int i = 0; i < int(ops::Index::count); ++i) {
        const OpInfo& op = op_info(ops::Index(i));
        rows.append(py::dict(py::arg("name") = op.name, py::arg("arity") = op.arity,
                             py::arg("differentiable") = op.differentiable, py::arg("unknown") = op.unknown));
    }
    return rows;
}

py::list block_table() {
    py::list rows;
    for (int i = 0; i < int(ops::Block::count); ++i) {
        const BlockInfo& op = block_info(ops::Block(i));
        rows.append(py::dict(py::arg("name") = op.name, py::arg("arity") = op.arity,
                             py::arg("differentiable") = op.differentiable));
    }
    return rows;
}

py::list noise_table() {
    py::list rows;
    for (const char* name : noise_names) rows.append(name);
    return rows;
}

py::list constraint_table() {
    py::list rows;
#define REPARAMX_ROW(name, text, condition) rows.append(py::dict(py::arg("name") = #name, py::arg("text") = text));
    REPARAMX_CONSTRAINTS(REPARAMX_ROW)
#undef REPARAMX_ROW
    return rows;
}

py::list distribution_table() {
    py::list rows;
    for (const distributions::Info& d : distributions::table()) {
        py::list parameters, moves, noises;
        for (const auto& p : d.parameters) {
            parameters.append(py::dict(py::arg("name") = p.name,
                                       py::arg("constraint") = constraint_names[int(p.constraint)],
                                       py::arg("rank") = p.rank));
            if (p.moves_support) moves.append(p.name);
        }
        for (const auto& source : d.noise)
            noises.append(py::dict(py::arg("kind") = noise_names[int(source.noise)], py::arg("rank") = source.rank));
        rows.append(py::dict(py::arg("name") = d.name, py::arg("parameters") = parameters, py::arg("noises") = noises,
                             py::arg("event_rank") = d.event_rank, py::arg("reparametrised") = d.reparametrised,
                             py::arg("discrete") = d.discrete, py::arg("support_depends") = moves));
    }
    return rows;
}

py::list isa_table() {
    py::list rows;
    const std::vector<std::string> available = vm::available();
    for (const std::string& name : vm::built()) {
        const bool usable = std::find(available.begin(), available.end(), name) != available.end();
        const std::string description = usable ? vm::isa_named(name).description : "";
        rows.append(
            py::dict(py::arg("name") = name, py::arg("description") = description, py::arg("available") = usable));
    }
    return rows;
}

}  // namespace

void register_tables(py::module_& m) {
    m.def("ops", &ops_table, "The table of elementwise ops.");
    m.def("block_ops", &block_table, "The table of block ops.");
    m.def("noises", &noise_table, "The names of the standard noises.");
    m.def("constraints", &constraint_table, "The table of constraints.");
    m.def("distributions", &distribution_table, "The table of distributions, one row per parametrisation.");
    m.def("isas", &isa_table, "The instruction sets this build has kernels for.");
    m.def("active_isa", [] { return std::string(vm::active().name); }, "Name of the instruction set in use.");
    m.def(
        "set_isa", [](const std::string& name) { vm::set_active(name); }, py::arg("name"),
        "Use the kernels of another instruction set from now on. For tests.");
}

}  // namespace reparamx::bindings
