// Programs as data: every rule of the verifier refuses a text that breaks it in one place; text and program are the
// same thing; no text makes anything worse than an Error.
#include "programs.hpp"

namespace {

using reparamx::Fault;

struct Broken {
    const char* from;
    const char* to;
    const char* error;
};

// The text `everything`, broken in exactly one place each.
const Broken broken[] = {
    // counts and sizes
    {"invariants=20", "invariants=-1", "invariants = -1 is out of range"},
    {"invariants=20", "invariants=268435457", "invariants = 268435457 is out of range"},
    {"regs=12", "regs=16777217", "regs = 16777217 is out of range"},
    {"regs=12", "regs=16777216", "temps = 3 is out of range"},
    {"temps=3", "temps=-3", "temps = -3 is out of range"},
    {"[2,3]\nsite", "[268435456,2]\nsite", "param 1: the shape has too many elements"},
    {"[2,3]\nsite", "[4294967296,4294967296]\nsite", "param 1: the shape has too many elements"},
    {"[2,3]\nsite", "[-2,-3]\nsite", "param 1: a length of the shape is negative"},
    {"\"theta\"", "\"the\\x0ata\"", "param 0: the name is not plain text"},
    {"\"theta\"", "\"\xc0\xaf\"", "param 0: the name is not plain text"},
    {"\"theta\"", "\"\xed\xa0\x80\"", "param 0: the name is not plain text"},
    {"\"theta\"", "\"\xf0\x9f\x98\"", "param 0: the name is not plain text"},
    {"\"theta must", "\"\\x7ftheta must", "message 0: the name is not plain text"},
    {"noise=normal size=2", "noise=normal size=-2", "site 0: size = -2 is out of range"},
    {"key=2 ", "key=18446744073709551615 ", "site 1: has the key of another site"},
    {"constant 0", "constant -1", "constant 0: its place = -1 is out of range"},
    {"constant 0", "constant 18", "constant 0: its place = 18 is out of range"},
    {"constant 0", "constant 1 [0x0p+0]\nconstant 0", "constant 1: overlaps another constant"},
    {"loop 6\n  row", "loop -6\n  row", "the extent of a step = -6 is out of range"},
    {"loop 6\n  row", "loop 268435457\n  row", "the extent of a step = 268435457 is out of range"},
    {"extent=1 source=t1", "extent=-1 source=t1", "output 0: extent = -1 is out of range"},
    // maps
    {"strides=[1,0]", "strides=[1]", "map 0: shape and strides differ in rank"},
    {"strides=[1,0]", "strides=[1,268435457]", "map 0: the strides overflow"},
    {"strides=[1,0]", "strides=[-1,0]", "map 0: an element is out of range"},
    {"strides=[1,0] offset=0", "strides=[1,0] offset=9223372036854775807", "map 0: the strides overflow"},
    {"strides=[1,0] offset=0", "strides=[1,0] offset=268435455", "map 0: an element is out of range"},
    {"shape=[2,3] strides", "shape=[2,-3] strides", "map 0: a length of the shape is negative"},
    {"table=[5,", "table=[-5,", "map 1: an element is out of range"},
    {"shape=[2,3] strides=[1,0]", "shape=[2,2] strides=[1,0]", "map 0 has 4 elements, the loop 6"},
    // operands
    {"i3 = p1 p0.m0", "i3 = p1 p2.m0", "prologue step 1, instruction 0 (row): operand 1: there is no param 2"},
    {"i3 = p1 p0.m0", "i3 = p1 p-1.m0", "operand 1: there is no param -1"},
    {"i3 = p1 p0.m0", "i3 = p1 p0.m3", "operand 1: there is no map 3"},
    {"i3 = p1 p0.m0", "i3 = p1 p0.m-3", "operand 1: there is no map -3"},
    {"i3 = p1 p0.m0", "i3 = p1 p0", "operand 1: element 5 is out of range for size 2"},
    {"i3 = p1 p0.m0", "i3 = p1 p0.m1", "operand 1: element 5 is out of range for size 2"},
    {"i3 = p1 p0.m0", "i3 = p1", "operand 1 is missing"},
    {"i3 = p1 p0.m0", "i3 = p1 p0.m0 p1", "has an operand 2 it does not use"},
    {"i3 = p1 p0.m0", "i3 = p1 r0.m0", "operand 1: a reg or temp exists only in the body"},
    {"i3 = p1 p0.m0", "i3 = p1 t0", "operand 1: a reg or temp exists only in the body"},
    {"i3 = p1 p0.m0", "i3 = p1 i18.m0", "operand 1: reads an invariant that was never written"},
    {"i3 = p1 p0.m0", "i3 = p1 i3.m0", "operand 1: reads an invariant that was never written"},
    {"r2 = r0 p0 i9", "r2 = r0 p0 i20", "operand 2: element 21 is out of range for size 20"},
    {"r2 = r0 p0 i9", "r2 = r0 p0 i9223372036854775807", "operand 2: place 9223372036854775807 is out of range"},
    {"r2 = r0 p0 i9", "r2 = r1 p0 i9", "body step 2, instruction 0 (row): operand 0: reads a reg that was not written"},
    {"r2 = r0 p0 i9", "r2 = t0 p0 i9", "operand 0: reads a temp that was not written in this iteration"},
    {"r2 = r0 p0 i9", "r2 = t3 p0 i9", "operand 0: element 3 is out of range for size 3"},
    {"r2 = r0 p0 i9", "r11 = r0 p0 i9", "the result: element 12 is out of range for size 12"},
    {"r2 = r0 p0 i9", "i12 = r0 p0 i9", "the result is not a reg or temp"},
    {"r2 = r0 p0 i9", "p0 = r0 p0 i9", "the result is not a reg or temp"},
    {"t1 = r2 r8", "t1.m2 = r2 r8", "the result: map 2 has 3 elements, the loop 2"},
    {"block take r5 = r2", "block take r5 = r9", "operand 0: reads a reg that was not written before"},
    // the prologue
    {"row mul i3", "row mul r3", "the result is not an invariant"},
    {"row mul i3", "row mul p1", "the result is not an invariant"},
    {"row mul i3", "row mul i2", "the result overwrites a constant"},
    {"row mul i3", "row mul i3.m1", "the result: is not whole"},
    {"zero i9\nloop 6\n  add i9.m0 = i3", "zero i9\nloop 6\n  row mul i4 = i3 i3", "operand 0: overlaps the result"},
    {"zero i9\nloop 6\n  add i9.m0 = i3", "zero i9\nloop 6\n  row mul i3 = i3 i8.first",
     "operand 1: overlaps the result"},
    {"zero i9\nloop", "zero i12\nloop",
     "prologue step 3, instruction 0 (add): the sum: reads an invariant that was never"},
    {"zero i9\nloop", "zero i9\n  zero i9\nloop", "prologue step 2: a prologue step holds exactly one instruction"},
    {"add i9.m0 = i3", "draw normal 0 i9", "belongs into the body"},
    {"add i9.m0 = i3", "accumulate 1 i3", "belongs into the body"},
    {"add i9.m0 = i3", "store 3 i3", "belongs into the body"},
    {"add i9.m0 = i3", "compound i9.m0 = i3", "belongs into the body"},
    // block ops
    {"[1,3,2,0,6]", "[1,3,2,2,6]", "prologue step 4, instruction 0 (block): view: looks past the end of the operand"},
    {"[1,3,2,0,6]", "[1,3,-2,0,6]", "view: strides reach below element 0"},
    {"[1,3,2,0,6]", "[1,3,2,0]", "view: takes 5 attributes, got 4"},
    {"[1,3,2,0,6]", "[65,3,2,0,6]", "view: rank 65 is out of range"},
    {"[1,3,2,0,6]", "[1,3,2,0,7]", "operand 0: element 6 is out of range for size 6"},
    {"[2,3,1,0,1]", "[2,3,1,0,2]", "take: index 2 is out of range for size 2"},
    {"[2,3,1,0,1]", "[2,3,1,0,-1]", "take: index -1 is out of range for size 2"},
    {"[2,3,1,0,1]", "[2,4,1,0,1]", "take: takes 6 attributes, got 5"},
    {"[2,3,1,0,1]", "[2,-3,1,0,1]", "take: attribute 1 = -3 is not a size"},
    {"take r5 = r2", "take r3 = r2", "operand 0: overlaps the result"},
    {"take r5 = r2", "take t0 = r2", "the result is a temp"},
    {"take r5 = r2", "take r5.first = r2", "the result: is not whole"},
    {"take r5 = r2", "take r5 = r2.first", "operand 0: is not whole"},
    {"loop 1\n  block take", "loop 2\n  block take", "the extent is not 1"},
    {"  block take", "  row neg t0 = r2\n  block take", "is not alone in its step"},
    {"  zero r4", "  row neg t0 = r2\n  zero r4", "is not alone in its step"},
    {"zero r4", "zero t0", "the result is a temp"},
    // draws, outputs, checks
    {"draw uniform 1 t0\n  row neg r8 = t0", "row neg r8 = p0.first", "site 1: is never drawn"},
    {"draw uniform 1", "draw normal 1", "the noise is not that of the site"},
    {"draw uniform 1", "draw uniform 2", "there is no site 2"},
    {"draw uniform 1", "draw normal 0", "the loop does not have the size of the site"},
    {"draw uniform 1 t0\n", "draw uniform 1 t0\n  draw uniform 1 t1\n", "the site is drawn twice"},
    {"  accumulate 2 t1\n", "", "output 2: is never accumulated"},
    {"  accumulate 2 t1\n", "  accumulate 1 t1\n", "the output is written twice"},
    {"  accumulate 2 t1\n", "  accumulate 2 t1\n  accumulate 2 t1\n", "the output is written twice"},
    {"  accumulate 2 t1\n", "  accumulate 0 t1\n", "the loop does not have the extent of the output"},
    {"  accumulate 2 t1\n", "  accumulate 3 t1\n", "the output is of another kind"},
    {"  accumulate 2 t1\n", "  accumulate 5 t1\n", "there is no output 5"},
    {"  accumulate 2 t1\n", "  accumulate -1 t1\n", "there is no output -1"},
    {"  store 3 r0\n", "", "output 3: is never stored"},
    {"  store 3 r0\n", "  store 2 r0\n", "the output is of another kind"},
    {"source=t1", "source=t2", "the source of the output: reads a temp that was not written"},
    {"source=t1", "source=p0", "the source of the output is not a reg or temp"},
    {"source=i3", "source=r3", "output 4: a value lies in a param or an invariant"},
    {"source=i3", "source=i15", "output 4: the source: element 20 is out of range for size 20"},
    {"source=i3", "source=i14", "output 4: the source: reads an invariant that was never written"},
    {"check real 1", "check real 2", "there is no message 2"},
    {"\"the body\" [2]", "\"the body\" [3]", "the message does not have the shape of the loop"},
    // finish
    {"mul p0 extent=2", "mul p1 extent=3",
     "output 1: a finish step does not have the extent of the elements before it"},
    {"mul p0 extent=2", "mul r0 extent=2", "the operand of a finish step is not a param or an invariant"},
    {"neg - extent=2", "neg p0 extent=2", "neg has no operand"},
    {"view -0.m0 extent=6", "view p0.m0 extent=6", "a view has no operand but a map"},
    {"view -0.m0 extent=6", "view -0.m1 extent=6", "a view looks past the elements before it"},
    {"view -0.m0 extent=6", "view - extent=6", "a view looks past the elements before it"},
    {"view -0.m0 extent=6", "view -0.m2 extent=6", "map 2 has 3 elements, the loop 6"},
    {"mean [2,3]", "mean [5]", "output 2: the finished elements do not fill the shape"},
    {"samples [2]", "samples [3]", "output 3: the finished elements do not fill the shape"},
    {"source=r0\n", "source=r0\n  finish neg - extent=2\n", "samples cannot be finished"},
};

void test_every_rule_refuses_what_breaks_it() {
    program_of(everything);
    for (const Broken& b : broken) {
        const std::string text = replaced(everything, b.from, b.to);
        const std::string error = error_of([&] { program_of(text); }, Fault::program);
        CHECK(error.find(b.error) != std::string::npos, "\"%s\" -> \"%s\": expected \"%s\", got \"%s\"", b.from, b.to,
              b.error, error.c_str());
    }
}

const Broken malformed[] = {
    {"program 1", "program 2", "line 1: expected \"reparamx program 1\""},
    {"float64", "float16", "line 2: unknown dtype \"float16\""},
    {"regs=12", "regs=", "line 3: \"temps=3\" is not an integer in range"},
    {"regs=12", "regs=0x12", "line 3: \"0x12\" is not an integer in range"},
    {"regs=12", "regs=99999999999999999999", "line 3: \"99999999999999999999\" is not an integer in range"},
    {"[2]\nparam", "[2\nparam", "line 4: a list is not closed"},
    {"\"theta\"", "\"theta", "line 4: a name is not closed"},
    {"\"theta\" [", "\"theta\" ", "line 4: expected \"[\""},
    {"\\\\']", "\\']", "line 5: unknown escape in a name"},
    {"noise=normal", "noise=cauchy", "line 6: there is no noise \"cauchy\""},
    {"0x1p+0", "1.0", "line 8: \"1.0\" is not a number"},
    {"0x1p+0", "0x1p+9999", "line 8: \"0x1p+9999\" is not a number"},
    {"table=[5,3,1,0,2,4]", "table=[]", "line 10: a table is empty"},
    {"row mul i3", "row mull i3", "line 29: there is no op \"mull\""},
    {"i3 = p1", "j3 = p1", "line 29: \"j3\" is not an operand"},
    {"p0.m0\n", "p0.n0\n", "line 29: \"p0.n0\" is not an operand"},
    {"p0.m0\n", "p0.m0 p1 p1 p1 p1\n", "line 29: unexpected \"p1\""},
    {"block view", "block vew", "there is no block op \"vew\""},
    {"check positive", "check negative", "there is no constraint \"negative\""},
    {"zero r4", "clear r4", "unknown instruction \"clear\""},
    {"end\n", "", "the text ends before \"end\""},
    {"end\n", "end\nend\n", "unexpected \"end\""},
    {"prologue\n", "", "unexpected \"loop\""},
    {"body\nloop 2\n", "body\n", "an instruction before the first loop"},
};

void test_malformed_text_names_its_line() {
    for (const Broken& b : malformed) {
        const std::string text = replaced(everything, b.from, b.to);
        const std::string error = error_of([&] { vm::from_text(text); }, Fault::program);
        CHECK(error.find(b.error) != std::string::npos, "\"%s\" -> \"%s\": expected \"%s\", got \"%s\"", b.from, b.to,
              b.error, error.c_str());
    }
}

void test_text_and_program_are_the_same() {
    for (const std::string text : {everything, normal_square, watched_noise}) {
        const vm::Program program = vm::from_text(text);
        CHECK(vm::to_text(program) == text, "printed differently:\n%s", vm::to_text(program).c_str());
        CHECK(vm::from_text(vm::to_text(program)) == program, "parsed differently");
    }
    vm::Program extremes;
    extremes.constants.push_back({0, {5e-324, 1.7976931348623157e308, -0.0, 0x1.fffffffffffffp-1023, -5e-324, 0.1}});
    const vm::Program back = vm::from_text(vm::to_text(extremes));
    CHECK(same_bits(back.constants[0].values, extremes.constants[0].values), "doubles changed:\n%s",
          vm::to_text(extremes).c_str());
}

void test_every_truncation_is_refused() {
    const std::string text = everything;
    for (size_t n = 0; n + 1 < text.size(); ++n) {
        const std::string error = error_of([&] { vm::from_text(text.substr(0, n)); }, Fault::program);
        CHECK(!error.empty(), "accepted the first %zu bytes", n);
    }
}

// What an accepted mutant may cost to run here.
bool is_small(const vm::VerifiedProgram& v) {
    const vm::Program& p = v.program();
    int64_t values = p.invariants + (p.regs + p.temps) * vm::block_size + v.plan().means + v.plan().gathered;
    for (int64_t size : v.plan().param_sizes) values += size;
    for (const vm::Output& o : p.outputs) values += 300 * o.extent;
    return values < 1000000 && v.plan().block_ns + v.plan().prologue_ns < 1e6;
}

void run_small(const vm::VerifiedProgram& v) {
    const vm::Program& p = v.program();
    const size_t bytes = p.dtype == vm::Dtype::float64 ? 8 : 4;
    std::vector<std::vector<char>> arrays;
    const auto array = [&](int64_t values) {
        arrays.emplace_back(size_t(values) * bytes);
        for (int64_t i = 0; i < values; ++i) {
            const double d = 0.5 + double(i);
            const float f = float(d);
            memcpy(arrays.back().data() + size_t(i) * bytes, bytes == 8 ? (const void*)&d : (const void*)&f, bytes);
        }
        return arrays.back().data();
    };
    std::vector<const void*> params;
    for (int64_t size : v.plan().param_sizes) params.push_back(array(size));
    std::vector<void*> buffers;
    for (const vm::Output& o : p.outputs) {
        if (o.kind == vm::Output_kind::samples) buffers.push_back(array(300 * o.extent));
    }
    vm::RunOptions options;
    options.samples = 300;
    try {
        vm::run(v, params, options, buffers);
    } catch (const reparamx::Error&) {
    }
}

// Replaces one token by another of the text, or by a number at some edge; or drops, doubles or swaps lines.
std::string mutated(const std::string& text, TestRandom& random) {
    static const char* const edges[] = {"0",
                                        "1",
                                        "-1",
                                        "2",
                                        "3",
                                        "5",
                                        "6",
                                        "2147483647",
                                        "-2147483648",
                                        "4294967296",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "268435456",
                                        "first",
                                        "m0",
                                        "t0"};
    std::vector<std::pair<size_t, size_t>> tokens;
    const auto is_word = [](char c) {
        return isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '+';
    };
    for (size_t i = 0; i < text.size();) {
        size_t n = 1;
        if (is_word(text[i])) {
            while (i + n < text.size() && is_word(text[i + n])) ++n;
        }
        tokens.push_back({i, n});
        i += n;
    }
    const auto [at, n] = tokens[size_t(random.below(int64_t(tokens.size())))];
    std::string out = text;
    switch (random.below(6)) {
        case 0:
            return out.replace(at, n, "");
        case 1:
            return out.replace(at, n, text.substr(at, n) + " " + text.substr(at, n));
        case 2: {  // the digits inside an operand
            const size_t digits = text.find_first_of("0123456789", at);
            if (digits == std::string::npos) return out;
            return out.replace(digits, 1, std::string(1, char('0' + random.below(10))));
        }
        case 3:
            return out.replace(at, n, edges[random.below(int64_t(std::size(edges)))]);
        case 4: {  // a whole line again
            const size_t start = text.rfind('\n', at), end = text.find('\n', at);
            if (start == std::string::npos || end == std::string::npos) return out;
            return out.insert(end, text.substr(start, end - start));
        }
        default: {
            const auto [from, m] = tokens[size_t(random.below(int64_t(tokens.size())))];
            return out.replace(at, n, text.substr(from, m));
        }
    }
}

void test_no_mutant_does_worse_than_an_error(int count) {
    TestRandom random{20240607};
    int accepted = 0;
    for (int i = 0; i < count; ++i) {
        const char* const texts[] = {everything, normal_square, watched_noise};
        const std::string text = mutated(texts[random.below(3)], random);
        try {
            const vm::VerifiedProgram v = program_of(text);
            CHECK(vm::from_text(vm::to_text(v.program())) == v.program(), "does not survive its text:\n%s",
                  text.c_str());
            if (!is_small(v)) continue;
            run_small(v);
            ++accepted;
        } catch (const reparamx::Error& error) {
            CHECK(error.fault == Fault::program, "another kind of error: %s", error.what());
        }
    }
    CHECK(accepted > count / 50, "only %d of %d mutants ran: the test tests little", accepted, count);
    printf("mutants: %d of %d accepted and run\n", accepted, count);
}

}  // namespace

int main(int argc, char** argv) {
    test_every_rule_refuses_what_breaks_it();
    test_malformed_text_names_its_line();
    test_text_and_program_are_the_same();
    test_every_truncation_is_refused();
    test_no_mutant_does_worse_than_an_error(argc > 1 ? atoi(argv[1]) : 5000);
    return 0;
}
