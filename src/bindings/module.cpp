// The extension module reparamx._core: tables, graph, program.
#include "bindings.hpp"

PYBIND11_MODULE(_core, m, pybind11::mod_gil_not_used()) {
    using namespace reparamx::bindings;
    m.doc() = "Native core of reparamx: graph, derivation, lowering and the virtual machine.";
    m.attr("__version__") = REPARAMX_VERSION;
    m.attr("compiler") = __VERSION__;
    register_errors(m);
    register_tables(m);
    register_graph(m);
    register_program(m);
    register_testing(m);
}
