/// A finite net of models as Python holds it, in float or double: that of a text of the grammar (tools/ntk/net_graph.h)
/// or of a named network (tools/ntk/named_net.h).
///
/// The net itself never changes: new weights are a new net in its place.  So work that holds it may go on without the
/// GIL, and after the call that began it was interrupted.
#ifndef HADAMARD_NTK_PYTHON_FINITE_NET_H_
#define HADAMARD_NTK_PYTHON_FINITE_NET_H_

#include <pybind11/pybind11.h>

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "models/fully_connected.h"
#include "models/graph_net.h"
#include "models/hadamard_net.h"
#include "models/matrix.h"
#include "models/ncp_net.h"
#include "models/parameters.h"
#include "python/arrays.h"

namespace hadamard_ntk::python {

class FiniteNet {
 public:
  template <class... T>
  using NetsOf = std::variant<models::GraphNet<T>..., models::FullyConnected<T>..., models::NcpNet<T>...,
                              models::HadamardNet<T>...>;
  using Net = NetsOf<float, double>;

  /// f(the net).
  template <class F>
  auto Visit(const F& f) const {
    return std::visit(f, *net_);
  }

  /// `network` is the infinite network that it belongs to; `width` that of its hidden layers.
  FiniteNet(py::object network, models::Index width, std::shared_ptr<const Net> net)
      : network_(std::move(network)), width_(width), net_(std::move(net)) {}

  const py::object& network() const { return network_; }
  const std::shared_ptr<const Net>& net() const { return net_; }
  void Set(std::shared_ptr<const Net> net) { net_ = std::move(net); }

  models::Index inputs() const {
    return Visit([](const auto& net) { return net.inputs(); });
  }
  models::Index width() const { return width_; }
  models::Index outputs() const {
    return Visit([](const auto& net) { return net.outputs(); });
  }
  /// The number of parameters.
  models::Index size() const {
    return Visit([](const auto& net) { return net.parameters().size(); });
  }
  std::vector<models::Segment> segments() const {
    return Visit([](const auto& net) { return net.parameters().segments(); });
  }
  bool is_float32() const {
    return Visit([]<class N>(const N&) { return sizeof(typename N::Scalar) == 4; });
  }

 private:
  py::object network_;
  models::Index width_;
  std::shared_ptr<const Net> net_;
};

/// f(net, held), where `held` keeps the net alive; without the GIL, f is to use them alone.
template <class F>
auto VisitNet(const FiniteNet& finite, const F& f) {
  const std::shared_ptr<const FiniteNet::Net> held = finite.net();
  return std::visit([&](const auto& net) { return f(net, held); }, *held);
}

/// X as n x d numbers of the net's type.
template <class T>
models::Matrix<T> SamplesOf(const char* name, const py::object& given) {
  return MatrixArgument(name, "samples x inputs", given).Copy<T>();
}

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_FINITE_NET_H_
