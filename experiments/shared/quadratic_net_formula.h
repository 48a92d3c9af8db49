/// The first output of a quadratic net, in any ring of numbers: residues, dual numbers, many digits.
/// models/quadratic_net.h says what is computed; its parameters in its order, with all scales w_l = 1 (kStandard).  A
/// hidden unit is
///   h = neuron(l, i, r, g, s)     at unit i of hidden layer l (from 0), s the pre-activation W_b (h o h) + c
/// r g + s for an identity, relu of it, or another one planted there; for Neuron::kSquare it gets (r, r, 0).
///
/// `parameters` has the net's number of them, `x` its number of inputs.  Throws nothing of its own.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_QUADRATIC_NET_FORMULA_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_QUADRATIC_NET_FORMULA_H_

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "models/quadratic_net.h"

namespace hadamard_ntk::experiments {

template <class S, class Unit>
S QuadraticNetFormula(const models::QuadraticNetOptions& options, std::span<const S> parameters, std::span<const S> x,
                      const Unit& neuron) {
  const auto width = static_cast<std::size_t>(options.width);
  const S* next = parameters.data();
  // W h + b for the next matrix and bias.
  const auto affine = [&next](std::size_t rows, const std::vector<S>& h) {
    const S* bias = next + rows * h.size();
    std::vector<S> values(bias, bias + rows);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < h.size(); ++j) values[i] += next[i * h.size() + j] * h[j];
    }
    next = bias + rows;
    return values;
  };
  std::vector<S> h(x.begin(), x.end());
  for (int l = 0; l + 1 < options.depth; ++l) {
    const std::vector<S> r = affine(width, h);
    std::vector<S> g = r, s(width, S(0));
    if (options.neuron == models::Neuron::kQuadratic) {
      g = affine(width, h);
      for (S& value : h) value = value * value;
      s = affine(width, h);
    }
    h.clear();
    for (std::size_t i = 0; i < width; ++i) h.push_back(neuron(l, i, r[i], g[i], s[i]));
  }
  return affine(1, h)[0];
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_QUADRATIC_NET_FORMULA_H_
