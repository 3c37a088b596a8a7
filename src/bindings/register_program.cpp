// Programs: compile a graph, run, print, parse.
#include "bindings.hpp"
#include "reparamx/graph/lower.hpp"
#include "reparamx/vm/run.hpp"
#include "reparamx/vm/verify.hpp"

namespace reparamx::bindings {

namespace {

using vm::Dtype;

// The arrays of one call, contiguous and of the program's dtype. Python floats need no array.
class Arguments {
public:
    explicit Arguments(Dtype dtype) : dtype_(dtype) {}

    const void* add(py::handle value, const vm::Param& param) {
        if (PyFloat_Check(value.ptr()) && param.shape.empty()) {
            const double v = PyFloat_AS_DOUBLE(value.ptr());
            scalars_.push_back({v, float(v)});
            return dtype_ == Dtype::float64 ? static_cast<const void*>(&scalars_.back().f64) : &scalars_.back().f32;
        }
        const py::array a = dtype_ == Dtype::float64 ? py::array(py::array_t<double, flags>::ensure(value))
                                                     : py::array(py::array_t<float, flags>::ensure(value));
        if (!a) {
            PyErr_Clear();
            throw Error(Fault::type, param.name + ": not an array of numbers");
        }
        const Shape shape(a.shape(), a.shape() + a.ndim());
        if (shape != param.shape)
            throw Error(Fault::shape, param.name + ": the program was compiled for shape " + to_string(param.shape) +
                                          ", got " + to_string(shape));
        arrays_.push_back(a);
        return a.data();
    }

    void reserve(size_t n) { scalars_.reserve(n); }

private:
    static constexpr int flags = py::array::c_style | py::array::forcecast;
    struct Scalar {
        double f64;
        float f32;
    };
    Dtype dtype_;
    std::vector<Scalar> scalars_;
    std::vector<py::array> arrays_;
};

py::object finished(const std::vector<double>& values, const Shape& shape) {
    if (shape.empty()) return py::float_(values.at(0));
    py::array_t<double> a(shape);
    std::copy(values.begin(), values.end(), a.mutable_data());
    return a;
}

class CompiledProgram {
public:
    explicit CompiledProgram(vm::Program program) : program_(vm::verify(std::move(program))) {}

    py::list run(const py::sequence& params, int64_t samples, std::pair<uint64_t, uint64_t> seed, int threads,
                 int64_t first_sample, bool stderr_wanted, bool check_finite, const py::object& noise,
                 const py::object& words) const {
        const vm::Program& p = program_.program();
        vm::RunOptions options;
        options.samples = samples;
        options.seed[0] = seed.first, options.seed[1] = seed.second;
        options.threads = threads;
        options.first_sample = first_sample;
        options.stderr_wanted = stderr_wanted;
        options.check_finite = check_finite;

        Arguments arguments(p.dtype);
        if (params.size() != p.params.size())
            throw Error(Fault::value, "the program takes " + std::to_string(p.params.size()) + " arrays, got " +
                                          std::to_string(params.size()));
        arguments.reserve(p.params.size());
        std::vector<const void*> pointers;
        for (size_t i = 0; i < p.params.size(); ++i) pointers.push_back(arguments.add(params[i], p.params[i]));

        Arguments hooks(p.dtype);
        if (!noise.is_none()) set_noise(noise.cast<py::dict>(), samples, hooks, options);
        py::array_t<uint64_t, py::array::c_style | py::array::forcecast> raw;
        if (!words.is_none()) {
            raw = words.cast<decltype(raw)>();
            options.words = raw.data();
            options.words_count = raw.size();
        }

        std::vector<py::array> stored;
        std::vector<void*> buffers;
        for (const vm::Output& out : p.outputs) {
            if (out.kind != vm::Output_kind::samples) continue;
            Shape shape{samples};
            shape.insert(shape.end(), out.shape.begin(), out.shape.end());
            stored.push_back(p.dtype == Dtype::float64 ? py::array(py::array_t<double>(shape))
                                                       : py::array(py::array_t<float>(shape)));
            buffers.push_back(stored.back().mutable_data());
        }

        options.interrupted = [] {
            const py::gil_scoped_acquire gil;
            return PyErr_CheckSignals() != 0;
        };
        vm::Result result;
        {
            const py::gil_scoped_release release;
            result = vm::run(program_, pointers, options, buffers);
        }
        if (result.interrupted) throw py::error_already_set();

        py::list out(p.outputs.size());
        size_t next = 0;
        for (size_t i = 0; i < p.outputs.size(); ++i) {
            if (p.outputs[i].kind == vm::Output_kind::samples) {
                out[i] = py::make_tuple(stored[next++], py::none());
                continue;
            }
            const auto& value = result.outputs[i];
            const Shape& shape = p.outputs[i].shape;
            py::object error = py::none();
            if (stderr_wanted) error = finished(value.stderr_, shape);
            out[i] = py::make_tuple(finished(value.mean, shape), error);
        }
        return out;
    }

