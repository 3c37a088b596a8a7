// The parser of the text form; its grammar is at the top of text.cpp.
#include <charconv>
#include <limits>
#include <string_view>

#include "../error.hpp"
#include "names.hpp"
#include "program.hpp"
#include "text.hpp"

namespace reparamx::vm {
namespace {

// One line, read from left to right.
class Line {
public:
    Line(std::string_view text, size_t number) : rest_(text), number_(number) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw Error(Fault::program, "line " + std::to_string(number_) + ": " + what);
    }
    bool at_end() {
        skip_blanks();
        return rest_.empty();
    }
    void end() {
        if (!at_end()) fail("unexpected \"" + shown(rest_) + "\"");
    }
    bool peek(std::string_view text) {
        skip_blanks();
        return rest_.substr(0, text.size()) == text;
    }
    std::string_view word() {
        skip_blanks();
        size_t n = 0;
        while (n < rest_.size() && rest_[n] != ' ') ++n;
        if (n == 0) fail("ends too early");
        return take(n);
    }
    void expect(std::string_view text) {
        skip_blanks();
        if (rest_.substr(0, text.size()) != text) fail("expected \"" + std::string(text) + "\"");
        rest_.remove_prefix(text.size());
    }
    template <class Integer>
    Integer integer(std::string_view digits) const {
        Integer value = 0;
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) {
            fail("\"" + shown(digits) + "\" is not an integer in range");
        }
        return value;
    }
    template <class Integer>
    Integer integer() {
        return integer<Integer>(word());
    }
    // name=value
    template <class Integer>
    Integer field(std::string_view name) {
        expect(std::string(name) + "=");
        return integer<Integer>();
    }
    double real(std::string_view text) const {
        const std::string_view whole = text;
        const bool negative = !text.empty() && text[0] == '-';
        if (negative) text.remove_prefix(1);
        double value = 0;
        if (text == "nan") {
            value = std::numeric_limits<double>::quiet_NaN();
        } else if (text == "inf") {
            value = std::numeric_limits<double>::infinity();
        } else {
            if (text.substr(0, 2) != "0x" || text.size() < 3 || text[2] == '-') bad_real(whole);
            text.remove_prefix(2);
            const auto result = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
            if (result.ec != std::errc() || result.ptr != text.data() + text.size()) bad_real(whole);
            if (!(value <= std::numeric_limits<double>::max())) bad_real(whole);
        }
        return negative ? -value : value;
    }
    // [a,b,c]
    template <class Value, class Parse>
    std::vector<Value> list(Parse parse) {
        expect("[");
        std::vector<Value> values;
        if (!rest_.empty() && rest_[0] == ']') {
            rest_.remove_prefix(1);
            return values;
        }
        for (;;) {
            const size_t n = rest_.find_first_of(",] ");
            if (n == std::string_view::npos || rest_[n] == ' ') fail("a list is not closed");
            const bool last = rest_[n] == ']';
            values.push_back(parse(take(n)));
            rest_.remove_prefix(1);
            if (last) return values;
        }
    }
    template <class Integer>
    std::vector<Integer> integers() {
        return list<Integer>([this](std::string_view s) { return integer<Integer>(s); });
    }
    std::vector<double> reals() {
        return list<double>([this](std::string_view s) { return real(s); });
    }
    std::string quoted() {
        expect("\"");
        std::string out;
        for (;;) {
            if (rest_.empty()) fail("a name is not closed");
            const char c = take(1)[0];
            if (c == '"') return out;
            if (c != '\\') {
                out += c;
                continue;
            }
            if (rest_.empty()) fail("a name is not closed");
            const char escaped = take(1)[0];
            if (escaped == '"' || escaped == '\\') {
                out += escaped;
            } else if (escaped == 'x' && rest_.size() >= 2) {
                unsigned code = 0;
                const std::string_view digits = take(2);
                const auto result = std::from_chars(digits.data(), digits.data() + 2, code, 16);
                if (result.ec != std::errc() || result.ptr != digits.data() + 2) fail("unknown escape in a name");
                out += char(code);
            } else {
                fail("unknown escape in a name");
            }
        }
    }
    template <size_t n>
    int32_t name(const Named (&table)[n], const char* what) {
        const std::string_view found = word();
        const int32_t i = find_name(table, found);
        if (i < 0) fail("there is no " + std::string(what) + " \"" + shown(found) + "\"");
        return i;
    }
    template <class Enum, size_t n>
    Enum choice(const char* const (&table)[n], const char* what) {
        const std::string_view found = word();
        for (size_t i = 0; i < n; ++i) {
            if (found == table[i]) return Enum(i);
        }
        fail("unknown " + std::string(what) + " \"" + shown(found) + "\"");
    }
    Operand operand() {
        const std::string_view text = word();
        Operand o;
        if (text == "-") return o;
        size_t space = 0;
        while (space < std::size(space_letters) && space_letters[space] != text[0]) ++space;
        if (space == std::size(space_letters)) fail("\"" + shown(text) + "\" is not an operand");
        o.space = Space(space);
        const size_t dot = text.find('.');
        o.at = integer<int64_t>(text.substr(1, dot == std::string_view::npos ? dot : dot - 1));
        if (dot == std::string_view::npos) return o;
        const std::string_view map = text.substr(dot + 1);
        if (map == "first") {
            o.map = map_first;
        } else if (!map.empty() && map[0] == 'm') {
            o.map = integer<int32_t>(map.substr(1));
        } else {
            fail("\"" + shown(text) + "\" is not an operand");
        }
        return o;
    }

private:
    [[noreturn]] void bad_real(std::string_view text) const { fail("\"" + shown(text) + "\" is not a number"); }
    static std::string shown(std::string_view s) { return std::string(s.substr(0, 40)); }
    void skip_blanks() {
        while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    }
    std::string_view take(size_t n) {
        const std::string_view taken = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return taken;
    }

