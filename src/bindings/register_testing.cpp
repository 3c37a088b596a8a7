// Doors for tests: single kernels and raw generators.
#include "bindings.hpp"
#include "reparamx/vm/dispatch.hpp"

namespace reparamx::bindings {

namespace {

using Words = py::array_t<uint64_t, py::array::c_style | py::array::forcecast>;

// Arrays of one common shape, or of size 1.
template <class T>
py::array evaluate_as(int op, const std::vector<py::array>& arrays, const vm::RowFn* row) {
    std::vector<py::array_t<T, py::array::c_style | py::array::forcecast>> in(arrays.begin(), arrays.end());
    const py::array* shaped = &arrays[0];
    for (const py::array& a : arrays)
        if (a.size() != 1 || a.ndim() > shaped->ndim()) shaped = &a;
    const char* p[vm::max_operands] = {};
    unsigned varying = 0;
    for (size_t k = 0; k < in.size(); ++k) {
        if (in[k].size() != 1 && in[k].size() != shaped->size()) throw Error(Fault::shape, "evaluate: sizes differ");
        p[k] = static_cast<const char*>(static_cast<const void*>(in[k].data()));
        if (in[k].size() != 1) varying |= 1u << k;
    }
    py::array_t<T> out(std::vector<py::ssize_t>(shaped->shape(), shaped->shape() + shaped->ndim()));
    if (out.size() > 0) row[op](out.mutable_data(), p, varying, out.size());
    return out;
}

py::array evaluate(const std::string& op, const std::vector<py::array>& arrays, const std::string& dtype,
                   const std::optional<std::string>& isa) {
    const int index = int(op_index(op));
    const int arity = op_info(ops::Index(index)).arity;
    if (int(arrays.size()) != arity) throw Error(Fault::value, op + " takes " + std::to_string(arity) + " arrays");
    const vm::Isa& set = vm::isa_named(isa.value_or(""));
    return dtype_of(dtype) == vm::Dtype::float32 ? evaluate_as<float>(index, arrays, set.f32.row)
                                                 : evaluate_as<double>(index, arrays, set.f64.row);
}

py::array draw_noise(const std::string& noise, const std::string& dtype, std::pair<uint64_t, uint64_t> seed,
                     uint64_t site, uint64_t block, int64_t n, const std::optional<std::string>& isa,
                     const std::optional<Words>& words) {
    const vm::Dtype type = dtype_of(dtype);
    if (n < 0 || n > vm::block_size) throw Error(Fault::value, "draw_noise: n must be in 0..256");
    if (words && words->size() < vm::words_needed(type, n))
        throw Error(Fault::value, "draw_noise: needs " + std::to_string(vm::words_needed(type, n)) + " words");
    const uint64_t key[2] = {seed.first, seed.second};
    py::array out = type == vm::Dtype::float64 ? py::array(py::array_t<double>(n)) : py::array(py::array_t<float>(n));
    vm::draw_noise(noise, type, key, site, block, n, isa.value_or(""), words ? words->data() : nullptr,
                   out.mutable_data());
    return out;
}

py::array generator_words(std::pair<uint64_t, uint64_t> seed, uint64_t site, uint64_t block, int64_t n,
                          const std::optional<std::string>& isa) {
    const uint64_t key[2] = {seed.first, seed.second};
    const std::vector<uint64_t> words = vm::generator_words(key, site, block, n, isa.value_or(""));
    return py::array_t<uint64_t>(py::ssize_t(words.size()), words.data());
}

}  // namespace

void register_testing(py::module_& m) {
    m.def("evaluate", &evaluate, py::arg("op"), py::arg("arrays"), py::arg("dtype") = "float64",
          py::arg("isa") = py::none(), "The kernel of an op on whole arrays.");
    m.def("draw_noise", &draw_noise, py::arg("noise"), py::arg("dtype"), py::arg("seed"), py::arg("site"),
          py::arg("block"), py::arg("n"), py::arg("isa") = py::none(), py::arg("words") = py::none(),
          "Standard noise at an address, or made from given raw words.");
    m.def("generator_words", &generator_words, py::arg("seed"), py::arg("site"), py::arg("block"), py::arg("n"),
          py::arg("isa") = py::none(), "Raw words at an address.");
}

}  // namespace reparamx::bindings
