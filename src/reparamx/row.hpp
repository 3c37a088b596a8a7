// Row<T>: the values along the last axis of a parameter, such as the logits of one categorical variable, for plain
// numbers.
//
// On T = Node a row is a Node and these functions are graph operations of the same names (graph/node.hpp): what is
// written with them runs in a simulator and builds graph.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "simd.hpp"

namespace reparamx {

// A row of one entry stands for as many equal ones as are needed.
template <class T>
class Row {
public:
    Row(const T* values, int size) : values_(values, values + size) {}
    Row(std::initializer_list<T> values) : values_(values) {}
    Row(T value) : values_(1, value) {}
    static Row of_size(int size) { return Row(std::vector<T>(size_t(size), T())); }

    int size() const { return int(values_.size()); }
    T operator[](int j) const { return values_[size_t(j)]; }
    T& operator[](int j) { return values_[size_t(j)]; }
    T entry(int j) const { return values_[size() == 1 ? 0 : size_t(j)]; }

private:
    explicit Row(std::vector<T> values) : values_(std::move(values)) {}
    std::vector<T> values_;
};

// f(a[j], rest[j]...) for every j.
template <class F, class T, class... R>
Row<T> map(F f, const Row<T>& a, const R&... rest) {
    Row<T> r = Row<T>::of_size(std::max({a.size(), rest.size()...}));
    for (int j = 0; j < r.size(); ++j) r[j] = f(a.entry(j), rest.entry(j)...);
    return r;
}

template <class T> Row<T> operator+(const Row<T>& a, const Row<T>& b) {
    return map([](T x, T y) { return x + y; }, a, b);
}
template <class T> Row<T> operator-(const Row<T>& a, const Row<T>& b) {
    return map([](T x, T y) { return x - y; }, a, b);
}
template <class T> Row<T> operator-(const Row<T>& a) {
    return map([](T x) { return -x; }, a);
}
template <class T> Row<T> operator*(const Row<T>& a, const Row<T>& b) {
    return map([](T x, T y) { return x * y; }, a, b);
}
template <class T> Row<T> operator/(const Row<T>& a, const Row<T>& b) {
    return map([](T x, T y) { return x / y; }, a, b);
}

template <class T> T row_size(const Row<T>& row) { return T(scalar_of<T>(row.size())); }
template <class T> Row<T> row_broadcast(T a, const Row<T>&) { return a; }

template <class T>
T row_sum(const Row<T>& row) {
    T r = row[0];
    for (int j = 1; j < row.size(); ++j) r = r + row[j];
    return r;
}

template <class T>
T row_max(const Row<T>& row) {
    T r = row[0];
    for (int j = 1; j < row.size(); ++j) r = maximum(r, row[j]);
    return r;
}

template <class T>
Row<T> row_cumsum(const Row<T>& row) {
    Row<T> r = row;
    for (int j = 1; j < row.size(); ++j) r[j] = r[j - 1] + row[j];
    return r;
}

// log(sum(exp(row))); -inf entries count for nothing, and all -inf makes -inf.
template <class T>
T row_logsumexp(const Row<T>& row) {
    const T largest = row_max(row);
    const T shift = select(is_finite(largest), largest, T(scalar_of<T>(0)));
    return log(row_sum(map([shift](T x) { return exp(x - shift); }, row))) + shift;
}

// The entry whose number is `index`.
template <class T>
T row_at(const Row<T>& row, T index) {
    T r = row[0];
    for (int j = 1; j < row.size(); ++j) r = select(index == T(scalar_of<T>(j)), row[j], r);
    return r;
}

// How many of the entries but the last are less than x.
template <class T>
T row_count_less(const Row<T>& row, T x) {
    T r(scalar_of<T>(0));
    for (int j = 0; j + 1 < row.size(); ++j) r = r + select(row[j] < x, T(scalar_of<T>(1)), T(scalar_of<T>(0)));
    return r;
}

}  // namespace reparamx
