// The verifier's first half: the tables of a program. Its steps are in verify_steps.cpp.
#include "verify.hpp"

#include <unordered_set>

#include "limits.hpp"
#include "names.hpp"
#include "verify_steps.hpp"
#include "worker.hpp"

namespace reparamx::vm {
namespace {

// UTF-8 without control characters: names end up in error messages.
bool is_plain_text(const std::string& text) {
    const size_t n = text.size();
    for (size_t i = 0; i < n;) {
        const auto byte = [&](size_t k) { return uint32_t(static_cast<unsigned char>(text[k])); };
        const uint32_t lead = byte(i);
        if (lead < 0x80) {
            if (lead < 0x20 || lead == 0x7f) return false;
            ++i;
            continue;
        }
        const size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || more >= n - i) return false;
        uint32_t point = lead & (0x3fu >> more);
        for (size_t k = 1; k <= more; ++k) {
            if ((byte(i + k) & 0xc0) != 0x80) return false;
            point = point << 6 | (byte(i + k) & 0x3fu);
        }
        const uint32_t least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
        if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
        i += more + 1;
    }
    return true;
}

std::string nth(const char* what, size_t i) { return std::string(what) + " " + std::to_string(i); }

void check_text(const std::string& where, const std::string& text) {
    if (text.size() > max_name) fail(where, "the name is too long");
    if (!is_plain_text(text)) fail(where, "the name is not plain text");
}

int64_t check_shape(const std::string& where, const std::vector<int64_t>& shape) {
    if (int64_t(shape.size()) > max_rank) fail(where, "the rank is too large");
    int64_t size = 0;
    for (int64_t length : shape) {
        if (length < 0) fail(where, "a length of the shape is negative");
    }
    if (!checked_product(shape.data(), shape.size(), &size)) fail(where, "the shape has too many elements");
    return size;
}

void check_range(const std::string& where, const char* what, int64_t value, int64_t most) {
    if (value < 0 || value > most) {
        fail(where, std::string(what) + " = " + std::to_string(value) + " is out of range");
    }
}

// At most `step` apart everywhere: then the table need not be kept.
void compress(MapTable& table) {
    const std::vector<int32_t>& t = table.table;
    const int64_t step = t.size() > 1 ? int64_t(t[1]) - t[0] : 0;
    for (size_t e = 1; e < t.size(); ++e) {
        if (int64_t(t[e]) - t[e - 1] != step) return;
    }
    table.affine = true;
    table.first = t.empty() ? 0 : t[0];
    table.step = step;
    std::vector<int32_t>().swap(table.table);
}

void write_out_strides(const IndexMap& map, MapTable& table) {
    const size_t rank = map.shape.size();
    std::vector<int64_t> at(rank, 0);
    int64_t element = map.offset;
    table.table.resize(size_t(table.extent));
    for (int64_t e = 0; e < table.extent; ++e) {
        table.table[size_t(e)] = int32_t(element);
        for (size_t k = rank; k-- > 0;) {
            element += map.strides[k];
            if (++at[k] < map.shape[k]) break;
            element -= map.shape[k] * map.strides[k];
            at[k] = 0;
        }
    }
}

// `room` is what is left of the elements that all maps may have together.
MapTable write_out(const std::string& where, const IndexMap& map, int64_t& room) {
    MapTable table;
    if (!map.table.empty()) {
        if (!map.shape.empty() || !map.strides.empty() || map.offset != 0) fail(where, "has a table and strides");
        table.extent = int64_t(map.table.size());
        if (table.extent > room) fail(where, "the maps have too many elements");
        table.table = map.table;
        table.least = table.most = map.table[0];
        for (int32_t element : map.table) {
            table.least = element < table.least ? element : table.least;
            table.most = element > table.most ? element : table.most;
        }
    } else {
        if (map.shape.size() != map.strides.size()) fail(where, "shape and strides differ in rank");
        table.extent = check_shape(where, map.shape);
        if (table.extent > room) fail(where, "the maps have too many elements");
        int64_t end = 0;
        if (!checked_reach(map.shape.data(), map.strides.data(), map.shape.size(), map.offset, &table.least, &end)) {
            fail(where, "the strides overflow");
        }
        table.most = end - 1;
    }
    if (table.least < 0 || table.most >= max_elements) fail(where, "an element is out of range");
    if (map.table.empty()) write_out_strides(map, table);
    room -= table.extent;
    compress(table);
    return table;
}

void check_counts(const Program& p) {
    if (p.dtype != Dtype::float64 && p.dtype != Dtype::float32) fail("", "unknown dtype");
    const auto count = [](const char* what, size_t n) { check_range("", what, int64_t(n), max_count); };
    count("the number of params", p.params.size());
    count("the number of sites", p.sites.size());
    count("the number of constants", p.constants.size());
    count("the number of maps", p.maps.size());
    count("the number of messages", p.messages.size());
    count("the number of outputs", p.outputs.size());
    count("the number of prologue steps", p.prologue.size());
    count("the number of body steps", p.body.size());
    check_range("", "invariants", p.invariants, max_elements);
    check_range("", "regs", p.regs, max_rows);
    check_range("", "temps", p.temps, max_rows - p.regs);
    int64_t instrs = 0;
    double work = 0;
    for (const auto* steps : {&p.prologue, &p.body}) {
        for (const Step& step : *steps) {
            check_range("", "the extent of a step", step.extent, max_elements);
            instrs += int64_t(step.instrs.size());
            work += double(step.extent) * double(step.instrs.size());
        }
    }
    check_range("", "the number of instructions", instrs, max_instrs);
    if (work > double(max_work)) fail("", "the program is too much work");
}

void check_tables(const Program& p, Plan& plan) {
    for (size_t i = 0; i < p.params.size(); ++i) {
        check_text(nth("param", i), p.params[i].name);
        plan.param_sizes.push_back(check_shape(nth("param", i), p.params[i].shape));
    }
    std::unordered_set<uint64_t> keys;
    for (size_t i = 0; i < p.sites.size(); ++i) {
        const Site& site = p.sites[i];
        check_text(nth("site", i), site.name);
        check_range(nth("site", i), "size", site.size, max_elements);
        check_range(nth("site", i), "noise", site.noise, int64_t(std::size(noises)) - 1);
        if (!keys.insert(site.key).second) fail(nth("site", i), "has the key of another site");
    }
    for (size_t i = 0; i < p.constants.size(); ++i) {
        const Constant& c = p.constants[i];
        check_range(nth("constant", i), "its number of values", int64_t(c.values.size()), p.invariants);
        check_range(nth("constant", i), "its place", c.at, p.invariants - int64_t(c.values.size()));
    }
    int64_t room = max_elements;
    for (size_t i = 0; i < p.maps.size(); ++i) plan.maps.push_back(write_out(nth("map", i), p.maps[i], room));
    for (size_t i = 0; i < p.messages.size(); ++i) {
        check_text(nth("message", i), p.messages[i].text);
        check_shape(nth("message", i), p.messages[i].shape);
    }
    for (size_t i = 0; i < p.outputs.size(); ++i) {
        const Output& output = p.outputs[i];
        check_text(nth("output", i), output.name);
        check_shape(nth("output", i), output.shape);
        check_range(nth("output", i), "extent", output.extent, max_elements);
        check_range(nth("output", i), "the number of finish steps", int64_t(output.finish.size()), max_count);
        if (output.kind > Output_kind::value) fail(nth("output", i), "unknown kind");
        plan.mean_at.push_back(output.kind == Output_kind::mean ? plan.means : -1);
        if (output.kind == Output_kind::mean) plan.means += output.extent;
        check_range("", "the number of means", plan.means, max_elements);
    }
}

}  // namespace

VerifiedProgram verify(Program program) {
    auto state = std::make_shared<VerifiedProgram::State>();
    state->program = std::move(program);
    check_counts(state->program);
    check_tables(state->program, state->plan);
    StepVerifier steps(state->program, state->plan);
    steps.prologue();
    steps.body();
    steps.outputs();
    return VerifiedProgram(std::move(state));
}

VerifiedProgram::State::~State() { delete spare.load(); }

std::unique_ptr<Worker> VerifiedProgram::take_spare() const {
    return std::unique_ptr<Worker>(state_->spare.exchange(nullptr, std::memory_order_acq_rel));
}

void VerifiedProgram::give_spare(std::unique_ptr<Worker> worker) const {
    delete state_->spare.exchange(worker.release(), std::memory_order_acq_rel);
}

}  // namespace reparamx::vm
