// Each kind of fault becomes a class of reparamx.errors.
#include "bindings.hpp"

namespace reparamx::bindings {

namespace {

const char* class_of(Fault fault) {
    switch (fault) {
        case Fault::value:
            return "ParameterError";
        case Fault::shape:
            return "ShapeError";
        case Fault::type:
            return "TracingError";
        case Fault::program:
            return "ProgramError";
        case Fault::not_finite:
            return "NonFiniteError";
        case Fault::sampling:
            return "SamplingError";
        case Fault::gradient:
            return "NotDifferentiableError";
    }
    return "ReparamxError";
}

}  // namespace

void register_errors(py::module_&) {
    py::register_local_exception_translator([](std::exception_ptr p) {
        if (!p) return;
        try {
            std::rethrow_exception(p);
        } catch (const Error& e) {
            const py::object type = py::module_::import("reparamx.errors").attr(class_of(e.fault));
            py::set_error(type, e.what());
        }
    });
}

}  // namespace reparamx::bindings
