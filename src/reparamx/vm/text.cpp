// Programs as text: one fact per line, ops by name, doubles as hexadecimal. Parsing trusts nothing and checks only
// form; what the text means is for the verifier.
//
//   reparamx program 1
//   dtype float64
//   sizes invariants=2 regs=0 temps=2
//   param "theta['loc']" []
//   site "x" key=7 noise=normal size=1
//   constant 1 [0x1p+0]
//   map shape=[2,3] strides=[0,1] offset=0
//   map table=[2,0,1]
//   message "Normal: scale must be positive" []
//   output "value" mean [] extent=1 source=t1
//     finish add p0.first extent=1
//   prologue
//   loop 1
//     row neg i0 = p0
//   body
//   loop 1
//     draw normal 0 t0
//     row fma t1 = t0 i1.first i0.first
//     accumulate 0 t1
//   end
//
// An operand is the first letter of its space, its place, and its map: p0 (identity), p0.first, p0.m3; none is "-".
#include "text.hpp"

#include <charconv>
#include <cmath>

#include "names.hpp"
#include "program.hpp"

namespace reparamx::vm {
namespace {

std::string name_in(const Named* table, size_t size, int32_t i) {
    // A number that is no op has no name; it is printed so that the parser refuses it.
    return i >= 0 && size_t(i) < size ? std::string(table[i].name) : "?" + std::to_string(i);
}

class Printer {
public:
    std::string text;

    void line(const std::string& s) { text += s + "\n"; }

    static std::string quoted(const std::string& s) {
        std::string out = "\"";
        for (const char c : s) {
            if (c == '"' || c == '\\') {
                out += '\\';
                out += c;
            } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                const char digits[] = "0123456789abcdef";
                out += "\\x";
                out += digits[c >> 4 & 15];
                out += digits[c & 15];
            } else {
                out += c;
            }
        }
        return out + "\"";
    }

    template <class List, class Print>
    static std::string list(const List& values, Print print) {
        std::string out = "[";
        for (size_t i = 0; i < values.size(); ++i) {
            if (i) out += ',';
            out += print(values[i]);
        }
        return out + "]";
    }
    template <class List>
    static std::string list(const List& values) {
        return list(values, [](auto v) { return std::to_string(v); });
    }

    static std::string real(double value) {
        if (std::isnan(value)) return std::signbit(value) ? "-nan" : "nan";
        if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
        char digits[40];
        const auto end = std::to_chars(digits, digits + sizeof digits, std::fabs(value), std::chars_format::hex);
        std::string out = std::signbit(value) ? "-0x" : "0x";
        out.append(digits, end.ptr);
        return out;
    }

    static std::string operand(const Operand& o) {
        if (o == Operand{}) return "-";
        const size_t space = size_t(o.space);
        std::string out = (space < std::size(space_letters) ? space_letters[space] : '?') + std::to_string(o.at);
        if (o.map == map_first) return out + ".first";
        if (o.map != map_identity) return out + ".m" + std::to_string(o.map);
        return out;
    }

    void instr(const Instr& i) {
        std::string s = "  " + std::string(text_kinds[size_t(i.kind)]);
        if (i.kind == Kind::row) s += " " + name_in(row_ops, std::size(row_ops), i.op);
        if (i.kind == Kind::block) s += " " + name_in(block_ops, std::size(block_ops), i.op);
        if (i.kind == Kind::draw) s += " " + name_in(noises, std::size(noises), i.op);
        if (i.kind == Kind::check) s += " " + name_in(constraints, std::size(constraints), i.op);
        if (has_index(i.kind)) s += " " + std::to_string(i.index);
        if (has_out(i.kind)) s += " " + operand(i.out);
        int operands = max_operands;
        while (operands > 0 && i.in[operands - 1] == Operand{}) --operands;
        if (has_out(i.kind) && operands > 0) s += " =";
        for (int k = 0; k < operands; ++k) s += " " + operand(i.in[k]);
        if (i.kind == Kind::block) s += " " + list(i.attr);
        line(s);
    }

    void steps(const char* section, const std::vector<Step>& steps) {
        line(section);
        for (const Step& step : steps) {
            line("loop " + std::to_string(step.extent));
            for (const Instr& i : step.instrs) instr(i);
        }
    }
};

}  // namespace

std::string to_text(const Program& p) {
    Printer out;
    out.line("reparamx program 1");
    out.line(p.dtype == Dtype::float64 ? "dtype float64" : "dtype float32");
    out.line("sizes invariants=" + std::to_string(p.invariants) + " regs=" + std::to_string(p.regs) +
             " temps=" + std::to_string(p.temps));
    for (const Param& x : p.params) out.line("param " + out.quoted(x.name) + " " + out.list(x.shape));
    for (const Site& x : p.sites) {
        out.line("site " + out.quoted(x.name) + " key=" + std::to_string(x.key) +
                 " noise=" + name_in(noises, std::size(noises), x.noise) + " size=" + std::to_string(x.size));
    }
    for (const Constant& x : p.constants)
        out.line("constant " + std::to_string(x.at) + " " + out.list(x.values, out.real));
    for (const IndexMap& x : p.maps) {
        out.line(x.table.empty() ? "map shape=" + out.list(x.shape) + " strides=" + out.list(x.strides) +
                                       " offset=" + std::to_string(x.offset)
                                 : "map table=" + out.list(x.table));
    }
    for (const Message& x : p.messages) out.line("message " + out.quoted(x.text) + " " + out.list(x.shape));
    for (const Output& x : p.outputs) {
        out.line("output " + out.quoted(x.name) + " " + text_outputs[size_t(x.kind)] + " " + out.list(x.shape) +
                 " extent=" + std::to_string(x.extent) + " source=" + out.operand(x.source));
        for (const FinishStep& f : x.finish) {
            out.line("  finish " + std::string(text_finishes[size_t(f.kind)]) + " " + out.operand(f.operand) +
                     " extent=" + std::to_string(f.extent));
        }
    }
    out.steps("prologue", p.prologue);
    out.steps("body", p.body);
    out.line("end");
    return out.text;
}

}  // namespace reparamx::vm
