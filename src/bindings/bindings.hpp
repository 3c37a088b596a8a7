// What the binding files share: conversions, and the door for errors.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "reparamx/graph/node.hpp"
#include "reparamx/vm/program.hpp"

namespace reparamx::bindings {

namespace py = pybind11;

void register_errors(py::module_& m);
void register_tables(py::module_& m);
void register_graph(py::module_& m);
void register_program(py::module_& m);
void register_testing(py::module_& m);

inline py::tuple to_tuple(const Shape& shape) {
    py::tuple t(shape.size());
    for (size_t i = 0; i < shape.size(); ++i) t[i] = shape[i];
    return t;
}

// Position of `name` in a table of names, or Error(Fault::value) that lists them.
template <class Table>
int position(const std::string& what, const std::string& name, const Table& names) {
    std::string known;
    int i = 0;
    for (const auto& n : names) {
        if (name == n) return i;
        known += (i++ ? ", " : "") + std::string(n);
    }
    throw Error(Fault::value, "unknown " + what + " '" + name + "'; there are " + known);
}

inline vm::Dtype dtype_of(const std::string& name) {
    static constexpr const char* names[] = {"float64", "float32"};
    return vm::Dtype(position("dtype", name, names));
}

inline constexpr const char* noise_names[] = {
#define REPARAMX_NAME(Struct, name) #name,
    REPARAMX_NOISES(REPARAMX_NAME)
#undef REPARAMX_NAME
};
inline constexpr const char* kind_names[] = {"real", "integer", "boolean"};
inline constexpr const char* constraint_names[] = {
#define REPARAMX_NAME(name, text, condition) #name,
    REPARAMX_CONSTRAINTS(REPARAMX_NAME)
#undef REPARAMX_NAME
};
inline constexpr const char* block_names[] = {
#define REPARAMX_NAME(Struct, name, arity) #name,
    REPARAMX_BLOCK_OPS(REPARAMX_NAME)
#undef REPARAMX_NAME
};

}  // namespace reparamx::bindings
