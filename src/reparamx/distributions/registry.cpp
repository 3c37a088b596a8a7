// The table is filled from the list that CMake makes of the folder: a new distribution is a new header.
#include "registry.hpp"

#include <utility>

#include "reparamx/distributions/all.hpp"

namespace reparamx::distributions {

namespace {

template <class D, size_t... k, size_t... i>
Node build_sample(const std::vector<Node>& noise, const std::vector<Node>& p, std::index_sequence<k...>,
                  std::index_sequence<i...>) {
    return D::sample(noise[k]..., p[i]...);
}

template <class D, size_t... i>
Node build_log_prob(Node x, const std::vector<Node>& p, std::index_sequence<i...>) {
    return D::log_prob(x, p[i]...);
}

template <class D>
Info info_of() {
    constexpr size_t count = parameter_count<D>();
    constexpr size_t noises = noise_count<D>();
    Info info{.name = std::string(name_of<D>()),
              .parameters = {},
              .noise = {},
              .event_rank = event_rank<D>(),
              .discrete = is_discrete<D>(),
              .reparametrised = is_reparametrised<D>(),
              .by_level = is_by_level<D>(),
              .sample = nullptr,
              .log_prob = nullptr};
    for (size_t k = 0; k < noises; ++k) info.noise.push_back(source<D>(int(k)));
    for (const Parameter& p : D::parameters)
        info.parameters.push_back({p.name, p.constraint, p.rank, moves_support<D>(p.name)});
    info.sample = [](const std::vector<Node>& noise, const std::vector<Node>& p) {
        return build_sample<D>(noise, p, std::make_index_sequence<noises>(), std::make_index_sequence<count>());
    };
    info.log_prob = [](Node x, const std::vector<Node>& p) {
        return build_log_prob<D>(x, p, std::make_index_sequence<count>());
    };
    return info;
}

}  // namespace

const std::vector<Info>& table() {
    static const std::vector<Info> infos = [] {
        std::vector<Info> all;
        for_each(All{}, [&]<class Family>() {
            for_each(parametrisations_of<Family>{}, [&]<class D>() { all.push_back(info_of<D>()); });
        });
        return all;
    }();
    return infos;
}

const Info& find(const std::string& name) {
    for (const Info& info : table())
        if (info.name == name) return info;
    throw Error(Fault::value, "there is no distribution named '" + name + "'");
}

}  // namespace reparamx::distributions
