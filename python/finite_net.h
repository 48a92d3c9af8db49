/// A finite net of models as Python holds it: one of a text of the grammar (ntk/net_expression.h), or a named one
/// (tools/ntk/named_net.h), in float or double.
///
/// The net itself never changes: new weights are a new net in its place.  So work that holds it may go on without the
/// GIL, and after the call that began it was interrupted.
#ifndef HADAMARD_NTK_PYTHON_FINITE_NET_H_
#define HADAMARD_NTK_PYTHON_FINITE_NET_H_

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <string>
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

  /// `net` is a text, the name of a net with its `parameters`, or an object of which str() is a text; `dtype` what
  /// numpy.dtype takes.  Throws std::invalid_argument for what these are not.
  FiniteNet(const py::object& net, models::Index inputs, models::Index width, models::Index outputs, std::uint64_t seed,
            const py::object& dtype, const py::dict& parameters);

  const std::shared_ptr<const Net>& net() const { return net_; }
  void Set(std::shared_ptr<const Net> net) { net_ = std::move(net); }

  models::Index inputs() const;
  models::Index outputs() const;
  models::Index width() const { return width_; }
  models::Index size() const;  ///< of all parameters
  bool is_float32() const;
  const std::vector<models::Segment>& segments() const;

  /// Its name or text, and the parameters that belong to a name.
  const std::string& choice() const { return choice_; }
  const py::dict& parameters() const { return parameters_; }

 private:
  std::string choice_;
  py::dict parameters_;
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
