// The words of the text form that printer and parser share. Private to text.cpp and parse.cpp.
#pragma once

#include "program.hpp"

namespace reparamx::vm {

inline constexpr const char* text_kinds[] = {"row",   "draw",  "add",  "compound", "accumulate",
                                             "store", "block", "zero", "check"};
inline constexpr const char* text_outputs[] = {"mean", "samples", "value"};
inline constexpr const char* text_finishes[] = {"add", "sub", "rsub", "mul", "div", "neg", "view"};
inline constexpr char space_letters[] = {'-', 'p', 'i', 'r', 't'};

constexpr bool has_index(Kind kind) {
    return kind == Kind::draw || kind == Kind::accumulate || kind == Kind::store || kind == Kind::check;
}
constexpr bool has_out(Kind kind) {
    return kind == Kind::row || kind == Kind::draw || gathers(kind) || kind == Kind::block || kind == Kind::zero;
}

}  // namespace reparamx::vm
