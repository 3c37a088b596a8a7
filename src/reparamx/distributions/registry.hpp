// The table of distributions, made from the headers of this folder: data for Python, builders for the graph.
#pragma once

#include <string>
#include <vector>

#include "../graph/node.hpp"
#include "distribution.hpp"

namespace reparamx::distributions {

struct ParameterInfo {
    std::string name;
    Constraint constraint;
    int rank;
    bool moves_support;
};

struct Info {
    std::string name;
    std::vector<ParameterInfo> parameters;
    std::vector<Source> noise;
    int event_rank;
    bool discrete;
    bool reparametrised;
    bool by_level;
    Node (*sample)(const std::vector<Node>& noise, const std::vector<Node>& parameters);
    Node (*log_prob)(Node x, const std::vector<Node>& parameters);
};

const std::vector<Info>& table();
const Info& find(const std::string& name);  // throws Error(Fault::value)

}  // namespace reparamx::distributions
