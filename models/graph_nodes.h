/// The nodes of a network that is a graph (graph_net.h), and how they hang together.
///
/// Node 0 is the input x, or (x, c) with an input_bias c; nodes[i] makes node i + 1 from earlier ones, g = node `other`
/// and h = node `input`, of m units each:
///   kOne         the constant 1
///   kDense       sqrt(w/m) W h + sqrt(b) beta;  sqrt(w) W h + sqrt(b) beta where h is the input or a multiple of it
///   kActivation  phi(h)
///   kScale       c h
///   kSum         g + h
///   kProduct     g * h, unit by unit
/// f is the readout, a dense layer of o outputs on node `top`.  All but kDense and kScale need wide nodes.
///
/// Parameters: W of the k-th dense layer (from 1, the readout is the last) is segment Wk, beta is betak; entries start
/// as N(0, 1), or at 0.  There is no betak if b = 0, and no Wk if w = 0.  With a base_width n > 0 the parameterization
/// is the standard one: Wk is sqrt(w/n) W, of the scale sqrt(n/m), also if w = 0, and of a layer on the input sqrt(w)
/// W; betak is sqrt(b) beta; f is the same, and m/n any number.  Weights that are not trained are parameters, too, but
/// f counts as a function of the others: their entries of every gradient are 0.
///
/// Throws std::invalid_argument for inputs, width or outputs below 1; a variance or base_width that is negative or not
/// finite; a node that does not fit, which it names; and if f depends on no trained weight.
#ifndef HADAMARD_NTK_MODELS_GRAPH_NODES_H_
#define HADAMARD_NTK_MODELS_GRAPH_NODES_H_

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

/// phi and phi' of many numbers at once; float nets take the rounded results.
struct ActivationFunction {
  using Map = std::function<void(std::span<const double> u, std::span<double> result)>;
  Map value, slope;

  /// Of functions of one number.
  template <class Phi, class Derivative>
  static ActivationFunction Of(Phi phi, Derivative derivative) {
    return {Each(std::move(phi)), Each(std::move(derivative))};
  }

 private:
  template <class F>
  static Map Each(F f) {
    return [f = std::move(f)](std::span<const double> u, std::span<double> result) {
      for (std::size_t i = 0; i < u.size(); ++i) result[i] = f(u[i]);
    };
  }
};

/// w and b of a dense layer.
struct DenseVariances {
  double weight = 1, bias = 0;
  bool trained = true;
  bool zero = false;  ///< its entries start at 0
};

struct GraphNode {
  enum class Kind { kOne, kDense, kActivation, kScale, kSum, kProduct };

  Kind kind = Kind::kDense;
  int input = 0, other = 0;
  DenseVariances dense = {};    ///< of kDense
  ActivationFunction phi = {};  ///< of kActivation
  double factor = 1;            ///< of kScale
};

struct GraphNetOptions {
  Index inputs = 0, width = 0, outputs = 1;
  double input_bias = 0;
  double base_width = 0;  ///< of the standard parameterization; 0: NTK parameterization
  std::vector<GraphNode> nodes = {};
  int top = -1;  ///< the node under the readout; -1: the last one
  DenseVariances readout = {};
};

/// A node at its place in the net.
struct PlacedNode {
  GraphNode node;
  Index rows = 0;
  bool wide = true;            ///< neither the input nor a multiple of it
  bool used = false;           ///< f depends on it
  bool trained = false;        ///< it depends on trained weights
  int weight = -1, bias = -1;  ///< segments of a dense layer; -1: none
  double weight_scale = 0, bias_scale = 0;

  /// The nodes that enter; -1: none.
  int first() const { return node.kind == GraphNode::Kind::kOne || (IsDense() && weight < 0) ? -1 : node.input; }
  int second() const {
    return node.kind == GraphNode::Kind::kSum || node.kind == GraphNode::Kind::kProduct ? node.other : -1;
  }
  bool IsDense() const { return node.kind == GraphNode::Kind::kDense; }
};

struct GraphLayout {
  std::vector<PlacedNode> nodes;  ///< node 0, of which only rows and wide mean something, to the readout
  std::vector<Segment> segments;
};

GraphLayout PlaceNodes(const GraphNetOptions& options);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRAPH_NODES_H_
