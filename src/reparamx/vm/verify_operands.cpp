// The verifier's rules for operands: where they lie, what has been written, what may be written.
#include <algorithm>

#include "limits.hpp"
#include "names.hpp"
#include "verify_steps.hpp"

namespace reparamx::vm {
namespace {

const Operand no_operand;

// A reg operand as one number: rows and maps are within limits by then.
uint64_t key_of(const Operand& operand) { return uint64_t(operand.at) << 32 | uint32_t(operand.map); }

}  // namespace

void StepVerifier::uses(const Instr& i, Uses uses) const {
    if (!uses.op && i.op != 0) fail("has an op it does not use");
    if (!uses.index && i.index != 0) fail("has an index it does not use");
    if (!uses.out && !(i.out == no_operand)) fail("has a result it does not use");
    if (!uses.attr && !i.attr.empty()) fail("has attributes it does not use");
    for (int k = uses.operands; k < max_operands; ++k) {
        if (!(i.in[k] == no_operand)) fail("has an operand " + std::to_string(k) + " it does not use");
    }
}

void StepVerifier::op(const Instr& i, size_t count) const {
    if (i.op < 0 || size_t(i.op) >= count) fail("there is no op " + std::to_string(i.op));
}

void StepVerifier::alone() const {
    if (step_->instrs.size() != 1) fail("is not alone in its step");
}

void StepVerifier::only_in_body() const {
    if (!in_body_) fail("belongs into the body");
}

StepVerifier::Range StepVerifier::range(const Operand& o, int64_t extent, const char* name) const {
    const auto refuse = [&](const std::string& what) { fail(std::string(name) + ": " + what); };
    int64_t base = o.at, size = 0;
    switch (o.space) {
        case Space::none:  // only a view of a finish step comes here: it starts from element 0 of what was before
            base = 0;
            size = max_elements;
            break;
        case Space::param:
            if (o.at < 0 || size_t(o.at) >= plan_.param_sizes.size()) {
                refuse("there is no param " + std::to_string(o.at));
            }
            base = 0;
            size = plan_.param_sizes[size_t(o.at)];
            break;
        case Space::invariant:
            size = program_.invariants;
            break;
        case Space::reg:
            size = program_.regs;
            break;
        case Space::temp:
            size = program_.temps;
            break;
        default:
            refuse("unknown space");
    }
    if (base < 0 || base > size) refuse("place " + std::to_string(o.at) + " is out of range");
    int64_t least = 0, most = 0;
    if (o.map == map_identity) {
        most = extent - 1;
    } else if (o.map == map_first) {
        most = extent > 0 ? 0 : -1;
    } else {
        if (o.map < 0 || size_t(o.map) >= plan_.maps.size()) refuse("there is no map " + std::to_string(o.map));
        const MapTable& map = plan_.maps[size_t(o.map)];
        if (map.extent != extent) {
            refuse("map " + std::to_string(o.map) + " has " + std::to_string(map.extent) + " elements, the loop " +
                   std::to_string(extent));
        }
        least = map.least;
        most = map.most;
    }
    if (o.space == Space::temp) {
        if (o.map >= 0) refuse("a temp has no map");
        least = most = 0;  // one row, whatever the iteration
    }
    if (most < least) return {base, base};
    if (base + most >= size) {
        refuse("element " + std::to_string(base + most) + " is out of range for size " + std::to_string(size));
    }
    return {base + least, base + most + 1};
}

bool StepVerifier::defined(const Elements& set, const Operand& o, int64_t extent, Range r) const {
    if (o.map < 0) return set.has_all(r.first, r.last - r.first);
    const MapTable& map = plan_.maps[size_t(o.map)];
    if (map.affine && map.step == 1) return set.has_all(r.first, r.last - r.first);
    for (int64_t e = 0; e < extent; ++e) {
        if (!set.has(o.at + map.element(e))) return false;
    }
    return true;
}

void StepVerifier::readable(const Operand& o, int64_t extent, const char* name) const {
    const auto refuse = [&](const std::string& what) { fail(std::string(name) + ": " + what); };
    if (o.space == Space::none) fail(std::string(name) + " is missing");
    const bool row = o.space == Space::reg || o.space == Space::temp;
    if (row && (!in_body_ || !step_)) refuse("a reg or temp exists only in the body");
    const Range r = range(o, extent, name);
    if (o.space == Space::invariant && !defined(invariants_, o, extent, r)) {
        refuse("reads an invariant that was never written");
    }
    if (o.space == Space::reg && !written_.count(key_of(o)) && !defined(regs_, o, extent, r)) {
        refuse("reads a reg that was not written before");
    }
    if (o.space == Space::temp && temp_step_[size_t(o.at)] != step_index_ + 1) {
        refuse("reads a temp that was not written in this iteration");
    }
}

void StepVerifier::whole(const Operand& o, int64_t extent, const char* name) const {
    if (o.map != map_identity && !(o.map == map_first && extent == 1)) fail(std::string(name) + ": is not whole");
}

void StepVerifier::write(const Operand& o, int64_t extent) {
    const bool row = o.space == Space::reg || o.space == Space::temp;
    if (in_body_ ? !row : o.space != Space::invariant) {
        fail(in_body_ ? "the result is not a reg or temp" : "the result is not an invariant");
    }
    const Range r = range(o, extent, "the result");
    if (o.space == Space::temp) {
        temp_step_[size_t(o.at)] = uint32_t(step_index_ + 1);
    } else if (o.space == Space::reg) {
        written_.insert(key_of(o));
    } else {
        for (int64_t i = r.first; i < r.last; ++i) {
            if (constants_.has(i)) fail("the result overwrites a constant");
        }
        // A sum through a map adds to elements that were all written before; everything else is whole.
        if (o.map < 0) invariants_.add_all(r.first, r.last - r.first);
    }
}

// Kernels read while they write: a result may not overlap an operand in part.
void StepVerifier::apart(const Operand& out, int64_t out_extent, const Operand& in, int64_t in_extent,
                         const char* name) const {
    if (in.space != out.space) return;
    const Range a = range(out, out_extent, "the result");
    const Range b = range(in, in_extent, name);
    if (a.first < b.last && b.first < a.last) fail(std::string(name) + ": overlaps the result");
}

}  // namespace reparamx::vm