    std::string_view rest_;
    size_t number_;
};

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    Program parse() {
        header();
        bool ended = false;
        while (!rest_.empty() && !ended) {
            Line line = next();
            if (line.at_end()) continue;
            const std::string_view word = line.word();
            ended = word == "end";
            if (!ended) statement(line, word);
            line.end();
        }
        if (!ended) throw Error(Fault::program, "line " + std::to_string(number_) + ": the text ends before \"end\"");
        while (!rest_.empty()) next().end();
        return std::move(program_);
    }

private:
    Line next() {
        const size_t end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return Line(line, ++number_);
    }

    void header() {
        Line first = next();
        first.expect("reparamx program 1");
        first.end();
        Line second = next();
        second.expect("dtype");
        const char* const dtypes[] = {"float64", "float32"};
        program_.dtype = second.choice<Dtype>(dtypes, "dtype");
        second.end();
        Line third = next();
        third.expect("sizes");
        program_.invariants = third.field<int64_t>("invariants");
        program_.regs = third.field<int64_t>("regs");
        program_.temps = third.field<int64_t>("temps");
        third.end();
    }

    void statement(Line& line, std::string_view word) {
        if (word == "prologue" && !steps_) {
            steps_ = &program_.prologue;
        } else if (word == "body" && steps_ == &program_.prologue) {
            steps_ = &program_.body;
        } else if (steps_ && word == "loop") {
            steps_->emplace_back().extent = line.integer<int64_t>();
        } else if (steps_) {
            if (steps_->empty()) line.fail("an instruction before the first loop");
            steps_->back().instrs.push_back(instr(line, word));
        } else {
            table(line, word);
        }
    }

    void table(Line& line, std::string_view word) {
        Program& p = program_;
        if (word == "param") {
            Param& x = p.params.emplace_back();
            x.name = line.quoted();
            x.shape = line.integers<int64_t>();
        } else if (word == "site") {
            Site& x = p.sites.emplace_back();
            x.name = line.quoted();
            x.key = line.field<uint64_t>("key");
            line.expect("noise=");
            x.noise = line.name(noises, "noise");
            x.size = line.field<int64_t>("size");
        } else if (word == "constant") {
            Constant& x = p.constants.emplace_back();
            x.at = line.integer<int64_t>();
            x.values = line.reals();
        } else if (word == "map") {
            map(line, p.maps.emplace_back());
        } else if (word == "message") {
            Message& x = p.messages.emplace_back();
            x.text = line.quoted();
            x.shape = line.integers<int64_t>();
        } else if (word == "output") {
            Output& x = p.outputs.emplace_back();
            x.name = line.quoted();
            x.kind = line.choice<Output_kind>(text_outputs, "kind of output");
            x.shape = line.integers<int64_t>();
            x.extent = line.field<int64_t>("extent");
            line.expect("source=");
            x.source = line.operand();
        } else if (word == "finish" && !p.outputs.empty()) {
            FinishStep& x = p.outputs.back().finish.emplace_back();
            x.kind = line.choice<Finish>(text_finishes, "finish step");
            x.operand = line.operand();
            x.extent = line.field<int64_t>("extent");
        } else {
            line.fail("unexpected \"" + std::string(word.substr(0, 40)) + "\"");
        }
    }

    static void map(Line& line, IndexMap& x) {
        if (line.peek("table=")) {
            line.expect("table=");
            x.table = line.integers<int32_t>();
            if (x.table.empty()) line.fail("a table is empty");
            return;
        }
        line.expect("shape=");
        x.shape = line.integers<int64_t>();
        line.expect("strides=");
        x.strides = line.integers<int64_t>();
        x.offset = line.field<int64_t>("offset");
    }

    static Instr instr(Line& line, std::string_view word) {
        Instr i;
        size_t kind = 0;
        while (kind < std::size(text_kinds) && word != text_kinds[kind]) ++kind;
        if (kind == std::size(text_kinds)) line.fail("unknown instruction \"" + std::string(word.substr(0, 40)) + "\"");
        i.kind = Kind(kind);
        if (i.kind == Kind::row) i.op = line.name(row_ops, "op");
        if (i.kind == Kind::block) i.op = line.name(block_ops, "block op");
        if (i.kind == Kind::draw) i.op = line.name(noises, "noise");
        if (i.kind == Kind::check) i.op = line.name(constraints, "constraint");
        if (has_index(i.kind)) i.index = line.integer<int32_t>();
        if (has_out(i.kind)) i.out = line.operand();
        if (has_out(i.kind) && line.peek("=")) line.expect("=");
        for (int k = 0; k < max_operands && !line.at_end() && !line.peek("["); ++k) i.in[k] = line.operand();
        if (i.kind == Kind::block) i.attr = line.integers<int64_t>();
        return i;
    }

    std::string_view rest_;
    size_t number_ = 0;
    Program program_;
    std::vector<Step>* steps_ = nullptr;
};

}  // namespace

Program from_text(const std::string& text) { return Parser(text).parse(); }

}  // namespace reparamx::vm
