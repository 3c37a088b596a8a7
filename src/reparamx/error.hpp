// The one exception type of the C++ library. Python turns each kind into a subclass of a builtin.
#pragma once

#include <stdexcept>
#include <string>

namespace reparamx {

enum class Fault {
    value,       // a value outside its domain               -> ValueError
    shape,       // shapes that do not fit                   -> ValueError
    type,        // a thing of the wrong kind                -> TypeError
    program,     // a program that breaks a rule of verify   -> ProgramError (ValueError)
    not_finite,  // a sample whose loss is NaN or infinite   -> NonFiniteError (FloatingPointError)
    sampling,    // a sampler that gave up                   -> SamplingError (RuntimeError)
    gradient,    // a derivative that does not exist         -> NotDifferentiableError (TypeError)
};

class Error : public std::runtime_error {
public:
    Error(Fault fault, const std::string& message) : std::runtime_error(message), fault(fault) {}
    Fault fault;
};

}  // namespace reparamx
