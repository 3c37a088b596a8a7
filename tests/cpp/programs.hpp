// Programs in text form that the tests of the engine share, and words for running them.
#pragma once

#include <string>
#include <vector>

#include "check.hpp"
#include "reparamx/error.hpp"
#include "reparamx/vm/dispatch.hpp"
#include "reparamx/vm/run.hpp"

namespace vm = reparamx::vm;

// Every kind of instruction, in prologue and body; every space, map, output and most finish steps.
inline const char* const everything = R"(reparamx program 1
dtype float64
sizes invariants=20 regs=12 temps=3
param "theta" [2]
param "data['a \"b\" \\']" [2,3]
site "x" key=18446744073709551615 noise=normal size=2
site "u" key=2 noise=uniform size=1
constant 0 [0x1p+0,-0x1.8p+1,inf]
map shape=[2,3] strides=[1,0] offset=0
map table=[5,3,1,0,2,4]
map shape=[3] strides=[2] offset=0
message "theta must be positive" [2]
message "the body" [2]
output "value" mean [] extent=1 source=t1
output "gradient" mean [2] extent=2 source=-
  finish mul p0 extent=2
  finish neg - extent=2
  finish add i0.first extent=2
output "spread" mean [2,3] extent=2 source=-
  finish view -0.m0 extent=6
  finish div i3.m1 extent=6
output "draws" samples [2] extent=2 source=r0
output "exact" value [6] extent=6 source=i3
  finish sub p1 extent=6
prologue
loop 2
  check positive 0 p0
loop 6
  row mul i3 = p1 p0.m0
loop 2
  zero i9
loop 6
  add i9.m0 = i3
loop 1
  block view i11 = p1 [1,3,2,0,6]
body
loop 2
  draw normal 0 r0
loop 1
  draw uniform 1 t0
  row neg r8 = t0
loop 2
  row fma r2 = r0 p0 i9
  check real 1 r2
  row mul t1 = r2 r8.first
  accumulate 1 r0 t1
  accumulate 2 t1
  store 3 r0
loop 1
  zero r4
loop 2
  add r4.first = r2
loop 1
  zero r9
loop 2
  compound r9.first = r2
loop 1
  block take r5 = r2 [2,3,1,0,1]
loop 1
  row add t1 = r4 r5
  row add t0 = t1 r9
  accumulate 0 t1
end
)";

// E[(loc + scale z - k)^2] and its gradient.
inline const char* const normal_square = R"(reparamx program 1
dtype float64
sizes invariants=1 regs=0 temps=4
param "k" []
param "loc" []
param "scale" []
site "z" key=7 noise=normal size=1
constant 0 [0x1p+1]
message "Normal: scale must be positive" []
output "value" mean [] extent=1 source=t3
output "gradient of loc" mean [] extent=1 source=-
  finish mul i0 extent=1
output "gradient of scale" mean [] extent=1 source=-
  finish mul i0 extent=1
prologue
loop 1
  check positive 0 p2
body
loop 1
  draw normal 0 t0
  row fma t1 = t0 p2 p1
  row sub t2 = t1 p0
  row square t3 = t2
  accumulate 0 t3
  accumulate 1 t2
  accumulate 2 t2 t0
end
)";

// One source of normal noise, seen three ways: samples, their mean, and a check that refuses those above `limit`.
inline const char* const watched_noise = R"(reparamx program 1
dtype float64
sizes invariants=0 regs=0 temps=3
param "scale" []
param "limit" []
site "z" key=7 noise=normal size=1
message "z must stay below the limit" []
output "draws" samples [] extent=1 source=-
output "logarithm" mean [] extent=1 source=t2
prologue
body
loop 1
  draw normal 0 t0
  store 0 t0
  row sub t1 = p1 t0
  check nonnegative 0 t1
  row fma t1 = t0 p0 p0
  row log t2 = t1
  accumulate 1 t2
end
)";

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    CHECK(at != std::string::npos, "\"%s\" is not in the text", from.c_str());
    return text.replace(at, from.size(), to);
}

inline std::string in_float32(const std::string& text) { return replaced(text, "dtype float64", "dtype float32"); }

// The message of the Error that `f` throws; "" if it throws none.
template <class F>
std::string error_of(F f, reparamx::Fault fault) {
    try {
        f();
    } catch (const reparamx::Error& error) {
        CHECK(error.fault == fault, "another kind of error: %s", error.what());
        return error.what();
    }
    return "";
}

inline vm::VerifiedProgram program_of(const std::string& text) { return vm::verify(vm::from_text(text)); }

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

inline bool same_outputs(const vm::Result& a, const vm::Result& b) {
    if (a.outputs.size() != b.outputs.size() || a.samples != b.samples || a.replicates != b.replicates) return false;
    for (size_t i = 0; i < a.outputs.size(); ++i) {
        if (!same_bits(a.outputs[i].mean, b.outputs[i].mean)) return false;
        for (size_t e = 0; e < a.outputs[i].stderr_.size(); ++e) {
            if (!same(a.outputs[i].stderr_[e], b.outputs[i].stderr_[e])) return false;
        }
    }
    return true;
}