    // The lanes that hold at least one sample.
    int64_t replicates(int64_t samples) const {
        const int64_t lanes = vm::lane_bytes / (program_.program().dtype == Dtype::float64 ? 8 : 4);
        return samples / vm::block_size * lanes + std::min(samples % vm::block_size, lanes);
    }
    std::string text() const { return vm::to_text(program_.program()); }
    const vm::Program& program() const { return program_.program(); }

private:
    void set_noise(const py::dict& noise, int64_t samples, Arguments& hooks, vm::RunOptions& options) const {
        const vm::Program& p = program_.program();
        options.noise.assign(p.sites.size(), nullptr);
        for (const auto& [key, value] : noise) {
            const auto name = key.cast<std::string>();
            size_t s = 0;
            while (s < p.sites.size() && p.sites[s].name != name) ++s;
            if (s == p.sites.size())
                throw Error(Fault::value, "noise: there is no source of noise named '" + name + "'");
            const py::array a = py::array::ensure(value);
            if (!a || a.ndim() < 1 || a.shape(0) != samples || a.size() != samples * p.sites[s].size)
                throw Error(Fault::shape, "noise['" + name + "']: needs " + std::to_string(samples) + " samples of " +
                                              std::to_string(p.sites[s].size) + " elements, got shape " +
                                              py::str(value.attr("shape")).cast<std::string>());
            options.noise[s] = hooks.add(value, {"noise['" + name + "']", Shape(a.shape(), a.shape() + a.ndim())});
        }
    }

    vm::VerifiedProgram program_;
};

template <class T>
py::list names_of(const std::vector<T>& things) {
    py::list r;
    for (const T& t : things) r.append(t.name);
    return r;
}

CompiledProgram compile(Graph& g, const std::vector<std::tuple<std::string, int, std::string>>& outputs,
                        const std::string& dtype, const std::vector<int>& finite) {
    std::vector<OutputRequest> requests;
    static constexpr const char* kinds[] = {"mean", "samples"};
    for (const auto& [kind, node, name] : outputs) {
        if (node < 0 || node >= g.size()) throw Error(Fault::value, "there is no node " + std::to_string(node));
        requests.push_back({position("kind of output", kind, kinds) == 1, node, name, false});
    }
    for (int i : finite) requests.at(size_t(i)).finite = true;
    return CompiledProgram(lower(g, requests, dtype_of(dtype)));
}

}  // namespace

void register_program(py::module_& m) {
    py::class_<CompiledProgram> c(m, "Program", "A verified program.");
    c.def("run", &CompiledProgram::run, py::arg("params"), py::arg("samples"), py::arg("seed"), py::arg("threads") = 0,
          py::arg("first_sample") = 0, py::arg("stderr") = true, py::arg("check_finite") = true,
          py::arg("noise") = py::none(), py::arg("words") = py::none(), "Run; one (mean, standard error) per output.");
    c.def("replicates", &CompiledProgram::replicates, py::arg("samples"),
          "Number of independent replicates behind the standard errors.");
    c.def("text", &CompiledProgram::text, "The program as text.");
    c.def_static(
        "from_text", [](const std::string& text) { return CompiledProgram(vm::from_text(text)); }, py::arg("text"),
        "Parse and verify.");
    c.def_property_readonly("params", [](const CompiledProgram& p) { return names_of(p.program().params); });
    c.def_property_readonly("sites", [](const CompiledProgram& p) { return names_of(p.program().sites); });
    c.def_property_readonly("outputs", [](const CompiledProgram& p) { return names_of(p.program().outputs); });

    m.attr("Graph").attr("compile") =
        py::cpp_function(&compile, py::is_method(m.attr("Graph")), py::name("compile"), py::arg("outputs"),
                         py::arg("dtype") = "float64", py::arg("finite") = std::vector<int>{},
                         "Lower outputs (kind, node, name) to a verified program; kind is 'mean' or 'samples'.");
}

}  // namespace reparamx::bindings
